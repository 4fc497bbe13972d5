//! A platform argument that the stage does not declare.

use crate::lint::{Facts, Group, Level, Report, Rule, is_platform_argument};

pub static RULE: Rule = Rule {
    name: "undeclared-platform-argument",
    summary: "An instruction uses a platform argument that its stage does not declare.",
    level: Level::Warning,
    group: Group::Variables,
    fixable: false,
    aliases: &["UndefinedVar"],
    page: include_str!("undeclared_platform_argument.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for unset in facts.graph().unset.iter().filter(|unset| is_platform_argument(&unset.name) && !unset.fired) {
        let message = format!("BuildKit sets `{}` in a stage only if the stage asks for it: it is empty here.", unset.name);
        report.add(unset.range, message).help(format!("Write `ARG {}` in this stage, above this line.", unset.name));
    }
}
