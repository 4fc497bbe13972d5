//! FROM of nothing.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;

pub static RULE: Rule = Rule {
    name: "blank-base-image",
    summary: "FROM names nothing once its variables are expanded.",
    level: Level::Error,
    group: Group::Images,
    fixable: true,
    aliases: &["InvalidDefaultArgInFrom", "BASE_NAME_EMPTY"],
    page: include_str!("blank_base_image.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in facts.problems() {
        if let ProblemKind::BlankBase { written } = &problem.kind {
            let what = format!("`{written}` is empty here, so that FROM names no image");
            let fix = facts.declare_for_from(written).or_else(|| facts.respell_blank(problem.range, written));
            report.problem(problem, what).help(facts.advice_on_blank(written)).fix(facts.mending(fix));
        }
    }
}
