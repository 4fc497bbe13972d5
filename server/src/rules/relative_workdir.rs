//! A WORKDIR that hangs on the base image.

use crate::lint::{CheckName, Facts, Fix, Group, Level, Report, Rule};
use crate::syntax::Arguments;

pub static RULE: Rule = Rule {
    name: "relative-workdir",
    summary: "The first WORKDIR of a stage is a relative path.",
    level: Level::Warning,
    group: Group::Correctness,
    fixable: true,
    aliases: &["WorkdirRelativePath", "DL3000", "DS-0009", "CKV_DOCKER_10"],
    page: include_str!("relative_workdir.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::WorkdirRelativePath) {
        let path = check.subject.as_str();
        let Some(Arguments::Text(Some(word))) = facts.instruction(check.instruction).map(|instruction| &instruction.arguments) else {
            continue;
        };
        // A variable may hold an absolute path; a drive is one on Windows.
        let windows = facts.is_for_windows(check.instruction);
        let expanded = facts.graph().expanded(check.instruction, word).and_then(<[String]>::first).map_or(path, String::as_str);
        let is_absolute = |path: &str| has_drive(path) || (windows && path.starts_with(['\\', '/']));
        if !facts.graph().knows_expansion(check.instruction, word) || is_absolute(expanded) || is_absolute(path) {
            continue;
        }
        let message = format!("`{path}` is relative to the working directory of the base image, which another version of it may change.");
        let finding = report.add(check.range, message);
        let Some(below_root) = below_root(path) else {
            finding.help("Write an absolute path.");
            continue;
        };
        if windows {
            // With slashes it means the same whatever the escape character is.
            finding.help(format!("Write an absolute path, such as `C:/{below_root}`."));
            continue;
        }
        finding.help(format!("Write an absolute path, such as `/{below_root}`."));
        // Of another image it is not known where its path begins.
        let is_known = facts.graph().stage_at(check.instruction).is_some_and(|stage| begins_in_root(facts, stage));
        if is_known && facts.is_verbatim(check.range, path) {
            finding.fix(Fix::safe(format!("Write `/{below_root}`"), check.range, format!("/{below_root}")));
        }
    }
}

/// `C:\app`, `C:/app`.
fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}

/// A plain path, without `./` before it.
fn below_root(path: &str) -> Option<&str> {
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./") {
        path = rest;
    }
    let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/'));
    let is_below = !path.starts_with('/') && path.split('/').all(|part| part != "." && part != "..");
    (is_plain && is_below && !path.is_empty()).then_some(path)
}

/// Whether the working directory at the beginning of a stage is known to be `/`: nothing below has set one, down to the empty image.
fn begins_in_root(facts: &Facts<'_>, stage: usize) -> bool {
    let stages = &facts.graph().stages;
    let Some(base) = stages.get(stage).map(|stage| &stage.base) else { return false };
    match base.stage.and_then(|base| stages.get(base)) {
        Some(below) => base.known && below.workdir.as_ref().is_some_and(|workdir| workdir.known && workdir.path == "/"),
        None => base.known && base.resolved == "scratch",
    }
}
