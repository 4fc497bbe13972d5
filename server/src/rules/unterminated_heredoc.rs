//! A heredoc that no line ends.

use crate::lint::{Facts, FaultAt, Fix, Group, Level, Report, Rule};
use crate::syntax::FaultKind;
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "unterminated-heredoc",
    summary: "A heredoc has no line that ends it.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    page: include_str!("unterminated_heredoc.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        match &at.fault.kind {
            FaultKind::UnterminatedHeredoc { name } => {
                let message = format!("No line is exactly `{name}`, so this heredoc takes the rest of the file");
                report.fault(at, message).help(advice(name)).fix(facts.mending(fix(facts, at, name)));
            }
            FaultKind::InvalidHeredocWord => {
                report.fault(at, "A word begins like a heredoc, but its name has a quote or a `${` that is not closed");
            }
            _ => {}
        }
    }
}

/// A line that is the name but for blanks around it or its letter case was meant to end the heredoc.
fn fix(facts: &Facts<'_>, at: &FaultAt<'_>, name: &str) -> Option<Fix> {
    let (text, index) = (facts.document.text(), facts.document.index());
    let heredoc = at.instruction.heredocs.last().filter(|heredoc| heredoc.end.is_none() && !name.trim().is_empty())?;
    let lines = (index.line(heredoc.body.start)..=index.line_count()).map(|line| index.line_range(line));
    let line = lines.into_iter().find(|line| line.slice(text).trim_ascii().eq_ignore_ascii_case(name.as_bytes()))?;
    let written = line.slice(text);
    let end = line.end - (written.len() - written.trim_ascii_end().len()) as u32;
    // Blanks behind it go, a line break stays.
    let behind = ByteRange::new(end, line.end).slice(text).iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count() as u32;
    Some(Fix::guess(format!("Write `{name}` alone on its line"), ByteRange::new(line.start, end + behind), name))
}

fn advice(name: &str) -> String {
    if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("Add a line `{name}`, without blanks around it. Only `<<-` allows tabs before it.");
    }
    "If no heredoc is meant, leave no blank between `<<` and what stands around it, or put it in quotes; a redirection needs a blank before its `>`.".to_owned()
}
