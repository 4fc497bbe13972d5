//! A JSON array with a character that breaks it.

use crate::lint::{Facts, FaultAt, Fix, Group, Level, Report, Rule};
use crate::syntax::{BrokenJson, FaultKind, Instruction, Keyword};

pub static RULE: Rule = Rule {
    name: "broken-json-form",
    summary: "An instruction looks like JSON form but is not valid JSON.",
    level: Level::Warning,
    group: Group::Correctness,
    fixable: true,
    page: include_str!("broken_json_form.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for (at, instruction) in facts.with_triggers() {
        // SHELL has no other form, which is a finding of another rule.
        if instruction.keyword == Some(Keyword::Shell) {
            continue;
        }
        let Some(broken) = instruction.broken_json() else { continue };
        let refused = instruction.faults.iter().find(|fault| matches!(fault.kind, FaultKind::ArgumentCount { .. }));
        let range = instruction.range_of(if broken.at.is_empty() { broken.whole } else { broken.at });
        let (what, consequence) = (describe(instruction, &broken), consequence(instruction));
        let finding = match refused {
            Some(fault) => {
                let deferred = facts.instruction(at).is_some_and(|outer| outer.keyword == Some(Keyword::Onbuild));
                let finding = report.fault(&FaultAt { instruction, fault, deferred }, what);
                finding.range = range;
                finding.level(if deferred { Level::Warning } else { Level::Error })
            }
            None => report.add(range, format!("{what}, so {consequence}.")),
        };
        finding.help(match &broken.repaired {
            Some(array) => format!("Write `{array}`."),
            None => "Put every element in double quotes, with commas between them and a `]` at the end.".to_owned(),
        });
        let range = facts.range_if_verbatim(instruction, broken.whole);
        let fix = range.zip(broken.repaired).map(|(range, array)| Fix::guess(format!("Write `{array}`"), range, array));
        finding.fix(facts.harmless(fix));
    }
}

fn describe(instruction: &Instruction, broken: &BrokenJson) -> String {
    match instruction.text_of(broken.at) {
        "" => "This JSON array is never closed".to_owned(),
        "'" => "The single quote `'` breaks this JSON array, which takes double quotes only".to_owned(),
        "]" => "This JSON array has a comma before its `]`".to_owned(),
        "\\" => "This backslash is not a valid escape in a JSON array".to_owned(),
        found => format!("`{found}` breaks this JSON array"),
    }
}

fn consequence(instruction: &Instruction) -> &'static str {
    match instruction.keyword {
        Some(Keyword::Add | Keyword::Copy | Keyword::Volume) => "its text is split into plain words, brackets and quotes included",
        _ => "a shell runs the text as it is, brackets included",
    }
}
