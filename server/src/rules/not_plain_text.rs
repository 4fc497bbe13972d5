//! A file that is UTF-16, or no text at all.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::text::{ByteRange, Content};

pub static RULE: Rule = Rule {
    name: "not-plain-text",
    summary: "The file is UTF-16, or no text at all.",
    level: Level::Error,
    group: Group::Correctness,
    page: include_str!("not_plain_text.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    // An instruction that BuildKit knows makes it a Dockerfile, whatever else is in it.
    if facts.file().instructions.first().is_none_or(|first| first.keyword.is_some()) {
        return;
    }
    let text = facts.document.text();
    let encoding = match Content::of(text) {
        Content::Text => return,
        Content::Utf16 => "UTF-16",
        Content::Utf32 => "UTF-32",
        Content::Binary => {
            let nul = text.iter().position(|byte| *byte == 0).unwrap_or_default() as u32;
            let message = "This file is no text: it has NUL bytes where it begins, as programs and archives have. BuildKit refuses it.";
            report
                .add(ByteRange::new(nul, nul + 1), message)
                .help("Name the Dockerfile that was meant, or call this file otherwise.")
                .alone();
            return;
        }
    };
    let message =
        format!("This file is {encoding}, and BuildKit reads UTF-8: it finds no instruction in the first line and refuses the file.");
    report.add(ByteRange::new(0, 2.min(text.len() as u32)), message).help("Save it as UTF-8.").alone();
}
