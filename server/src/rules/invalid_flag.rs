//! A flag with a value that it does not take.

use crate::lint::{Facts, FaultAt, Fix, Group, Level, Report, Rule};
use crate::stages::ProblemKind;
use crate::syntax::{FaultKind, closest};
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "invalid-flag",
    summary: "A flag is given twice, without its value, or with one that it does not take.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    aliases: &[
        "FLAG_DUPLICATE",
        "FLAG_MISSING_VALUE",
        "FLAG_EXPECTED_BOOLEAN_VALUE",
        "FLAG_INVALID_DURATION",
        "FLAG_LESS_THAN_1MS",
        "FLAG_UNKNOWN_UNIT",
    ],
    page: include_str!("invalid_flag.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        let Some((message, help)) = sentence(&at.fault.kind) else { continue };
        let finding = report.fault(at, message);
        finding.help(exact_flag(at).unwrap_or_else(|| help.to_owned())).fix(facts.mending(fix(facts, at)));
    }
    for problem in facts.problems() {
        if problem.kind == ProblemKind::Device && !asks_for_labs(facts) {
            let message = "`--device` is known to the labs versions of the Dockerfile frontend only";
            let finding = report.problem(problem, message);
            finding.help("Begin the file with `# syntax=docker/dockerfile:1-labs`.");
        }
    }
}

/// `--from image`: the flag with the word that follows, as it must be written.
fn exact_flag(at: &FaultAt<'_>) -> Option<String> {
    let FaultKind::FlagWithoutValue { name } = &at.fault.kind else { return None };
    let value = at.instruction.text_of(at.instruction.arguments_span).split_whitespace().next()?;
    Some(format!("Write `--{name}={value}`, with an equals sign and no space."))
}

/// What was likely meant.
fn fix(facts: &Facts<'_>, at: &FaultAt<'_>) -> Option<Fix> {
    let range = at.fault.range;
    match &at.fault.kind {
        // `--chown=a --chown=a`
        FaultKind::RepeatedFlag { name } => {
            let text = |range: ByteRange| range.slice(facts.document.text());
            let first = at.instruction.range_of(at.instruction.flag(name)?.span);
            (text(first) == text(range)).then(|| Fix::guess("Delete the second flag", facts.with_blanks(range), ""))
        }
        // `--from builder`
        FaultKind::FlagWithoutValue { name } => {
            let blanks = ByteRange::new(range.end, facts.with_blanks(range).end);
            (!blanks.is_empty()).then(|| Fix::guess(format!("Write an equals sign behind `--{name}`"), blanks, "="))
        }
        FaultKind::FlagNotBoolean { value, .. } => {
            let meant = match value.to_lowercase().as_str() {
                "1" | "yes" | "on" | "y" | "t" => "true",
                "0" | "no" | "off" | "n" | "f" => "false",
                _ => closest(value, ["true", "false"])?,
            };
            facts.respell(range, value, meant)
        }
        FaultKind::InvalidNetwork { value } => facts.respell(range, value, closest(value, ["default", "none", "host"])?),
        FaultKind::InvalidSecurity { value } => facts.respell(range, value, closest(value, ["sandbox", "insecure"])?),
        // Docker Compose and people mean seconds.
        FaultKind::InvalidDuration { value, .. } => {
            let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
            if is_number { facts.respell(range, value, &format!("{value}s")) } else { None }
        }
        _ => None,
    }
}

fn asks_for_labs(facts: &Facts<'_>) -> bool {
    let directives = &facts.file().directives;
    directives.iter().any(|directive| directive.is_read() && directive.name.as_str() == "syntax" && directive.value.contains("labs"))
}

fn sentence(kind: &FaultKind) -> Option<(String, &'static str)> {
    Some(match kind {
        FaultKind::RepeatedFlag { name } => (format!("`--{name}` is given a second time"), "Delete one of the two."),
        FaultKind::FlagWithoutValue { name } => {
            (format!("`--{name}` has no value"), "Write `--flag=value`, with an equals sign and no space.")
        }
        FaultKind::FlagNotBoolean { name, value } => {
            (format!("`--{name}` is either true or false, not `{value}`"), "Write `true` or `false`, or leave the value away.")
        }
        FaultKind::InvalidNetwork { value } => {
            (format!("There is no network mode `{value}`"), "The modes are `default`, `none` and `host`.")
        }
        FaultKind::InvalidSecurity { value } => (format!("There is no security mode `{value}`"), "The modes are `sandbox` and `insecure`."),
        FaultKind::InvalidDuration { flag, value } => {
            (format!("`{value}` is no duration for `--{flag}`"), "A duration is a number with a unit, such as `500ms`, `30s` or `1m30s`.")
        }
        FaultKind::DurationTooShort { flag, value } => {
            (format!("`--{flag}={value}` is shorter than 1 ms, which Docker does not accept"), "Give 1 ms or more, or 0 for the default.")
        }
        FaultKind::InvalidRetries { value } => (format!("`{value}` is no number of retries"), "Give a whole number, 0 or more."),
        _ => return None,
    })
}
