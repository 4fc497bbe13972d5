//! SHELL in another form than JSON.

use crate::lint::{Facts, Fix, Group, Level, Report, Rule};
use crate::syntax::{FaultKind, Span};

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
        let message = "SHELL takes a JSON array of strings and nothing else";
        let text = at.instruction.text_of(at.instruction.arguments_span);
        // `SHELL ["sh", "-c"] # why`: the array is there, and the comment belongs on a line of its own.
        if let Some(comment) = text.find(" #").filter(|comment| text.get(..*comment).is_some_and(|before| before.trim_end().ends_with(']')))
        {
            let start = at.instruction.arguments_span.start + comment as u32 + 1;
            let end = at.instruction.arguments_span.end;
            let place = at.instruction.range_of(Span { start, end });
            report
                .fault(at, "SHELL takes a JSON array and nothing after it, and a `#` after an instruction does not start a comment")
                .help("Put the comment on a line of its own, above.")
                .fix(facts.mending(facts.comment_of_its_own(place.start)));
            continue;
        }
        let words = text.split([' ', '\t', ',']).map(|word| word.trim_matches(['[', ']', '\'', '"'])).filter(|word| !word.is_empty());
        let quoted: Vec<_> = words.map(|word| format!("\"{}\"", word.replace("\\\\", "\\").replace('\\', "\\\\"))).collect();
        let array = format!("[{}]", quoted.join(", "));
        let range = at.instruction.range_of(at.instruction.arguments_span);
        let fix = facts.is_verbatim(range, text).then(|| Fix::guess("Write a JSON array", range, array.clone()));
        report.fault(at, message).help(format!("Perhaps `SHELL {array}`.")).fix(facts.mending(fix));
    }
}
