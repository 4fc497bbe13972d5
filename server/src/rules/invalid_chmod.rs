//! A --chmod that is no file mode.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;

pub static RULE: Rule = Rule {
    name: "invalid-chmod",
    summary: "A --chmod is no file mode.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &[],
    page: include_str!("invalid_chmod.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in facts.problems() {
        let ProblemKind::InvalidMode { mode } = &problem.kind else { continue };
        report
            .problem(problem, format!("`{mode}` is no file mode"))
            .help("Write an octal number from 0 to 7777, such as `755`, or clauses such as `u=rwX,go=rX`.");
    }
}
