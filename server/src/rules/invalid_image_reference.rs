//! A name that no image can have.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;
use crate::syntax::{ImageParts, InvalidReference};

pub static RULE: Rule = Rule {
    name: "invalid-image-reference",
    summary: "The name of an image is none that a registry could have.",
    level: Level::Error,
    group: Group::Images,
    fixable: true,
    aliases: &["INVALID_REFERENCE_FORMAT", "InvalidDefaultArgInFrom"],
    page: include_str!("invalid_image_reference.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in facts.problems() {
        let ProblemKind::InvalidReference { reference, error } = &problem.kind else { continue };
        let misses_case = |stage: usize| {
            facts
                .graph()
                .base_ignoring_case(stage)
                .is_some_and(|_| facts.graph().stages.get(stage).is_some_and(|stage| stage.base.range == problem.range))
        };
        // stage-name-case-mismatch says it better.
        if problem.stage.is_some_and(misses_case) {
            continue;
        }
        let (what, help) = match error {
            InvalidReference::UpperCase(_) => ("has upper-case letters, which no repository has", "Write it in lower case."),
            InvalidReference::LooksLikeId => {
                ("looks like the id of an image, which cannot be pulled by it", "Name the repository: `name@sha256:…`.")
            }
            InvalidReference::TooLong => ("is longer than the 255 characters a repository may have", "Shorten it."),
            InvalidReference::Digest => {
                ("has a digest of an unknown kind or of the wrong length", "A digest is `sha256:` and 64 hexadecimal digits.")
            }
            InvalidReference::Format => ("is no valid image reference", "A reference is `[registry/]name[:tag][@digest]`."),
        };
        let finding = report.problem(problem, format!("`{reference}` {what}"));
        finding.help(help);
        // `FROM image:${X}`, where X is declared inside of a stage, or not at all.
        let base = problem.stage.and_then(|stage| facts.graph().stages.get(stage)).map(|stage| &stage.base);
        if let Some(base) = base.filter(|base| base.range == problem.range && facts.undeclared_in_from(&base.written).is_some()) {
            finding.help(facts.advice_on_blank(&base.written)).fix(facts.mending(facts.declare_for_from(&base.written)));
            continue;
        }
        // A tag may have upper-case letters. A word alone, or one all in upper case, stands for an image that somebody is to name.
        let (name, version) = reference.split_at_checked(ImageParts::split(reference).name.end as usize).unwrap_or_default();
        let is_name = name.contains(char::is_lowercase) && (name.contains('/') || !version.is_empty());
        if matches!(error, InvalidReference::UpperCase(_)) && is_name {
            finding.fix(facts.mending(facts.respell(problem.range, reference, &format!("{}{version}", name.to_lowercase()))));
        }
    }
}
