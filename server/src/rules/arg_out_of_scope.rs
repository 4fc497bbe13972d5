//! A global ARG that the stage does not declare.

use crate::lint::{Facts, Group, Level, Report, Rule, is_platform_argument};

pub static RULE: Rule = Rule {
    name: "arg-out-of-scope",
    summary: "An instruction uses a global ARG that its stage does not declare.",
    level: Level::Warning,
    group: Group::Variables,
    fixable: true,
    aliases: &["UndefinedVar"],
    page: include_str!("arg_out_of_scope.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let unset = facts.graph().unset.iter().filter(|unset| !unset.fired);
    let in_words = unset.map(|unset| (unset.name.as_str(), unset.stage, unset.range));
    let in_shells = facts.unset_in_run().iter().map(|used| (used.name, used.stage, used.range));
    for (name, index, range) in in_words.chain(in_shells) {
        if is_platform_argument(name) || facts.graph().globals.variable(name).is_none() {
            continue;
        }
        let Some(stage) = facts.graph().stages.get(index) else { continue };
        let known = stage.scope.complete;
        let unless = if known { "" } else { ", unless the base image sets it" };
        let message = format!("The ARG `{name}` stands before the first FROM and is not seen in a stage: it is not set here{unless}.");
        let finding = report.add(range, message);
        finding
            .help(format!("Write `ARG {name}` in this stage, above this line; it takes the value over."))
            .fix(facts.declare(index, name));
        // `FROM node:$NODE_VERSION`: such images often set the variable themselves.
        if stage.base.written.contains(name) && !known {
            finding.level(Level::Info);
        }
        if let Some(declared) = facts.global_argument(name) {
            finding.related(declared, "declared here");
        }
    }
}
