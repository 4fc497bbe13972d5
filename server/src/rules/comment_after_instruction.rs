//! A comment behind the arguments of an instruction.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::{FaultKind, Instruction, Keyword};

pub static RULE: Rule = Rule {
    name: "comment-after-instruction",
    summary: "A `#` after an instruction does not begin a comment.",
    level: Level::Warning,
    group: Group::Correctness,
    fixable: true,
    page: include_str!("comment_after_instruction.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for (_, instruction) in facts.with_triggers() {
        let Some(comment) = instruction.comment_behind() else { continue };
        let range = instruction.range_of(comment);
        let keyword = instruction.keyword_text().to_uppercase();
        // The build fails: shell-not-json is an error.
        if instruction.faults.iter().any(|fault| fault.kind == FaultKind::ShellNotJson) {
            continue;
        }
        let finding = report.add(range, format!("A `#` after {keyword} does not begin a comment: {}.", consequence(instruction)));
        finding.help("Put the comment on a line of its own, above.");
        finding.fix(facts.harmless(facts.comment_of_its_own(range.start)));
    }
}

fn consequence(instruction: &Instruction) -> &'static str {
    match instruction.keyword {
        Some(Keyword::Add | Keyword::Copy) => "its words are taken as more paths, the last one as the destination",
        Some(Keyword::Volume) => "its words become volumes",
        Some(Keyword::Arg) => "its words are declared as build arguments",
        Some(Keyword::Env | Keyword::Label | Keyword::User | Keyword::Workdir) => "it becomes part of the value",
        _ => "the array is no longer valid JSON, so a shell runs the whole text",
    }
}
