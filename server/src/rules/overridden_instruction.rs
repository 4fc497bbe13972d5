//! An instruction without effect, because a later one overrides it.

use crate::lint::{CheckName, Facts, Fix, Group, Level, Report, Rule, Tag};

pub static RULE: Rule = Rule {
    name: "overridden-instruction",
    summary: "A CMD, ENTRYPOINT or HEALTHCHECK is overridden by a later one of the same stage.",
    level: Level::Warning,
    group: Group::Correctness,
    fixable: true,
    aliases: &["MultipleInstructionsDisallowed", "DL4003", "DL4004", "DL3012", "DS-0007", "DS-0016", "DS-0023"],
    page: include_str!("overridden_instruction.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::MultipleInstructionsDisallowed) {
        let keyword = check.subject.to_uppercase();
        let message = format!("This {keyword} has no effect: a stage has one {keyword}, and a later one overrides this.");
        let finding = report.add(check.range, message);
        finding.help("Delete it.").tag(Tag::Unnecessary);
        // Without it the build would go on.
        if !facts.is_refused(check.instruction) {
            finding.fix(facts.lines_of(check.instruction).map(|lines| Fix::safe(format!("Delete this {keyword}"), lines, "")));
        }
    }
}
