//! A suppression of a rule that there is not.

use crate::lint::{Facts, Group, Level, Owner, Report, Rule};
use crate::syntax::closest;

pub static RULE: Rule = Rule {
    name: "unknown-rule-in-suppression",
    summary: "A comment suppresses a rule that there is not.",
    level: Level::Warning,
    group: Group::Style,
    fixable: true,
    page: include_str!("unknown_rule_in_suppression.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    // What other tools' comments name may be rules of those tools.
    for suppression in facts.suppressions.all.iter().filter(|suppression| suppression.owner == Owner::Dflint) {
        if facts.rules.iter().any(|rule| suppression.means(rule)) {
            continue;
        }
        let finding = report.add(suppression.range, format!("There is no rule `{}`: this comment suppresses nothing.", suppression.name));
        match closest(&suppression.name, facts.rules.iter().map(|rule| rule.name)) {
            Some(known) => finding.help(format!("Did you mean `{known}`?")).fix(facts.respell(suppression.range, &suppression.name, known)),
            None => finding.help("`dflint rules` lists them all."),
        };
    }
}
