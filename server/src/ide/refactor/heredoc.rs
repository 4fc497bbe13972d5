//! A chain of commands and a heredoc of lines.

use super::Refactor;
use super::place::Place;
use crate::lint::Edit;
use crate::syntax::{Arguments, Command, DirectiveName, Keyword, Span};
use crate::text::ByteRange;

/// `RUN a && b` becomes a heredoc with `set -e`, which ends at the first failure as the chain does.
pub(super) fn to_heredoc(place: &Place<'_>) -> Option<Refactor> {
    let document = place.document;
    let instruction = place.instruction;
    // A carriage return would be part of the script.
    let possible = instruction.keyword == Some(Keyword::Run)
        && document.file().escape == '\\'
        && document.line_break() == "\n"
        && knows_heredocs(place)
        && instruction.heredocs.is_empty();
    let (script, range) = place.shell_form(place.at).filter(|_| possible)?;
    let links = script.chain().filter(|links| links.len() > 1)?;
    let mut body = String::from("set -e\n");
    for link in links {
        let written = place.text(script.file_range(link));
        // The shell continues a line only if nothing stands behind the backslash.
        let continued =
            written.split_inclusive('\n').all(|line| !line.ends_with('\n') || line.ends_with("\\\n") && !line.ends_with("\\\\\n"));
        if written.is_empty() || !continued {
            return None;
        }
        body += written;
        body.push('\n');
    }
    // Nothing may stand behind the terminator: neither blanks nor a continuation of nothing.
    let end = document.index().line_range(document.index().line(instruction.header_end())).end;
    let rest = place.text(ByteRange::new(range.end, end));
    if !rest.trim().is_empty() {
        return None;
    }
    let range = ByteRange::new(range.start, end - (rest.len() - rest.trim_end_matches(['\r', '\n']).len()) as u32);
    let name = ["EOF", "END", "SCRIPT"].into_iter().find(|name| body.lines().all(|line| line.trim() != *name))?;
    Refactor::new("Convert to a heredoc", vec![Edit::replace(range, format!("<<{name}\n{body}{name}"))])
}

/// A heredoc of simple lines that ends at the first failure becomes a chain.
pub(super) fn from_heredoc(place: &Place<'_>) -> Option<Refactor> {
    let instruction = place.instruction;
    let document = place.document;
    let [heredoc] = instruction.heredocs.as_slice() else { return None };
    let Arguments::Command(Command::Shell(word)) = &instruction.arguments else { return None };
    let range = instruction.range_of(word.span);
    let only = crate::syntax::heredoc_of(word.text(&instruction.line).trim()).is_some();
    let end = heredoc.end?;
    if instruction.keyword != Some(Keyword::Run)
        || !only
        || heredoc.chomp
        || document.file().escape != '\\'
        || heredoc.body.slice(document.text()).contains(&b'\r')
    {
        return None;
    }
    // A `#!` is a comment to the parser of shells, and so not offered.
    let script = document.script(place.at)?;
    let lines = script.lines()?;
    let written: Vec<&str> = lines.iter().map(|line| place.text(script.file_range(*line))).collect();
    // Lines that BuildKit would take for comments, or drop, or take for flags and JSON.
    let odd = |line: &&str| line.trim_start().starts_with('#') || line.trim().is_empty();
    if written.iter().any(|text| text.lines().any(|line| odd(&line))) || written.first().is_some_and(|first| first.starts_with(['-', '[']))
    {
        return None;
    }
    let chain = written.join(&place.link(&place.indentation_below(instruction)));
    Refactor::new("Convert to a chain of commands", vec![Edit::replace(ByteRange::new(range.start, end.end), chain)])
}

/// Whether the syntax image that the file asks for is so old that it has no heredocs (before 1.4).
fn knows_heredocs(place: &Place<'_>) -> bool {
    let directives =
        place.document.file().directives.iter().filter(|directive| directive.name == DirectiveName::Syntax && directive.in_head);
    !directives.into_iter().any(|directive| {
        let line = place.text(place.document.index().line_range(directive.line));
        [":1.0", ":1.1", ":1.2", ":1.3", ":experimental"]
            .iter()
            .any(|old| line.split_once(old).is_some_and(|(_, rest)| !rest.starts_with(|c: char| c.is_ascii_digit())))
    })
}

/// The file's range from the end of one span to the start of the next.
pub(super) fn gaps(script: &crate::shell::Script, links: &[Span]) -> Vec<ByteRange> {
    let pairs = links.iter().zip(links.iter().skip(1));
    pairs.map(|(a, b)| ByteRange::new(script.file_range(*a).end, script.file_range(*b).start)).collect()
}
