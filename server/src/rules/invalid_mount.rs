//! A RUN --mount that BuildKit refuses.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::{MountProblem, ProblemKind};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "invalid-mount",
    summary: "A RUN --mount has options that BuildKit refuses.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &[],
    page: include_str!("invalid_mount.md"),
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        if at.fault.kind == FaultKind::InvalidMountQuotes {
            report
                .add(at.fault.range, "A quote stands in the middle of an option: the options of a mount are comma-separated values, and the build stops here.")
                .help("Put the whole option in quotes: `\"source=a,b\"`.");
        }
    }
    for problem in &facts.graph().problems {
        let ProblemKind::Mount(mount) = &problem.kind else { continue };
        let Some((what, help)) = sentence(mount) else { continue };
        let finding = report.add_problem(problem, format!("{what}: the build stops here."));
        if let Some(help) = help {
            finding.help(help);
        }
    }
}

fn sentence(problem: &MountProblem) -> Option<(String, Option<String>)> {
    let did_you_mean = |suggestion: &Option<&str>| suggestion.map(|known| format!("Did you mean `{known}`?"));
    let plain = |text: &str| Some(text.to_owned());
    Some(match problem {
        MountProblem::UnknownOption { option, suggestion } => (format!("A mount has no option `{option}`"), did_you_mean(suggestion)),
        MountProblem::MissingValue { option } => (format!("The option `{option}` needs a value"), Some(format!("Write `{option}=value`."))),
        MountProblem::NotForType { option, kind } => (
            format!("A mount of type {kind} has no option `{option}`"),
            plain("The type must stand before its options.").filter(|_| matches!(option.as_str(), "required" | "size" | "env")),
        ),
        MountProblem::UnknownType { kind, suggestion } => (
            format!("There is no mount of type `{kind}`"),
            did_you_mean(suggestion).or_else(|| plain("The types are bind, cache, tmpfs, secret and ssh.")),
        ),
        MountProblem::UnknownSharing { sharing, suggestion } => (
            format!("There is no sharing mode `{sharing}`"),
            did_you_mean(suggestion).or_else(|| plain("The modes are shared, private and locked.")),
        ),
        MountProblem::InvalidValue { option, value } => (format!("`{value}` is no value for the option `{option}`"), None),
        MountProblem::SecretWithoutSource => {
            ("A secret needs an id, a source or a target".to_owned(), plain("Write `--mount=type=secret,id=name`."))
        }
        MountProblem::SecretWithSourceAndId => ("A secret takes a source or an id, not both".to_owned(), plain("Delete one of them.")),
        MountProblem::RootTarget => {
            ("The mount would stand at `/`, over the whole file system".to_owned(), plain("Give it a target: `target=/path`."))
        }
        MountProblem::Expansion(_) => return None,
    })
}
