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
    for unset in &facts.graph().unset {
        if is_platform_argument(&unset.name) || facts.graph().globals.variable(&unset.name).is_none() {
            continue;
        }
        let message = format!("The ARG `{}` stands before the first FROM and is not seen in a stage: it is empty here.", unset.name);
        let finding = report.add(unset.range, message);
        finding.help(format!("Write `ARG {}` in this stage, above this line; it takes the value over.", unset.name));
        if let Some(declared) = facts.global_argument(&unset.name) {
            finding.related(declared, "declared here");
        }
    }
}
