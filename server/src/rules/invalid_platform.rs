//! A --platform that is none.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::{InvalidPlatform, ProblemKind};
use crate::syntax::closest;

pub static RULE: Rule = Rule {
    name: "invalid-platform",
    summary: "A --platform is empty or names no platform.",
    level: Level::Error,
    group: Group::Images,
    fixable: false,
    aliases: &[],
    page: include_str!("invalid_platform.md"),
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in &facts.graph().problems {
        match &problem.kind {
            ProblemKind::BlankPlatform { written } => {
                let finding =
                    report.add_problem(problem, format!("`{written}` is empty here, so that no platform is named: the build stops here."));
                let name = written.trim_start_matches(['$', '{']).trim_end_matches('}');
                if let Some(known) = closest(name, facts.graph().globals.names()) {
                    finding.help(format!("Did you mean `${known}`?"));
                }
            }
            ProblemKind::InvalidPlatform { platform, error } => {
                let what = match error {
                    InvalidPlatform::UnknownWord => "is neither an operating system nor an architecture",
                    InvalidPlatform::Format => "is no platform",
                };
                report
                    .add_problem(problem, format!("`{platform}` {what}: the build stops here."))
                    .help("A platform is `os/architecture`, such as `linux/amd64` or `linux/arm64`.");
            }
            _ => {}
        }
    }
}
