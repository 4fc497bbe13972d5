//! A name that no stage can have.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "invalid-stage-name",
    summary: "The name of a stage has characters that a stage name cannot have.",
    level: Level::Error,
    group: Group::Stages,
    fixable: false,
    aliases: &["INVALID_BUILD_STAGE_NAME"],
    page: include_str!("invalid_stage_name.md"),
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        let FaultKind::InvalidStageName { name } = &at.fault.kind else { continue };
        let why = match name.chars().next() {
            Some(first) if !first.is_ascii_alphabetic() => "it must begin with a letter",
            _ => "only letters, digits, `-`, `_` and `.` may stand in it",
        };
        report.add(at.fault.range, format!("`{name}` cannot be the name of a stage, {why}: the build stops here."));
    }
}
