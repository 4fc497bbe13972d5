//! A --platform that says what is the default.

use crate::lint::{CheckName, Facts, Fix, Group, Level, Report, Rule, Tag};

pub static RULE: Rule = Rule {
    name: "redundant-target-platform",
    summary: "A --platform says what is the default.",
    level: Level::Info,
    group: Group::Style,
    fixable: true,
    aliases: &["RedundantTargetPlatform", "DL3065"],
    page: include_str!("redundant_target_platform.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    // A global ARG of that name may say something else.
    if facts.global_argument("TARGETPLATFORM").is_some() {
        return;
    }
    for check in facts.checks(CheckName::RedundantTargetPlatform) {
        let Some(flag) = facts.flag_with_blanks(check.instruction, "platform") else { continue };
        report
            .add(check.range, "A stage is built for the target platform anyway.")
            .help("Delete the flag.")
            .tag(Tag::Unnecessary)
            .fix(Fix::safe("Delete the flag", flag, ""));
    }
}
