//! A --platform that says what is the default.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule, Tag};

pub static RULE: Rule = Rule {
    name: "redundant-target-platform",
    summary: "A --platform says what is the default.",
    level: Level::Info,
    group: Group::Style,
    fixable: false,
    aliases: &["RedundantTargetPlatform", "DL3065"],
    page: include_str!("redundant_target_platform.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::RedundantTargetPlatform) {
        report.add(check.range, "A stage is built for the target platform anyway.").help("Delete the flag.").tag(Tag::Unnecessary);
    }
}
