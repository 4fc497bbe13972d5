//! The file has no FROM.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "missing-from",
    summary: "The file has no FROM, so there is nothing to build.",
    level: Level::Error,
    group: Group::Correctness,
    aliases: &["tally/require-stages", "NO_SOURCE_IMAGE"],
    page: include_str!("missing_from.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for fault in &facts.file().faults {
        let message = match fault.kind {
            FaultKind::NoInstructions => "The file has no instructions: there is nothing to build.",
            FaultKind::NoStages => "The file has no FROM: there is no stage to build.",
            _ => continue,
        };
        report.add(fault.range, message).help("Begin a stage with `FROM image` or `FROM scratch`.");
    }
}
