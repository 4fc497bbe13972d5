//! FROM of a stage in other letter case.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;

pub static RULE: Rule = Rule {
    name: "stage-name-case-mismatch",
    summary: "FROM spells a stage with other letter case, and so misses it.",
    level: Level::Error,
    group: Group::Stages,
    fixable: true,
    page: include_str!("stage_name_case_mismatch.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in facts.problems() {
        let (ProblemKind::InvalidReference { reference, .. }, Some(index)) = (&problem.kind, problem.stage) else { continue };
        let Some(meant) = facts.graph().base_ignoring_case(index) else { continue };
        if facts.graph().stages.get(index).is_none_or(|stage| stage.base.range != problem.range) {
            continue;
        }
        let what = format!("FROM knows stages in lower case only, so that `{reference}` is none, and no image has upper-case letters");
        let finding = report.problem(problem, what);
        let lower = reference.to_lowercase();
        finding.fix(facts.respell(problem.range, reference, &lower));
        finding.help(format!("Write `{lower}`.")).related(facts.stage_range(meant), "the stage");
    }
}
