//! VOLUME of an empty path.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "empty-volume",
    summary: "A VOLUME names an empty path.",
    level: Level::Error,
    group: Group::Correctness,
    page: include_str!("empty_volume.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    const HELP: &str = "Name a path in the container, or delete the word.";
    for at in &facts.faults {
        if at.fault.kind == FaultKind::EmptyVolume {
            report.fault(at, "This volume has an empty path").help(HELP);
        }
    }
    for problem in facts.problems() {
        if problem.kind == ProblemKind::EmptyVolume {
            report.problem(problem, "Nothing is left of this volume's path once its variables are expanded").help(HELP);
        }
    }
}
