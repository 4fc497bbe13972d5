//! A key=value pair that cannot be read.

use crate::lint::{Facts, FaultAt, Fix, Group, Level, Report, Rule};
use crate::syntax::FaultKind;
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "invalid-key-value",
    summary: "ENV, LABEL or ARG has a pair that cannot be read.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    aliases: &["SYNTAX_MISSING_EQUALS", "SYNTAX_MISSING_NAMES"],
    page: include_str!("invalid_key_value.md"),
    check,
    ..Rule::EMPTY
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
        let fix = match &at.fault.kind {
            FaultKind::MissingEquals { word } if word.starts_with('#') => facts.comment_of_its_own(at.fault.range.start),
            FaultKind::MissingEquals { .. } => in_quotes(facts, at),
            _ => None,
        };
        finding.fix(facts.mending(fix));
    }
}

/// `ENV a=b c d` with quotes around the value that the words likely belong to, if it stands directly before them.
fn in_quotes(facts: &Facts<'_>, at: &FaultAt<'_>) -> Option<Fix> {
    let text = facts.document.text();
    let follows =
        |end: u32, start: u32| end < start && ByteRange::new(end, start).slice(text).iter().all(|byte| matches!(byte, b' ' | b'\t'));
    // More words than anybody writes.
    if at.instruction.faults.len() > 100 {
        return None;
    }
    let mut end = at.fault.range.end;
    for fault in &at.instruction.faults {
        if matches!(fault.kind, FaultKind::MissingEquals { .. }) && follows(end, fault.range.start) {
            end = fault.range.end;
        }
    }
    let values = at.instruction.pairs().iter().filter_map(|pair| pair.value.as_ref());
    let value = values.map(|value| at.instruction.range_of(value.span)).find(|value| follows(value.end, at.fault.range.start))?;
    let range = ByteRange::new(value.start, end);
    let words = std::str::from_utf8(range.slice(text)).ok()?;
    let is_plain = !words.contains(['"', '\'', '\\', '`', '#', '\n']);
    is_plain.then(|| Fix::guess("Put the value in double quotes", range, format!("\"{words}\"")))
}
