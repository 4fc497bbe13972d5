//! A --platform that is none.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::{InvalidPlatform, ProblemKind};

pub static RULE: Rule = Rule {
    name: "invalid-platform",
    summary: "A --platform is empty or names no platform.",
    level: Level::Error,
    group: Group::Images,
    fixable: true,
    page: include_str!("invalid_platform.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in facts.problems() {
        match &problem.kind {
            ProblemKind::BlankPlatform { written } => {
                let what = format!("`{written}` is empty here, so that no platform is named");
                let fix = facts.respell_blank(problem.range, written);
                report.problem(problem, what).help(facts.advice_on_blank(written)).fix(facts.mending(fix));
            }
            ProblemKind::InvalidPlatform { platform, error } => {
                let what = match error {
                    InvalidPlatform::UnknownWord => "is neither an operating system nor an architecture",
                    InvalidPlatform::Format => "is no platform",
                };
                report
                    .problem(problem, format!("`{platform}` {what}"))
                    .help("A platform is `os/architecture`, such as `linux/amd64` or `linux/arm64`.");
            }
            _ => {}
        }
    }
}
