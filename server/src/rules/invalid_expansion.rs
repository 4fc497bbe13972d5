//! A word that cannot be expanded.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::{MountProblem, ProblemKind};
use crate::syntax::ExpandErrorKind;

pub static RULE: Rule = Rule {
    name: "invalid-expansion",
    summary: "A word with variables or quotes cannot be expanded.",
    level: Level::Error,
    group: Group::Variables,
    aliases: &["UNSUPPORTED_MODIFIER", "SYNTAX_MISSING_SINGLE_QUOTE", "SYNTAX_MISSING_DOUBLE_QUOTE"],
    page: include_str!("invalid_expansion.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in facts.problems() {
        let (ProblemKind::Expansion(error) | ProblemKind::Mount(MountProblem::Expansion(error))) = &problem.kind else { continue };
        let (what, help) = sentence(error, facts.file().escape);
        let finding = report.problem(problem, what);
        finding.help(help);
    }
}

fn sentence(error: &ExpandErrorKind, escape: char) -> (String, String) {
    match error {
        ExpandErrorKind::UnterminatedSingleQuote => (
            "A single quote is open, and no other ends it".to_owned(),
            format!("Close it, or write `\"'\"` or `{escape}'` for the character itself."),
        ),
        ExpandErrorKind::UnterminatedDoubleQuote => (
            "A double quote is open, and no other ends it".to_owned(),
            format!("Close it, or write `{escape}\"` for the character itself."),
        ),
        ExpandErrorKind::MissingBrace => {
            ("`${` has no `}`".to_owned(), format!("Close it, or write `{escape}$` for the character itself."))
        }
        ExpandErrorKind::BadSubstitution => ("`${…}` has no variable name in it".to_owned(), "Write `${name}`.".to_owned()),
        ExpandErrorKind::UnsupportedModifier(operator) => (
            format!("BuildKit has no operator `{operator}` in `${{…}}`"),
            "It has `:-`, `:+`, `:?`, the same without colon, `#`, `##`, `%`, `%%`, `/` and `//`.".to_owned(),
        ),
        ExpandErrorKind::MissingSlash => {
            ("`${name/pattern}` lacks what the pattern is replaced with".to_owned(), "Write `${name/pattern/replacement}`.".to_owned())
        }
        ExpandErrorKind::InvalidPattern(escaped) => (
            format!("`{escaped}` is no escape in a pattern"),
            "In a pattern only `*`, `?`, `/`, `}` and the escape character itself can be escaped.".to_owned(),
        ),
        ExpandErrorKind::Required { name, message } => (
            required(name, message),
            format!(
                "Give it a default with `ARG {name}=value`, for a FROM before the first FROM, or a value with `--build-arg {name}=value`."
            ),
        ),
    }
}

fn required(name: &str, message: &str) -> String {
    match message {
        "is not allowed to be unset" | "is not allowed to be empty" => {
            format!("The variable `{name}` must have a value here, and has none")
        }
        message => format!("The variable `{name}` must have a value here, and has none ({message})"),
    }
}
