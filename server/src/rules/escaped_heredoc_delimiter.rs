//! A heredoc whose name has a backslash instead of quotes.

use crate::lint::{Facts, Fix, Group, Level, Report, Rule};
use crate::shell::mentions;
use crate::syntax::{Instruction, Keyword, heredoc_of};

pub static RULE: Rule = Rule {
    name: "escaped-heredoc-delimiter",
    summary: "A backslash before the name of a heredoc does not stop BuildKit from expanding its body.",
    level: Level::Warning,
    group: Group::Correctness,
    fixable: true,
    page: include_str!("escaped_heredoc_delimiter.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for (_, instruction) in facts.with_triggers() {
        // In a RUN, a shell reads the heredoc.
        if matches!(instruction.keyword, Some(Keyword::Add | Keyword::Copy)) && !instruction.heredocs.is_empty() {
            check_words(facts, instruction, report);
        }
    }
}

fn check_words(facts: &Facts<'_>, instruction: &Instruction, report: &mut Report<'_>) {
    for word in instruction.words() {
        let written = word.text(&instruction.line);
        let Some(heredoc) = heredoc_of(written).filter(|heredoc| heredoc.escaped) else { continue };
        let body = instruction.heredocs.iter().find(|body| body.name == heredoc.name);
        let Some((_, first)) = body.and_then(|body| mentions(body.body.slice(facts.document.text())).next()) else { continue };
        let message = format!(
            "BuildKit expands `${first}` in this heredoc: unlike in a shell, the backslash in `{written}` does not quote the body."
        );
        let start = written.split_once("<<").map_or("", |(before, _)| before);
        let quoted = format!("{start}<<{}'{}'", if heredoc.chomp { "-" } else { "" }, heredoc.name);
        let finding = report.add(instruction.range_of(word.span), message);
        finding.help(format!("Write `{quoted}`."));
        let range = facts.range_if_verbatim(instruction, word.span).filter(|_| !heredoc.name.contains('\''));
        finding.fix(facts.harmless(range.map(|range| Fix::guess(format!("Write `{quoted}`"), range, quoted.clone()))));
    }
}
