//! A WORKDIR that hangs on the base image.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "relative-workdir",
    summary: "The first WORKDIR of a stage is a relative path.",
    level: Level::Warning,
    group: Group::Correctness,
    fixable: false,
    aliases: &["WorkdirRelativePath", "DL3000", "DS-0009", "CKV_DOCKER_10"],
    page: include_str!("relative_workdir.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::WorkdirRelativePath) {
        // A variable that the base image may set may hold an absolute path.
        if facts.graph().unset.iter().any(|unset| unset.instruction == check.instruction && !unset.known) {
            continue;
        }
        let message =
            format!("`{}` is relative to the working directory of the base image, which another version of it may change.", check.subject);
        report.add(check.range, message).help(format!("Write an absolute path, such as `/{}`.", check.subject.trim_start_matches("./")));
    }
}
