//! ADD of a Git repository with a query that BuildKit refuses.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::{GIT_QUERY_KEYS, InvalidGitQuery, ProblemKind};
use crate::syntax::closest;

pub static RULE: Rule = Rule {
    name: "invalid-git-query",
    summary: "The address of a Git repository has a query that BuildKit refuses.",
    level: Level::Error,
    group: Group::Correctness,
    page: include_str!("invalid_git_query.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in &facts.graph().problems {
        let ProblemKind::GitQuery(invalid) = &problem.kind else { continue };
        let finding = report.problem(problem, describe(invalid));
        if let Some(help) = advice(invalid) {
            finding.help(help);
        }
    }
}

fn describe(invalid: &InvalidGitQuery) -> String {
    match invalid {
        InvalidGitQuery::Unknown { key } => format!("A Git address has no query `{key}`"),
        InvalidGitQuery::Empty { key } => format!("The query `{key}` of this Git address has no value"),
        InvalidGitQuery::Repeated { key } => format!("The query `{key}` appears twice in this Git address"),
        InvalidGitQuery::NotBoolean { key, value } => format!("`{value}` is not a valid value for the query `{key}`"),
        InvalidGitQuery::ModificationTime { value } => format!("`{value}` is not a valid value for the query `mtime`"),
        InvalidGitQuery::Conflict { key, value, other } => {
            format!("The query `{key}` means `{value}`, but another part of this Git address says `{other}`")
        }
        InvalidGitQuery::BranchAndTag => "A Git address cannot have both a `branch` and a `tag`".to_owned(),
    }
}

fn advice(invalid: &InvalidGitQuery) -> Option<String> {
    Some(match invalid {
        InvalidGitQuery::Unknown { key } => match closest(key, GIT_QUERY_KEYS) {
            Some(known) => format!("Did you mean `{known}`?"),
            None => format!("Use one of `{}`.", GIT_QUERY_KEYS.join("`, `")),
        },
        InvalidGitQuery::Empty { key } => format!("Give it a value, or remove `{key}`."),
        InvalidGitQuery::Repeated { .. } => "Keep one of the two.".to_owned(),
        InvalidGitQuery::NotBoolean { key, .. } => format!("Write `{key}=true` or `{key}=false`."),
        InvalidGitQuery::ModificationTime { .. } => "Write `mtime=checkout` or `mtime=commit`.".to_owned(),
        InvalidGitQuery::Conflict { .. } | InvalidGitQuery::BranchAndTag => "Keep one of the two.".to_owned(),
    })
}
