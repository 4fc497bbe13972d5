//! A command in shell form.

use crate::lint::{Check, CheckName, Facts, Fix, Group, Level, Report, Rule};
use crate::syntax::Keyword;

pub static RULE: Rule = Rule {
    name: "shell-form-command",
    summary: "A CMD or ENTRYPOINT of a shipped stage is in shell form.",
    level: Level::Warning,
    group: Group::Correctness,
    fixable: true,
    aliases: &["JSONArgsRecommended", "DL3025"],
    page: include_str!("shell_form_command.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    // What a stage that is not shipped would run, nobody runs, nor what a later instruction overrides.
    let in_effect = facts.commands_in_effect();
    for check in facts.checks(CheckName::JSONArgsRecommended) {
        let text = check.range.slice(facts.document.text());
        // A broken array, or one with a comment behind it, is found by rules of its own.
        if facts.instruction(check.instruction).is_some_and(|at| at.broken_json().is_some() || at.comment_behind().is_some()) {
            continue;
        }
        // The shell steps aside.
        if !in_effect.contains(&check.instruction) || text.starts_with(b"exec ") {
            continue;
        }
        let message = format!(
            "{} in shell form runs below a shell, which may not pass signals on: `docker stop` then waits ten seconds and kills.",
            check.subject
        );
        let finding = report.add(check.range, message);
        finding.help("Write a JSON array, `[\"program\", \"argument\"]`; or begin with `exec`, or set SHELL if a shell is meant.");
        finding.fix(fix(facts, check, &in_effect));
    }
}

/// A JSON array, if the text is one program with plain arguments. It changes the image, which is what is wanted.
fn fix(facts: &Facts<'_>, check: &Check, in_effect: &[usize]) -> Option<Fix> {
    let keyword = |at: usize| facts.instruction(at).and_then(|instruction| instruction.keyword);
    // With an ENTRYPOINT in JSON form, CMD would become its arguments.
    if keyword(check.instruction) == Some(Keyword::Entrypoint) && in_effect.iter().any(|at| keyword(*at) == Some(Keyword::Cmd)) {
        return None;
    }
    let several_lines = check.range.slice(facts.document.text()).contains(&b'\n');
    let json = facts.document.script(check.instruction)?.exec_form().filter(|_| !several_lines)?;
    Some(Fix::guess(format!("Write `{json}`"), check.range, json))
}
