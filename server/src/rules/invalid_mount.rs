//! A RUN --mount that BuildKit refuses.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::{MountProblem, ProblemKind};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "invalid-mount",
    summary: "A RUN --mount has options that BuildKit refuses.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    page: include_str!("invalid_mount.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        if at.fault.kind == FaultKind::InvalidMountQuotes {
            report
                .fault(at, "The options of a mount are comma-separated values, and here a quote stands in the middle of one")
                .help("Put the whole option in quotes, and escape them, because flags are unquoted first: `\\\"source=a,b\\\"`.");
        }
    }
    for problem in facts.problems() {
        let ProblemKind::Mount(mount) = &problem.kind else { continue };
        let Some((what, help)) = sentence(mount) else { continue };
        let fix = match mount {
            MountProblem::UnknownOption { option: written, suggestion }
            | MountProblem::UnknownType { kind: written, suggestion }
            | MountProblem::UnknownSharing { sharing: written, suggestion } => {
                suggestion.and_then(|known| facts.respell(problem.range, written, known))
            }
            _ => None,
        };
        report.problem(problem, what).help(help).fix(facts.mending(fix));
    }
}

fn sentence(problem: &MountProblem) -> Option<(String, String)> {
    let did_you_mean = |suggestion: &Option<&str>, else_: &str| match suggestion {
        Some(known) => format!("Did you mean `{known}`?"),
        None => else_.to_owned(),
    };
    Some(match problem {
        MountProblem::UnknownOption { option, suggestion } => (
            format!("A mount has no option `{option}`"),
            did_you_mean(
                suggestion,
                "It has type, from, source, target, readonly, readwrite, id, sharing, required, size, mode, uid, gid and env.",
            ),
        ),
        MountProblem::MissingValue { option } => (format!("The option `{option}` needs a value"), format!("Write `{option}=value`.")),
        MountProblem::NotForType { option, kind } => {
            (format!("A mount of type {kind} has no option `{option}`"), types_with(option).to_owned())
        }
        MountProblem::UnknownType { kind, suggestion } => {
            (format!("There is no mount of type `{kind}`"), did_you_mean(suggestion, "The types are bind, cache, tmpfs, secret and ssh."))
        }
        MountProblem::UnknownSharing { sharing, suggestion } => {
            (format!("There is no sharing mode `{sharing}`"), did_you_mean(suggestion, "The modes are shared, private and locked."))
        }
        MountProblem::InvalidValue { option, value } => {
            (format!("`{value}` is no value for the option `{option}`"), value_of(option).to_owned())
        }
        MountProblem::SecretWithoutSource => {
            ("A secret needs an id, a source or a target".to_owned(), "Write `--mount=type=secret,id=name`.".to_owned())
        }
        MountProblem::SecretWithSourceAndId => ("A secret takes a source or an id, not both".to_owned(), "Delete one of them.".to_owned()),
        MountProblem::RootTarget => {
            ("The mount would stand at `/`, over the whole file system".to_owned(), "Give it a target: `target=/path`.".to_owned())
        }
        MountProblem::Expansion(_) => return None,
    })
}

fn types_with(option: &str) -> &'static str {
    match option {
        "size" => "Only tmpfs has it, and `type=tmpfs` must stand before it.",
        "required" => "Only secret and ssh have it, and the type must stand before it.",
        "env" => "Only secret has it, and `type=secret` must stand before it.",
        "sharing" => "Only cache has it.",
        "mode" | "uid" | "gid" => "Only cache, secret and ssh have it.",
        _ => "Delete the option, or change the type.",
    }
}

fn value_of(option: &str) -> &'static str {
    match option {
        "size" => "Write a size such as `64m` or `1g`.",
        "mode" => "Write an octal number such as `0644`.",
        "uid" | "gid" => "Write a number.",
        _ => "Write `true` or `false`.",
    }
}
