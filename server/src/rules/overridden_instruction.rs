//! An instruction without effect, because a later one overrides it.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule, Tag};

pub static RULE: Rule = Rule {
    name: "overridden-instruction",
    summary: "A CMD, ENTRYPOINT or HEALTHCHECK is overridden by a later one of the same stage.",
    level: Level::Warning,
    group: Group::Correctness,
    fixable: false,
    aliases: &["MultipleInstructionsDisallowed", "DL4003", "DL4004", "DL3012", "DS-0007", "DS-0016", "DS-0023"],
    page: include_str!("overridden_instruction.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::MultipleInstructionsDisallowed) {
        let keyword = check.subject.to_uppercase();
        let message = format!("This {keyword} has no effect: a stage has one {keyword}, and a later one overrides this.");
        report.add(check.range, message).help("Delete it.").tag(Tag::Unnecessary);
    }
}
