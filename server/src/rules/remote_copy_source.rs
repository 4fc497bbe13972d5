//! COPY of something remote.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;

pub static RULE: Rule = Rule {
    name: "remote-copy-source",
    summary: "COPY is given a URL or a Git repository.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &[],
    page: include_str!("remote_copy_source.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in &facts.graph().problems {
        let ProblemKind::RemoteCopySource { source } = &problem.kind else { continue };
        report.problem(problem, format!("COPY fetches nothing, and so not `{source}`")).help("Use ADD.");
    }
}
