//! A reference to a stage that stands below.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;

pub static RULE: Rule = Rule {
    name: "later-stage-reference",
    summary: "An instruction takes files from a stage that stands below it.",
    level: Level::Error,
    group: Group::Stages,
    aliases: &["DL3022"],
    page: include_str!("later_stage_reference.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let circles = circles(facts);
    for problem in facts.problems() {
        let (from, verb) = match problem.kind {
            ProblemKind::CopyFromLater { from } => (from, "copies from"),
            ProblemKind::MountFromLater { from } => (from, "mounts"),
            _ => continue,
        };
        // The circle it closes says more.
        let circle = |stage: usize| circles.get(stage).copied().flatten();
        if circle(from).is_some() && circle(from) == problem.stage.and_then(circle) {
            continue;
        }
        let title = facts.stage_title(from);
        let message = format!("This {verb} {title}, which stands below");
        report.problem(problem, message).help("Move that stage above this one.").related(facts.stage_range(from), "the stage begins here");
    }
}

/// For each stage, which circle it is in, if any.
fn circles(facts: &Facts<'_>) -> Vec<Option<usize>> {
    let mut circles = vec![None; facts.graph().stages.len()];
    for (number, problem) in facts.graph().problems.iter().enumerate() {
        let ProblemKind::Cycle { stages } = &problem.kind else { continue };
        for stage in stages {
            if let Some(circle) = circles.get_mut(*stage) {
                *circle = Some(number);
            }
        }
    }
    circles
}
