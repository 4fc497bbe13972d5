//! An ARG that nothing uses.

use crate::lint::{Argument, Facts, Group, Level, Report, Rule, Tag, is_used_by_builder, last_runs};

pub static RULE: Rule = Rule {
    name: "unused-arg",
    summary: "Nothing uses an ARG.",
    level: Level::Warning,
    group: Group::Variables,
    page: include_str!("unused_arg.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let arguments: Vec<Argument<'_>> = facts.arguments().filter(|argument| !is_used_by_builder(argument.name)).collect();
    if arguments.is_empty() || facts.graph().stages.is_empty() {
        return;
    }
    let declared: std::collections::HashSet<&str> =
        arguments.iter().filter(|argument| argument.stage.is_some()).map(|argument| argument.name).collect();
    let last_runs = last_runs(facts.graph(), &facts.file().instructions);
    for argument in &arguments {
        // `ARG NAME # a comment` declares every word of what was meant as a comment.
        if !is_name(argument.name) || facts.is_mentioned_from(argument.name, argument.instruction) {
            continue;
        }
        let (message, help) = match argument.stage {
            None if declared.contains(argument.name) => continue,
            None => (
                format!(
                    "No FROM uses the ARG `{}` and no stage declares it again: it has no effect, with --build-arg or without.",
                    argument.name
                ),
                format!("Write `ARG {}` in the stage that should see it, or take it out.", argument.name),
            ),
            Some(stage) => {
                // Every program that a RUN starts sees it in its environment.
                if last_runs.get(stage).copied().flatten().is_some_and(|run| run > argument.instruction) {
                    continue;
                }
                (
                    format!("Nothing behind this line uses the ARG `{}`, and no RUN could see it: it has no effect.", argument.name),
                    "Move it above the instructions that should see it, or take it out.".to_owned(),
                )
            }
        };
        let finding = report.add(argument.range, message);
        finding.help(help).tag(Tag::Unnecessary);
        if argument.stage.is_some() {
            finding.level(Level::Info);
        }
    }
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
