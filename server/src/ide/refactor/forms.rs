//! Shell form and exec form.

use super::Refactor;
use super::place::Place;
use crate::lint::Edit;
use crate::syntax::{Arguments, Command, Keyword};

const KEYWORDS: [Keyword; 3] = [Keyword::Cmd, Keyword::Entrypoint, Keyword::Run];

/// Of a command that needs no shell. What then runs is the program itself, without a shell above it.
pub(super) fn to_exec(place: &Place<'_>) -> Option<Refactor> {
    place.instruction.keyword.filter(|keyword| KEYWORDS.contains(keyword))?;
    let (script, range) = place.shell_form(place.at)?;
    Refactor::new("Convert to exec form", vec![Edit::replace(range, script.exec_form()?)])
}

/// Of a program and its arguments, each quoted where the shell would see something else in it; of `sh -c` its text.
pub(super) fn to_shell(place: &Place<'_>) -> Option<Refactor> {
    let instruction = place.instruction;
    instruction.keyword.filter(|keyword| KEYWORDS.contains(keyword))?;
    let Arguments::Command(Command::Exec(words)) = &instruction.arguments else { return None };
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return None };
    let posix = place.document.interpreter(place.at).is_some_and(|shell| shell.dialect.is_posix() && shell.instruction.is_none());
    if !posix || !place.has_only_its_lines(instruction) || place.document.file().escape != '\\' {
        return None;
    }
    let texts: Vec<&str> = words.iter().map(|word| word.text(&instruction.line)).collect();
    // A line break needs more than quotes, and `<<` would begin a heredoc.
    if texts.iter().any(|text| text.contains(char::is_control) || text.contains("<<")) {
        return None;
    }
    let written = match texts.as_slice() {
        [program, "-c", text] if ["sh", "/bin/sh"].contains(program) && is_line(text) => (*text).to_owned(),
        [program, ..] if program.starts_with('-') => return None,
        words => words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "),
    };
    // From bracket to bracket.
    let inside = instruction.range_of(first.span).cover(instruction.range_of(last.span));
    let text = place.document.text();
    let start = text.get(..inside.start as usize)?.iter().rposition(|byte| *byte == b'[')? as u32;
    let end = inside.end + text.get(inside.end as usize..)?.iter().position(|byte| *byte == b']')? as u32 + 1;
    let range = crate::text::ByteRange::new(start, end);
    Refactor::new("Convert to shell form", vec![Edit::replace(range, written)])
}

/// Whether a text can stand in a line as it is.
fn is_line(text: &str) -> bool {
    text.trim() == text && !text.is_empty() && !text.starts_with(['[', '-']) && !text.ends_with('\\')
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | ',' | '+' | '@' | '%' | '=');
    if !word.is_empty() && word.chars().all(plain) && !word.starts_with('=') {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
