//! FROM that works with the given build arguments only.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "invalid-default-in-from",
    summary: "FROM names no valid image unless a build argument is given.",
    level: Level::Info,
    group: Group::Variables,
    aliases: &["InvalidDefaultArgInFrom"],
    page: include_str!("invalid_default_in_from.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::InvalidDefaultArgInFrom) {
        // Without build arguments, other rules find it as an error or note.
        if check.subject.is_empty() || facts.graph().problems.iter().any(|problem| problem.range == check.range) {
            continue;
        }
        let message =
            format!("`{}` is a valid image with the given build arguments only: a plain `docker build` stops here.", check.subject);
        report.add(check.range, message).help("Give the ARG a default that names an image.");
    }
}
