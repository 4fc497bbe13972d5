//! An instruction with too few or too many arguments.

use crate::lint::{Facts, FaultAt, Fix, Group, Level, Report, Rule};
use crate::syntax::{ExpectedArguments, FaultKind};
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "wrong-argument-count",
    summary: "An instruction has too few or too many arguments.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    aliases: &["ARGUMENT_MISSING", "ARGUMENT_EXTRA", "INVALID_AS", "ARGUMENT_REQUIRES_ONE_OR_THREE", "ARGUMENT_REQUIRES_AT_LEAST_ONE"],
    page: include_str!("wrong_argument_count.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        let keyword = at.instruction.keyword_text().to_uppercase();
        match at.fault.kind {
            // A broken JSON array is one word too few.
            FaultKind::ArgumentCount { .. } if at.instruction.broken_json().is_some() => {}
            FaultKind::ArgumentCount { expected } => {
                let expected = match expected {
                    ExpectedArguments::ExactlyOne => "an argument",
                    ExpectedArguments::AtLeastOne => "at least one argument",
                    ExpectedArguments::AtLeastTwo => "at least two arguments, a source and a destination",
                };
                report.fault(at, format!("{keyword} needs {expected}"));
            }
            FaultKind::FromArguments { found } => {
                let message = match found {
                    0 => "FROM needs a base image".to_owned(),
                    _ => format!("FROM takes `image` or `image AS name`, and here are {found} words"),
                };
                let finding = report.fault(at, message);
                let has_as = at.instruction.from().is_some_and(|from| from.as_keyword(&at.instruction.line).is_some());
                if found == 2 && has_as {
                    finding.help("Write the name of the stage after `AS`, or delete `AS`.");
                } else if let Some(help) = advice(at.instruction.text_of(at.instruction.arguments_span), found) {
                    finding.help(help);
                }
                finding.fix(facts.mending(fix(facts, at, found)));
            }
            _ => {}
        }
    }
}

/// A comment behind the words goes above them; two words that look like an image and a name get their AS.
fn fix(facts: &Facts<'_>, at: &FaultAt<'_>, found: usize) -> Option<Fix> {
    let (instruction, line) = (at.instruction, &at.instruction.line);
    let words = &instruction.from()?.words;
    if let Some(comment) = words.iter().find(|word| word.text(line).starts_with('#')) {
        return facts.comment_of_its_own(instruction.range_of(comment.span).start);
    }
    let name = words.get(1).filter(|name| found == 2 && name.text(line) != "latest" && !name.text(line).eq_ignore_ascii_case("as"))?;
    let keyword = instruction.keyword_text();
    let alias = if keyword == keyword.to_lowercase() { "as" } else { "AS" };
    let before = ByteRange::empty(instruction.range_of(name.span).start);
    Some(Fix::guess(format!("Write `{alias}` before the name"), before, format!("{alias} ")))
}

fn advice(arguments: &str, found: usize) -> Option<&'static str> {
    if arguments.contains('#') {
        return Some("A comment cannot stand behind an instruction: put it on a line of its own.");
    }
    if arguments.contains("${") {
        return Some("BuildKit splits FROM at every blank, also inside `${…}` and quotes: give the ARG a default without blanks instead.");
    }
    match found {
        2 => Some("Write `AS` before the name of the stage."),
        3 => Some("The second word must be `AS`."),
        _ => None,
    }
}
