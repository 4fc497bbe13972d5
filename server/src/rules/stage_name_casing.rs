//! A stage name with upper-case letters.

use crate::lint::{CheckName, Facts, Fix, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "stage-name-casing",
    summary: "The name of a stage has upper-case letters.",
    level: Level::Info,
    group: Group::Style,
    fixable: true,
    aliases: &["StageNameCasing"],
    page: include_str!("stage_name_casing.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::StageNameCasing) {
        if facts.is_refused(check.instruction) {
            continue;
        }
        let lower = check.subject.to_lowercase();
        let message =
            format!("BuildKit keeps stage names in lower case: `FROM {}` does not find this stage, though `--from` does.", check.subject);
        let fix = Fix::safe(format!("Write `{lower}`"), check.range, lower.clone());
        report.add(check.range, message).help(format!("Write `{lower}`.")).fix(fix);
    }
}
