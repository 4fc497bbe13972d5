//! A parser directive with a value that BuildKit refuses.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "invalid-directive",
    summary: "A parser directive has a value that BuildKit refuses.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &["INVALID_ESCAPE_DIRECTIVE"],
    page: include_str!("invalid_directive.md"),
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for fault in &facts.file().faults {
        if let FaultKind::InvalidEscape { value } = &fault.kind {
            report
                .add(fault.range, format!("`{value}` cannot be the escape character: BuildKit refuses the file."))
                .help("Only a backslash or a backtick can.");
        }
    }
    for problem in &facts.graph().problems {
        let ProblemKind::InvalidCheckOption { option } = &problem.kind else { continue };
        let message = match option.as_str() {
            "" => "An option is missing here: BuildKit reads the value of `check` up to the first blank and stops the build at an empty option.".to_owned(),
            option => format!("`check` has no option `{option}`: the build stops before it reads the file."),
        };
        report
            .add_problem(problem, message)
            .help("The options are `skip=Rule,Rule`, `error=true` and `experimental=Rule`, with `;` between them and no blanks.");
    }
}
