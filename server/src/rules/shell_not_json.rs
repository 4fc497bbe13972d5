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
        if at.fault.kind != FaultKind::ShellNotJson {
            continue;
        }
        if let Some(comment) = at.instruction.comment_behind() {
            let range = at.instruction.range_of(comment);
            let finding = report.fault(at, "A `#` after SHELL does not begin a comment, so this is not a JSON array");
            finding.range = range;
            finding.help("Put the comment on a line of its own, above.").fix(facts.mending(facts.comment_of_its_own(range.start)));
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
