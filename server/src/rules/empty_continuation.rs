//! A blank line inside a continuation.

use crate::lint::{CheckName, Facts, Fix, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "empty-continuation",
    summary: "A blank line stands inside a continued instruction.",
    level: Level::Warning,
    group: Group::Style,
    fixable: true,
    aliases: &["NoEmptyContinuation", "EMPTY_CONTINUATION_LINE"],
    page: include_str!("empty_continuation.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::NoEmptyContinuation) {
        let keyword = facts.instruction(check.instruction).map_or("the instruction", |instruction| instruction.keyword_text());
        let message =
            format!("This blank line does not end {keyword}, which goes on below: BuildKit still allows that, and will refuse it one day.");
        let finding = report.add(check.range, message);
        finding.help("Delete the blank line; or delete the escape character above it, if the instruction was to end there.");
        // With its line break; the next blank line of the instruction is found when this one is gone.
        if !check.range.is_empty() && check.range.slice(facts.document.text()).iter().all(u8::is_ascii_whitespace) {
            finding.fix(Fix::safe("Delete the blank line", check.range, ""));
        }
    }
}
