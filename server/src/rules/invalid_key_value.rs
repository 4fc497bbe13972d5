//! A key=value pair that cannot be read.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "invalid-key-value",
    summary: "ENV, LABEL or ARG has a pair that cannot be read.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    aliases: &["SYNTAX_MISSING_EQUALS", "SYNTAX_MISSING_NAMES"],
    page: include_str!("invalid_key_value.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        let keyword = at.instruction.keyword_text().to_uppercase();
        let (message, help) = match &at.fault.kind {
            FaultKind::MissingValue => {
                (format!("{keyword} gives a name and no value"), "Write `name=value`; the value may be empty.".to_owned())
            }
            FaultKind::MissingEquals { word } if word.starts_with('#') => (
                format!("`{word}` is no `name=value` pair"),
                "A comment cannot stand behind an instruction: put it on a line of its own.".to_owned(),
            ),
            FaultKind::MissingEquals { word } => (
                format!("`{word}` is no `name=value` pair, while the words before it are"),
                "Put a value with blanks in double quotes, and leave no blanks around the equals sign.".to_owned(),
            ),
            FaultKind::BlankName => (format!("A pair of {keyword} has no name before its equals sign"), "Write `name=value`.".to_owned()),
            _ => continue,
        };
        let finding = report.fault(at, message);
        finding.help(help);
        if matches!(&at.fault.kind, FaultKind::MissingEquals { word } if word.starts_with('#')) {
            finding.fix(facts.mending(facts.comment_of_its_own(at.fault.range.start)));
        }
    }
}
