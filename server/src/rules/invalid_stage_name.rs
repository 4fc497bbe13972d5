//! A name that no stage can have.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "invalid-stage-name",
    summary: "The name of a stage has characters that a stage name cannot have.",
    level: Level::Error,
    group: Group::Stages,
    fixable: true,
    aliases: &["INVALID_BUILD_STAGE_NAME"],
    page: include_str!("invalid_stage_name.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        let FaultKind::InvalidStageName { name } = &at.fault.kind else { continue };
        let why = match name.chars().next() {
            Some(first) if !first.is_ascii_alphabetic() => "a name must begin with a letter",
            _ => "only letters, digits, `-`, `_` and `.` may stand in a name",
        };
        let finding = report.fault(at, format!("A stage cannot have the name `{name}`, because {why}"));
        finding.help(if name.contains('$') {
            "Variables are not expanded in it."
        } else if name.contains(['"', '\'']) {
            "Write it without quotes."
        } else {
            "Choose a name such as `build` or `stage-1`."
        });
        let unquoted = name.trim_matches(['"', '\'']);
        if unquoted != name {
            finding.fix(facts.mending(facts.respell(at.fault.range, name, unquoted)));
        }
    }
}
