//! SHELL in another form than JSON.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "shell-not-json",
    summary: "SHELL is not written as a JSON array.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &["SHELL_JSON_FORM"],
    page: include_str!("shell_not_json.md"),
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        if at.fault.kind != FaultKind::ShellNotJson {
            continue;
        }
        let message = "SHELL takes a JSON array of strings and nothing else: the build stops here.";
        let words = at.instruction.text_of(at.instruction.arguments_span).split_whitespace();
        let quoted: Vec<_> = words.map(|word| format!("\"{}\"", word.trim_matches(['[', ']', '\'', '"', ',']))).collect();
        report.add(at.fault.range, message).help(format!("Perhaps `SHELL [{}]`.", quoted.join(", ")));
    }
}
