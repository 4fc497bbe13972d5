//! A file that a program makes a Dockerfile of, and that is none yet.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::{FaultKind, Instruction, Keyword, template_line, template_mark};
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "unrendered-template",
    summary: "The file is a template for a Dockerfile, so it is not checked.",
    level: Level::Info,
    group: Group::Correctness,
    page: include_str!("unrendered_template.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let faults = facts
        .faults
        .iter()
        .filter(|at| !at.deferred)
        .take(LOOKED_AT)
        .filter_map(|at| mark(at.instruction, Some(&at.fault.kind), at.fault.range));
    let problems = facts.graph().problems.iter().filter(|problem| problem.known && problem.trigger.is_none()).take(LOOKED_AT);
    let of_stages = problems.filter_map(|problem| {
        let at = facts.document.instruction_at(problem.range.start)?;
        mark(facts.instruction(at)?, None, problem.range)
    });
    let Some(range) = faults.chain(of_stages).min() else { return };
    let text = String::from_utf8_lossy(range.slice(facts.document.text()));
    let message = format!("This looks like a template: `{text}` has to be replaced before it is a Dockerfile, so the file is not checked.");
    report.add(range, message).help("Check the file that is made of it.").alone();
}

/// A template has its first mark among so many faults.
const LOOKED_AT: usize = 200;

/// The mark because of which BuildKit refuses an instruction. What a shell runs may have anything in it.
fn mark(instruction: &Instruction, kind: Option<&FaultKind>, wrong: ByteRange) -> Option<ByteRange> {
    let line = instruction.line.text();
    if let Some(FaultKind::UnknownInstruction { .. }) = kind {
        return template_line(line).map(|span| instruction.range_of(span));
    }
    let runs = matches!(instruction.keyword, Some(Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck));
    let range = template_mark(line).filter(|_| !runs).map(|span| instruction.range_of(span))?;
    // Elsewhere a mark may be a value like others, and something else is wrong.
    let is_cause = instruction.keyword == Some(Keyword::From) || wrong.overlaps(range);
    is_cause.then_some(range)
}
