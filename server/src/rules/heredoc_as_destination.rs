//! COPY or ADD into a heredoc.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "heredoc-as-destination",
    summary: "The destination of a COPY or ADD is a heredoc.",
    level: Level::Error,
    group: Group::Correctness,
    page: include_str!("heredoc_as_destination.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        if at.fault.kind == FaultKind::HeredocDestination {
            let keyword = at.instruction.keyword_text().to_uppercase();
            report
                .fault(at, format!("A heredoc cannot be the destination of {keyword}"))
                .help(format!("Sources come first: `{keyword} <<EOF /path/of/the/file`."));
        }
    }
}
