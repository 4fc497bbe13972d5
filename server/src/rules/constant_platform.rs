//! A --platform without a variable.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "constant-platform",
    summary: "A --platform is a constant.",
    level: Level::Allow,
    group: Group::Images,
    aliases: &["FromPlatformFlagConstDisallowed", "DL3029"],
    page: include_str!("constant_platform.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::FromPlatformFlagConstDisallowed) {
        let message = format!("The stage is always built for `{}`, whatever platform the build is for.", check.subject);
        report.add(check.range, message).help("Use `$BUILDPLATFORM`, or say the platform in the name of the stage if it is meant.");
    }
}
