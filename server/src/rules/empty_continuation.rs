//! A blank line inside a continuation.

use crate::lint::{CheckName, Edit, Facts, Fix, Group, Level, Report, Rule};
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "empty-continuation",
    summary: "A blank line stands inside a continued instruction.",
    level: Level::Warning,
    group: Group::Style,
    fixable: true,
    aliases: &["NoEmptyContinuation", "EMPTY_CONTINUATION_LINE"],
    page: include_str!("empty_continuation.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::NoEmptyContinuation) {
        let keyword = facts.instruction(check.instruction).map_or("the instruction", |instruction| instruction.keyword_text());
        let message =
            format!("This blank line does not end {keyword}, which goes on below: BuildKit still allows that, and will refuse it one day.");
        let finding = report.add(check.range, message);
        finding.help("Delete the blank line; or delete the escape character above it, if the instruction was to end there.");
        // With their line breaks, all of the instruction at once.
        let mut lines: Vec<ByteRange> = Vec::new();
        for line in facts.instruction(check.instruction).into_iter().flat_map(|instruction| facts.document.empty_lines(instruction)) {
            match lines.last_mut().filter(|above| above.end == line.start) {
                Some(above) => above.end = line.end,
                None if line.is_empty() => {}
                None => lines.push(line),
            }
        }
        if !lines.is_empty() {
            let title = if lines.len() == 1 { "Delete the blank line" } else { "Delete the blank lines" };
            finding.fix(Fix::of(title, lines.into_iter().map(Edit::delete).collect()));
        }
    }
}
