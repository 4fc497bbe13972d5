//! A JSON array with something else than strings in it.

use crate::lint::{Edit, Facts, FaultAt, Fix, Group, Level, Report, Rule};
use crate::syntax::FaultKind;
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "non-string-in-json",
    summary: "A JSON array of an instruction has something else than strings in it.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    page: include_str!("non_string_in_json.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        if at.fault.kind == FaultKind::JsonNotStrings {
            report
                .fault(at, "This element of the JSON array is no string, and BuildKit takes strings only")
                .help("Put it in double quotes.")
                .fix(facts.mending(fix(facts, at)));
        }
    }
}

/// Quotes this element and all others behind it that are no strings. None if one of them is more than a word.
fn fix(facts: &Facts<'_>, at: &FaultAt<'_>) -> Option<Fix> {
    let end = at.instruction.range_of(at.instruction.arguments_span).end;
    let text = std::str::from_utf8(ByteRange::new(at.fault.range.start, end).slice(facts.document.text())).ok()?;
    let mut edits = Vec::new();
    let mut start = at.fault.range.start;
    let (mut in_string, mut escaped) = (false, false);
    let is_end = |c: char| {
        (in_string, escaped) = (in_string != (c == '"' && !escaped), in_string && c == '\\' && !escaped);
        !in_string && matches!(c, ',' | ']')
    };
    for element in text.split_inclusive(is_end) {
        let word = element.trim_end_matches([',', ']']).trim();
        let word_start = start + (element.len() - element.trim_start().len()) as u32;
        start += element.len() as u32;
        if word.starts_with('"') || word.is_empty() {
            continue;
        }
        if !word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+')) {
            return None;
        }
        edits.push(Edit::replace(ByteRange::new(word_start, word_start + word.len() as u32), format!("\"{word}\"")));
    }
    Some(Fix::of("Put it in double quotes", edits).unsure())
}
