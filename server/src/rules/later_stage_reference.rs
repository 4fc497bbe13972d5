//! A reference to a stage that stands below.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;

pub static RULE: Rule = Rule {
    name: "later-stage-reference",
    summary: "An instruction takes files from a stage that stands below it.",
    level: Level::Error,
    group: Group::Stages,
    fixable: false,
    aliases: &["DL3022"],
    page: include_str!("later_stage_reference.md"),
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in &facts.graph().problems {
        let (from, verb) = match problem.kind {
            ProblemKind::CopyFromLater { from } => (from, "copies from"),
            ProblemKind::MountFromLater { from } => (from, "mounts"),
            _ => continue,
        };
        // The circle it closes says more.
        if in_circle(facts, problem.stage, from) {
            continue;
        }
        let title = facts.stage_title(from);
        let message = format!("This {verb} {title}, which stands below");
        report.problem(problem, message).help("Move that stage above this one.").related(facts.stage_range(from), "the stage begins here");
    }
}

fn in_circle(facts: &Facts<'_>, stage: Option<usize>, from: usize) -> bool {
    facts.graph().problems.iter().any(|problem| match &problem.kind {
        ProblemKind::Cycle { stages } => stages.contains(&from) && stage.is_some_and(|stage| stages.contains(&stage)),
        _ => false,
    })
}
