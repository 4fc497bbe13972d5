//! An ADD --checksum that cannot be checked.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;

pub static RULE: Rule = Rule {
    name: "invalid-checksum",
    summary: "An ADD --checksum cannot be checked.",
    level: Level::Error,
    group: Group::Correctness,
    page: include_str!("invalid_checksum.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in facts.problems() {
        match &problem.kind {
            ProblemKind::ChecksumSource => report
                .problem(problem, "`--checksum` needs exactly one source, a URL or a Git repository")
                .help("Write an ADD for each source; a file of the build context cannot be checked."),
            ProblemKind::InvalidChecksum { checksum } => {
                report.problem(problem, format!("`{checksum}` is no checksum")).help("A checksum is `sha256:` and 64 hexadecimal digits.")
            }
            _ => continue,
        };
    }
}
