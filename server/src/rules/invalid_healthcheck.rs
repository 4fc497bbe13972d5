//! A HEALTHCHECK that is neither CMD nor NONE.

use crate::lint::{Facts, FaultAt, Fix, Group, Level, Report, Rule};
use crate::syntax::{Arguments, FaultKind, Healthcheck, closest};
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "invalid-healthcheck",
    summary: "A HEALTHCHECK is neither CMD with a command nor NONE.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    aliases: &["UNKNOWN_TYPE", "HEALTHCHECK_CMD_ARGUMENT_MISSING"],
    page: include_str!("invalid_healthcheck.md"),
    check,
    ..Rule::EMPTY
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
        let fix = match &at.fault.kind {
            FaultKind::UnknownHealthcheckType { word } => match closest(word, ["CMD", "NONE"]) {
                Some(known) => facts.respell(at.fault.range, word, known),
                // `--interval 5s --retries 3 CMD …`: the flags are what is wrong.
                None if names_cmd(at) => None,
                None => Some(Fix::guess("Write `CMD` before it", ByteRange::empty(at.fault.range.start), "CMD ")),
            },
            FaultKind::HealthcheckNoneArguments => none_only(at),
            _ => None,
        };
        finding.fix(facts.mending(fix));
    }
}

/// Whether CMD stands further behind, or a flag has no value: then the word is that value.
fn names_cmd(at: &FaultAt<'_>) -> bool {
    let mut words = at.instruction.text_of(at.instruction.arguments_span).split_whitespace();
    let has_flag = at.instruction.faults.iter().any(|fault| matches!(fault.kind, FaultKind::FlagWithoutValue { .. }));
    has_flag || words.any(|word| word.eq_ignore_ascii_case("CMD"))
}

/// Deletes what stands behind NONE, with the blanks between.
fn none_only(at: &FaultAt<'_>) -> Option<Fix> {
    let Arguments::Healthcheck(Healthcheck { kind: Some(none), .. }) = &at.instruction.arguments else { return None };
    let behind = ByteRange::new(at.instruction.range_of(none.span).end, at.fault.range.end);
    Some(Fix::guess("Delete the arguments", behind, ""))
}
