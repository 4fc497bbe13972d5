//! A global ARG that the stage does not declare.

use crate::lint::{Facts, Group, Level, Report, Rule, is_platform_argument};

pub static RULE: Rule = Rule {
    name: "arg-out-of-scope",
    summary: "An instruction uses a global ARG that its stage does not declare.",
    level: Level::Warning,
    group: Group::Variables,
    fixable: false,
    aliases: &["UndefinedVar"],
    page: include_str!("arg_out_of_scope.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for unset in facts.graph().unset.iter().filter(|unset| !unset.fired) {
        if is_platform_argument(&unset.name) || facts.graph().globals.variable(&unset.name).is_none() {
            continue;
        }
        let unless = if unset.known { "" } else { ", unless the base image sets it" };
        let message =
            format!("The ARG `{}` stands before the first FROM and is not seen in a stage: it is not set here{unless}.", unset.name);
        let finding = report.add(unset.range, message);
        finding.help(format!("Write `ARG {}` in this stage, above this line; it takes the value over.", unset.name));
        // `FROM node:$NODE_VERSION`: such images often set the variable themselves.
        let names_base = facts.graph().stages.get(unset.stage).is_some_and(|stage| stage.base.written.contains(&unset.name));
        if names_base && !unset.known {
            finding.level(Level::Info);
        }
        if let Some(declared) = facts.global_argument(&unset.name) {
            finding.related(declared, "declared here");
        }
    }
}
