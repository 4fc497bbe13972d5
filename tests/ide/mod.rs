//! What editors ask, question and answer in one string: the answer stands in lines of its own below the text it is about.
//!
//! ```text
//! FROM golang:1.23 AS bu‸ild      the cursor
//!                     ^^^^^ name   an answer: a range in the line above, and a few words on it
//! RUN a \
//! ^ run…                           a range that begins here
//!   b
//!   ^ …run                         and ends here: the last character of it
//! ```
//!
//! `check` takes the answer lines and the cursor out, asks, writes the answers in again, and compares. A test that fails prints what
//! it got in the same form, so that a right answer can be copied. An empty range is a caret with `|` before the words.

mod actions;
mod anywhere;
mod builds;
mod completion;
mod definition;
mod folding;
mod hierarchy;
mod hints;
mod hover;
mod indent;
mod lenses;
mod links;
mod refactor;
mod references;
mod rename;
mod selection;
mod signature;
mod symbols;
mod tokens;

use std::fmt::Write;

use dflint::document::Document;
use dflint::lint::{Edit, Settings};
use dflint::stages::BuildOptions;
use dflint::text::ByteRange;

/// The place of the cursor.
const CURSOR: char = '‸';

/// What a fixture asks.
pub struct Question {
    pub document: Document,
    pub settings: Settings,
    /// Where the cursor stands; the end of the text if there is none.
    pub cursor: u32,
}

/// Compares the answers to a fixture with those that are written in it.
#[track_caller]
pub fn check(fixture: &str, answer: impl Fn(&Question) -> Vec<(ByteRange, String)>) {
    let (text, cursor) = question(fixture);
    let document = Document::new(text.clone().into_bytes(), &BuildOptions::default());
    let at = cursor.unwrap_or(text.len()) as u32;
    let answers = answer(&Question { document, settings: Settings::default(), cursor: at });
    let shown = show(&text, cursor, &answers);
    let expected = fixture.strip_prefix('\n').unwrap_or(fixture);
    assert!(shown == expected, "expected:\n{expected}\nfound:\n{shown}");
}

/// The text without answers and cursor. A first line break is not part of it: it is there to be read better.
fn question(fixture: &str) -> (String, Option<usize>) {
    let lines = fixture.strip_prefix('\n').unwrap_or(fixture).split_inclusive('\n');
    let text: String = lines.filter(|line| !line.trim_start().starts_with('^')).collect();
    let cursor = text.find(CURSOR);
    (text.replace(CURSOR, ""), cursor)
}

fn show(text: &str, cursor: Option<usize>, answers: &[(ByteRange, String)]) -> String {
    // 0-based line and column in characters, without the cursor.
    let place = |offset: usize| {
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count(), before[start..].chars().count())
    };
    // By line, then by column, then the long ones first.
    let mut notes: Vec<(usize, usize, usize, String)> = Vec::new();
    for (range, words) in answers {
        let (start, end) = (range.start as usize, range.end as usize);
        let (line, column) = place(start);
        if start == end {
            notes.push((line, column, 1, format!("|{words}")));
            continue;
        }
        let (last_line, last_column) = place(end - text[..end].chars().next_back().map_or(0, char::len_utf8));
        if line == last_line {
            notes.push((line, column, last_column + 1 - column, words.clone()));
        } else {
            notes.push((line, column, 1, format!("{words}…")));
            notes.push((last_line, last_column, 1, format!("…{words}")));
        }
    }
    notes.sort_by_key(|note| (note.0, note.1, std::cmp::Reverse(note.2)));
    let mut shown = String::new();
    let mut at = 0;
    // The place behind the last line break is a line too, if something is said about it.
    for (number, line) in text.split_inclusive('\n').chain([""]).enumerate() {
        match cursor.filter(|cursor| (at..at + line.len()).contains(cursor) || *cursor == at + line.len() && at + line.len() == text.len())
        {
            Some(cursor) if !shown.contains(CURSOR) => {
                let (before, behind) = line.split_at(cursor - at);
                let _ = write!(shown, "{before}{CURSOR}{behind}");
            }
            _ => shown.push_str(line),
        }
        at += line.len();
        for (_, column, width, words) in notes.iter().filter(|note| note.0 == number) {
            if !shown.is_empty() && !shown.ends_with('\n') {
                shown.push('\n');
            }
            let _ = writeln!(shown, "{}{} {words}", " ".repeat(*column), "^".repeat(*width));
        }
    }
    // The line of an answer with nothing to say has no blank at its end.
    shown
        .lines()
        .map(|line| if line.trim_start().starts_with('^') { line.trim_end() } else { line })
        .fold(String::new(), |all, line| all + line + "\n")
}

#[test]
fn questions_and_answers_are_told_apart() {
    check("\nFROM é🚀‸x AS b\n     ^^ one\n       ^ |two\nRUN a \\\n^ run…\n  b\n  ^ …run\n", |question| {
        let text = String::from_utf8(question.document.text().to_vec()).unwrap();
        assert_eq!((text.as_str(), question.cursor), ("FROM é🚀x AS b\nRUN a \\\n  b\n", 11));
        let run = text.find("RUN").unwrap() as u32;
        vec![
            (ByteRange::new(run, text.len() as u32 - 1), "run".to_owned()),
            (ByteRange::empty(question.cursor), "two".to_owned()),
            (ByteRange::new(5, 11), "one".to_owned()),
        ]
    });
}

/// A text after edits, which are sorted and do not touch.
pub fn apply(text: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut applied = Vec::new();
    let mut at = 0;
    for edit in edits {
        assert!(at <= edit.range.start, "{edits:?}");
        applied.extend_from_slice(&text[at as usize..edit.range.start as usize]);
        applied.extend_from_slice(edit.text.as_bytes());
        at = edit.range.end;
    }
    applied.extend_from_slice(&text[at as usize..]);
    applied
}
