//! COPY of something remote.

use crate::lint::{Facts, Fix, Group, Level, Report, Rule};
use crate::stages::ProblemKind;
use crate::syntax::Keyword;

pub static RULE: Rule = Rule {
    name: "remote-copy-source",
    summary: "COPY is given a URL or a Git repository.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    page: include_str!("remote_copy_source.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in facts.problems() {
        let ProblemKind::RemoteCopySource { source } = &problem.kind else { continue };
        let finding = report.problem(problem, format!("COPY fetches nothing, and so not `{source}`"));
        finding.help("Use ADD.");
        let here = facts.instruction_at(problem.range.start).map(|(_, instruction)| instruction.keyword_range());
        if let Some(keyword) = here.filter(|keyword| facts.is_verbatim(*keyword, "COPY")) {
            let add = facts.keyword_as_written(Keyword::Add);
            finding.fix(facts.mending(Some(Fix::guess(format!("Write `{add}`"), keyword, add))));
        }
    }
}
