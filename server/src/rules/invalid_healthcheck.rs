//! A HEALTHCHECK that is neither CMD nor NONE.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::{FaultKind, closest};

pub static RULE: Rule = Rule {
    name: "invalid-healthcheck",
    summary: "A HEALTHCHECK is neither CMD with a command nor NONE.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &["UNKNOWN_TYPE", "HEALTHCHECK_CMD_ARGUMENT_MISSING"],
    page: include_str!("invalid_healthcheck.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        let (message, help) = match &at.fault.kind {
            FaultKind::UnknownHealthcheckType { word } => {
                let help = match closest(word, ["CMD", "NONE"]) {
                    Some(known) => format!("Did you mean `{known}`?"),
                    None => "Write `HEALTHCHECK CMD command`.".to_owned(),
                };
                (format!("HEALTHCHECK takes CMD or NONE, not `{word}`"), help)
            }
            FaultKind::HealthcheckNoneArguments => ("HEALTHCHECK NONE takes no arguments".to_owned(), "Delete them.".to_owned()),
            FaultKind::HealthcheckWithoutCommand => {
                ("HEALTHCHECK CMD has no command".to_owned(), "Write the command behind CMD.".to_owned())
            }
            _ => continue,
        };
        let finding = report.fault(at, message);
        finding.help(help);
    }
}
