//! A JSON array with something else than strings in it.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "non-string-in-json",
    summary: "A JSON array of an instruction has something else than strings in it.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &[],
    page: include_str!("non_string_in_json.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        if at.fault.kind == FaultKind::JsonNotStrings {
            report
                .fault(at, "This element of the JSON array is no string, and BuildKit takes strings only")
                .help("Put it in double quotes.");
        }
    }
}
