//! AS in another letter case than FROM.

use crate::lint::{CheckName, Facts, Fix, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "from-as-casing",
    summary: "FROM and AS are written in different letter case.",
    level: Level::Info,
    group: Group::Style,
    fixable: true,
    aliases: &["FromAsCasing"],
    page: include_str!("from_as_casing.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::FromAsCasing) {
        if facts.is_refused(check.instruction) {
            continue;
        }
        let from = facts.instruction(check.instruction).map_or("FROM", |instruction| instruction.keyword_text());
        let right = if from == from.to_lowercase() { "as" } else { "AS" };
        let finding = report.add(check.range, format!("`{}` is written in another letter case than `{from}`.", check.subject));
        finding.help(format!("Write `{right}`.")).fix(Fix::safe(format!("Write `{right}`"), check.range, right));
    }
}
