//! A comment behind the arguments of an instruction.

use crate::lint::{Facts, FaultAt, Group, Level, Report, Rule};
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
    for (at, instruction) in facts.with_triggers() {
        let Some(comment) = instruction.comment_behind() else { continue };
        let range = instruction.range_of(comment);
        let keyword = instruction.keyword_text().to_uppercase();
        let refused = instruction.faults.iter().find(|fault| fault.kind == FaultKind::ShellNotJson);
        let deferred = facts.instruction(at).is_some_and(|outer| outer.keyword == Some(Keyword::Onbuild));
        let finding = match refused {
            Some(fault) => {
                let what = "A `#` after SHELL does not begin a comment, so this is not a JSON array";
                let finding = report.fault(&FaultAt { instruction, fault, deferred }, what);
                finding.range = range;
                finding.level(if deferred { Level::Warning } else { Level::Error })
            }
            None => report.add(range, format!("A `#` after {keyword} does not begin a comment: {}.", consequence(instruction))),
        };
        finding.help("Put the comment on a line of its own, above.");
        let fix = facts.comment_of_its_own(range.start);
        finding.fix(if refused.is_some() { facts.mending(fix) } else { facts.harmless(fix) });
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
