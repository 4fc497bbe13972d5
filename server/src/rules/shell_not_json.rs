//! SHELL in another form than JSON.

use crate::lint::{Facts, Fix, Group, Level, Report, Rule};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "shell-not-json",
    summary: "SHELL is not written as a JSON array.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    aliases: &["SHELL_JSON_FORM"],
    page: include_str!("shell_not_json.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        // A comment behind the array is found by a rule of its own.
        if at.fault.kind != FaultKind::ShellNotJson || at.instruction.comment_behind().is_some() {
            continue;
        }
        let message = "SHELL takes a JSON array of strings and nothing else";
        let text = at.instruction.text_of(at.instruction.arguments_span);
        let words = text.split([' ', '\t', ',']).map(|word| word.trim_matches(['[', ']', '\'', '"'])).filter(|word| !word.is_empty());
        let quoted: Vec<_> = words.map(|word| format!("\"{}\"", word.replace("\\\\", "\\").replace('\\', "\\\\"))).collect();
        let array = format!("[{}]", quoted.join(", "));
        let range = at.instruction.range_of(at.instruction.arguments_span);
        let fix = facts.is_verbatim(range, text).then(|| Fix::guess("Write a JSON array", range, array.clone()));
        report.fault(at, message).help(format!("Perhaps `SHELL {array}`.")).fix(facts.mending(fix));
    }
}
