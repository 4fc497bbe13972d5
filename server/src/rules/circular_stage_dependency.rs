//! Stages that depend on each other in a circle.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;

pub static RULE: Rule = Rule {
    name: "circular-stage-dependency",
    summary: "Stages take files from each other in a circle, or one from itself.",
    level: Level::Error,
    group: Group::Stages,
    aliases: &["DL3023", "DS-0006", "tally/circular-stage-deps", "DF050"],
    page: include_str!("circular_stage_dependency.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in facts.problems() {
        let ProblemKind::Cycle { stages } = &problem.kind else { continue };
        let title = |stage: usize| facts.stage_title(stage);
        let message = match stages.as_slice() {
            [only] => format!("Here {} takes files from itself, so that no target of this file can be built", title(*only)),
            stages => {
                let shown = stages.iter().take(SHOWN).chain(stages.first());
                let names: Vec<_> = shown.map(|stage| title(*stage)).collect();
                format!("The stages need each other in a circle ({}), so that no target of this file can be built", names.join(", then "))
            }
        };
        let finding = report.problem(problem, message);
        finding.help(if stages.len() == 1 {
            "A file of the same stage is there already: use RUN with cp or mv."
        } else {
            "Move what both need into a stage of its own."
        });
        for (from, to) in stages.iter().zip(stages.iter().cycle().skip(1)).take(SHOWN) {
            let edges = facts.graph().stages.get(*from).map_or(&[][..], |stage| &stage.edges);
            let edge = edges.iter().find(|edge| edge.source.stage() == Some(*to) && edge.range != problem.range);
            if let Some(edge) = edge.filter(|_| stages.len() > 1) {
                finding.related(edge.range, format!("{} needs {}", title(*from), title(*to)));
            }
        }
    }
}

/// Of a larger circle, so many stages are named.
const SHOWN: usize = 8;
