//! A suppression that suppresses nothing.

use crate::lint::{Facts, Group, Level, Owner, Report, Rule, Tag};

pub static RULE: Rule = Rule {
    name: "unused-suppression",
    summary: "A comment suppresses nothing.",
    level: Level::Warning,
    group: Group::Style,
    fixable: false,
    aliases: &[],
    page: include_str!("unused_suppression.md"),
    late: true,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for suppression in facts.suppressions.all.iter().filter(|suppression| suppression.owner == Owner::Dflint && !suppression.used.get()) {
        let meant = facts.rules.iter().filter(|rule| suppression.means(rule));
        // A rule that is off finds nothing to suppress, and one that there is not has a rule of its own.
        if meant.clone().next().is_none()
            || !meant.clone().any(|rule| facts.settings.levels.of(rule) > Level::Allow)
            || facts.settings.forbid_suppressions
        {
            continue;
        }
        let message = format!("Nothing that this comment holds for is found by `{}`.", suppression.name);
        report.add(suppression.range, message).help("Delete it.").tag(Tag::Unnecessary);
    }
}
