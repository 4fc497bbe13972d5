//! An ARG in a command that runs when the image is built already.

use std::collections::HashSet;

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::Role;
use crate::syntax::Keyword;

pub static RULE: Rule = Rule {
    name: "arg-at-run-time",
    summary: "A CMD, ENTRYPOINT or HEALTHCHECK uses an ARG, which containers do not have.",
    level: Level::Warning,
    group: Group::Variables,
    page: include_str!("arg_at_run_time.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let declared: HashSet<&str> = facts.arguments().map(|argument| argument.name).collect();
    if declared.is_empty() {
        return;
    }
    let graph = facts.graph();
    let is_command = |keyword| matches!(keyword, Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck);
    let is_argument = |name: &str, at: usize| declared.contains(name) && !graph.scope_at(at).is_in_image(name);
    let in_effect = facts.commands_in_effect();
    for used in facts.shell_uses(is_command, is_argument) {
        let Some(instruction) = facts.instruction(used.instruction) else { continue };
        // What a stage that is not shipped would run, nobody runs.
        let shipped = facts.roles.get(used.stage) == Some(&Role::Shipped);
        let runs = in_effect.contains(&used.instruction) || (instruction.keyword == Some(Keyword::Healthcheck) && shipped);
        // A later ENV of the stage is there as well when the container runs.
        let later = graph.stages.get(used.stage).is_some_and(|stage| stage.scope.is_in_image(used.name));
        // `${PORT:-80}` is meant to work without it.
        if !runs || later || used.has_default {
            continue;
        }
        let message = format!(
            "`{}` is an ARG: it is there while the image is built, and not when {} runs. There it is empty, unless the base image or \
             `docker run -e` sets it.",
            used.name,
            instruction.keyword_text()
        );
        report.add(used.range, message).help(format!("Write `ENV {0}=${0}` in this stage.", used.name));
    }
}
