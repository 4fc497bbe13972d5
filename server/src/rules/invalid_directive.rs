//! A parser directive with a value that BuildKit refuses.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "invalid-directive",
    summary: "A parser directive has a value that BuildKit refuses.",
    level: Level::Error,
    group: Group::Correctness,
    aliases: &["INVALID_ESCAPE_DIRECTIVE"],
    page: include_str!("invalid_directive.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for fault in &facts.file().faults {
        if let FaultKind::InvalidEscape { value } = &fault.kind {
            report
                .add(fault.range, format!("`{value}` cannot be the escape character: BuildKit refuses the file."))
                .help("Only a backslash or a backtick can.");
        }
    }
    for problem in facts.problems() {
        let ProblemKind::InvalidCheckOption { option } = &problem.kind else { continue };
        let what = match option.split_once('=') {
            _ if option.is_empty() => "Behind this an option of `check` is missing: BuildKit reads up to the first blank".to_owned(),
            Some(("error", value)) => format!("`{value}` is neither true nor false"),
            None if ["skip", "error", "experimental"].contains(&option.as_str()) => {
                format!("The option `{option}` of `check` has no value")
            }
            _ => format!("`check` has no option `{option}`"),
        };
        let help = "The options are `skip=Rule,Rule`, `error=true` and `experimental=Rule`, with `;` between them and no blanks.";
        report.problem(problem, what).help(help);
    }
}
