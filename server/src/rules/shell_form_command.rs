//! A command in shell form.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "shell-form-command",
    summary: "A CMD or ENTRYPOINT of a shipped stage is in shell form.",
    level: Level::Warning,
    group: Group::Correctness,
    fixable: false,
    aliases: &["JSONArgsRecommended", "DL3025"],
    page: include_str!("shell_form_command.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    // What a stage that is not shipped would run, nobody runs, nor what a later instruction overrides.
    let in_effect = facts.commands_in_effect();
    for check in facts.checks(CheckName::JSONArgsRecommended) {
        let text = check.range.slice(facts.document.text());
        // The shell steps aside.
        if !in_effect.contains(&check.instruction) || text.starts_with(b"exec ") {
            continue;
        }
        let message = format!(
            "{} in shell form runs below a shell, which may not pass signals on: `docker stop` then waits ten seconds and kills.",
            check.subject
        );
        report
            .add(check.range, message)
            .help("Write a JSON array, `[\"program\", \"argument\"]`; or begin with `exec`, or set SHELL if a shell is meant.");
    }
}
