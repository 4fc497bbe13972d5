//! A command in shell form.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule};
use crate::stages::Role;

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
    for check in facts.checks(CheckName::JSONArgsRecommended) {
        // What a stage that is not shipped would run, nobody runs.
        if facts.role_at(check.instruction) != Some(Role::Shipped) {
            continue;
        }
        let message = format!(
            "{} in shell form runs below a shell, which does not pass signals on: `docker stop` waits ten seconds and kills.",
            check.subject
        );
        report.add(check.range, message).help("Write a JSON array, `[\"program\", \"argument\"]`; or set SHELL if a shell is meant.");
    }
}
