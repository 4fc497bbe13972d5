//! A line that BuildKit cannot read.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "line-too-long",
    summary: "A line is longer than BuildKit can read.",
    level: Level::Error,
    group: Group::Correctness,
    page: include_str!("line_too_long.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for fault in &facts.file().faults {
        if fault.kind == FaultKind::LineTooLong {
            report
                .add(fault.range, "This line has more than 65,535 bytes: BuildKit cannot read it and refuses the file.")
                .help("Break it with the escape character: the joined line may be longer. Or copy the text from a file.");
        }
    }
}
