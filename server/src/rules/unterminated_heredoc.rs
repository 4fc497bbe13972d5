//! A heredoc that no line ends.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "unterminated-heredoc",
    summary: "A heredoc has no line that ends it.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &[],
    page: include_str!("unterminated_heredoc.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        match &at.fault.kind {
            FaultKind::UnterminatedHeredoc { name } => {
                let message =
                    format!("No line ends this heredoc: the rest of the file becomes its body, because no line is exactly `{name}`.");
                report.fault(at, message).help(advice(name));
            }
            FaultKind::InvalidHeredocWord => {
                report.fault(at, "A word begins like a heredoc, but its name cannot be read: a quote in it is open, or a `${` is.");
            }
            _ => {}
        }
    }
}

fn advice(name: &str) -> String {
    if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("Add a line `{name}`, without blanks around it. Only `<<-` allows tabs before it.");
    }
    "If no heredoc is meant, leave no blank between `<<` and what stands around it, or put it in quotes; a redirection needs a blank before its `>`.".to_owned()
}
