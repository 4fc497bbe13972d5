//! A platform argument that the stage does not declare.

use crate::lint::{Facts, Group, Level, Report, Rule, is_platform_argument};

pub static RULE: Rule = Rule {
    name: "undeclared-platform-argument",
    summary: "An instruction uses a platform argument that its stage does not declare.",
    level: Level::Warning,
    group: Group::Variables,
    fixable: true,
    aliases: &["UndefinedVar"],
    page: include_str!("undeclared_platform_argument.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let unset = facts.graph().unset.iter().filter(|unset| !unset.fired);
    let in_words = unset.map(|unset| (unset.name.as_str(), unset.stage, unset.range, unset.has_default));
    let in_shells = facts.unset_in_run().iter().map(|used| (used.name, used.stage, used.range, used.has_default));
    for (name, stage, range, has_default) in in_words.chain(in_shells).filter(|(name, ..)| is_platform_argument(name)) {
        let what = if has_default { "the default is always taken here" } else { "it is empty here" };
        let message = format!("BuildKit sets `{name}` in a stage only if the stage asks for it: {what}.");
        let finding = report.add(range, message);
        finding.help(format!("Write `ARG {name}` in this stage, above this line.")).fix(facts.declare(stage, name));
        // `${TARGETOS:-linux}` may be meant to work without it.
        if has_default {
            finding.level(Level::Info);
        }
    }
}
