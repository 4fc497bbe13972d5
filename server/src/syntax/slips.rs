//! What a person has likely meant, where the text of an instruction says something else to BuildKit: a JSON array that is broken, and a
//! comment behind the arguments.

use super::instruction::{Arguments, Command, Instruction, Keyword, Pair, Word};
use super::json::{self, JsonForm};
use super::line::Span;
use super::words::is_blank;

/// A text that was meant as a JSON array, and is taken as words or for a shell instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenJson {
    /// All of the text.
    pub whole: Span,
    /// The first character that breaks it; empty at its end.
    pub at: Span,
    /// The array that it would be with the right quotes, commas and brackets.
    pub repaired: Option<String>,
}

impl Instruction {
    /// The JSON array that its arguments were meant to be, if they are none.
    pub fn broken_json(&self) -> Option<BrokenJson> {
        let (span, is_command) = self.not_json()?;
        let text = self.text_of(span);
        let found = json::find_break(self.line.text(), span)?;
        if (found.behind && self.text_of(found.span) == "#") || !is_meant_as_json(text, self.text_of(found.span), is_command) {
            return None;
        }
        Some(BrokenJson { whole: span, at: found.span, repaired: repaired(text) })
    }

    /// The comment behind its arguments, from its `#` on, that BuildKit takes for a part of them.
    pub fn comment_behind(&self) -> Option<Span> {
        let line = &self.line;
        let to_end = |start: u32| Span { start, end: self.arguments_span.end };
        let is_comment = |word: &Word| word.text(line).starts_with('#');
        match &self.arguments {
            Arguments::Words { words, json: false } if self.keyword != Some(Keyword::Expose) => {
                words.iter().skip(1).find(|word| is_comment(word)).map(|word| to_end(word.span.start))
            }
            Arguments::Pairs(pairs) => match pairs.as_slice() {
                [Pair { value: Some(value), legacy: true, .. }] => prose_comment(value.text(line)).map(|at| to_end(value.span.start + at)),
                pairs if self.keyword == Some(Keyword::Arg) => {
                    pairs.iter().skip(1).find(|pair| is_comment(&pair.key)).map(|pair| to_end(pair.key.span.start))
                }
                _ => None,
            },
            Arguments::Text(Some(word)) if matches!(self.keyword, Some(Keyword::User | Keyword::Workdir)) => {
                prose_comment(word.text(line)).map(|at| to_end(word.span.start + at))
            }
            _ => {
                let (span, _) = self.not_json()?;
                let found = json::find_break(line.text(), span)?;
                (found.behind && self.text_of(found.span) == "#").then(|| to_end(found.span.start))
            }
        }
    }

    /// The text that could be JSON and is not, and whether a shell runs it.
    fn not_json(&self) -> Option<(Span, bool)> {
        match (&self.arguments, self.keyword) {
            (Arguments::Words { json: false, words }, Some(Keyword::Add | Keyword::Copy | Keyword::Volume)) if !words.is_empty() => {
                Some((self.arguments_span, false))
            }
            (Arguments::Command(Command::Shell(word)), Some(Keyword::Shell)) => Some((word.span, false)),
            (Arguments::Command(Command::Shell(word)), _) => Some((word.span, true)),
            (Arguments::Healthcheck(check), _) if !check.is_none(&self.line) => match &check.command {
                Command::Shell(word) => Some((word.span, true)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Where a comment begins in a text that may have blanks in it: a `#` between blanks, with something before and behind.
fn prose_comment(text: &str) -> Option<u32> {
    let found = text.match_indices('#').find(|(at, _)| {
        let (before, behind) = text.split_at(*at);
        before.ends_with(is_blank) && !before.trim().is_empty() && behind.get(1..).is_some_and(|behind| behind.starts_with(is_blank))
    });
    found.map(|(at, _)| at as u32)
}

/// The quotes that word processors write.
const CURLY: [char; 4] = ['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}'];

/// Whether a text that begins with `[` was meant as an array. A test, `[ "$a" = b ]`, is a command of the shell; `[a-z]*` is a pattern.
fn is_meant_as_json(text: &str, breaks_at: &str, is_command: bool) -> bool {
    let Some(behind) = text.trim_start().strip_prefix('[') else { return false };
    let inner = behind.trim_start();
    let ends = text.trim_end().ends_with(']');
    if !inner.starts_with(['"', '\'']) && !inner.starts_with(CURLY) {
        let spaced = behind.starts_with(is_blank);
        return ends && text.contains(',') && !(is_command && (spaced || behind.starts_with('[')));
    }
    let is_test = breaks_at.starts_with(['=', '!', '-', '<', '>', '&', '|', ';']);
    // In a test a blank comes behind the bracket, and no comma behind a word.
    let listed = inner.contains(',') || ends && !inner.contains(is_blank);
    !is_command || !is_test && (!behind.starts_with(is_blank) || listed)
}

/// The array with double quotes, without a comma at its end, with its closing bracket and with backslashes that are doubled; none if it is
/// not valid then.
fn repaired(text: &str) -> Option<String> {
    let is_array = |text: &str| matches!(json::parse(text, Span::new(0, text.len())), JsonForm::Strings(_));
    let mut text = text.trim().replace(CURLY, "\"");
    if !text.contains('"') {
        text = text.replace('\'', "\"");
    }
    if !text.ends_with(']') {
        text.push(']');
    }
    let inside = text.strip_suffix(']')?.trim_end();
    text = format!("{}]", inside.strip_suffix(',').unwrap_or(inside));
    if !is_array(&text) {
        text = text.replace("\\\\", "\\").replace('\\', "\\\\");
    }
    is_array(&text).then_some(text)
}
