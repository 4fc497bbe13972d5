//! A WORKDIR that hangs on the base image.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule};
use crate::syntax::Arguments;

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
        let path = check.subject.as_str();
        let Some(Arguments::Text(Some(word))) = facts.instruction(check.instruction).map(|instruction| &instruction.arguments) else {
            continue;
        };
        // A variable may hold an absolute path; a drive is one on Windows.
        if !facts.graph().knows_expansion(check.instruction, word) || matches!(path.as_bytes(), [_, b':', b'/' | b'\\', ..]) {
            continue;
        }
        let message = format!("`{path}` is relative to the working directory of the base image, which another version of it may change.");
        let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/')) && !path.is_empty();
        let finding = report.add(check.range, message);
        finding.help(if plain { format!("Write an absolute path, such as `/{path}`.") } else { "Write an absolute path.".to_owned() });
    }
}
