//! Indentation: of the line that is begun behind a continuation, and of a document's continued lines. A full formatter will stand here.
//!
//! What is changed is blanks at the begin and at the end of lines, and no others: never in heredocs, comments' texts and strings over
//! lines, and not where the blanks keep two words apart.

use crate::document::Document;
use crate::lint::Edit;
use crate::text::ByteRange;

/// How much deeper continued lines stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Tab,
    Blanks(u32),
}

impl Step {
    fn text(self) -> String {
        match self {
            Self::Tab => "\t".to_owned(),
            Self::Blanks(width) => " ".repeat(width.max(1) as usize),
        }
    }
}

/// The indentation of the line in which the cursor stands, if a line break was typed behind a continuation: as the continued line above,
/// or one step deeper than the instruction.
pub fn after_newline(document: &Document, cursor: u32, step: Step) -> Option<Edit> {
    let index = document.index();
    let line = index.line(cursor);
    let above = index.line_range(line.checked_sub(1).filter(|above| *above > 0)?);
    let instruction = document.file().instructions.get(document.instruction_at(above.end.saturating_sub(1))?)?;
    let text = above.slice(document.text());
    // Behind the header there are heredocs.
    let in_header = above.start <= instruction.header_end() && (instruction.heredocs.is_empty() || above.end <= instruction.header_end());
    if !in_header || !continues(text, document.file().escape) || text.trim_ascii_start().starts_with(b"#") {
        return None;
    }
    let first = index.line(instruction.range.start);
    let before = blanks(text);
    let wanted = if line - 1 == first { before + &step.text() } else { before };
    let here = index.line_range(line);
    let old = ByteRange::new(here.start, here.start + blanks(here.slice(document.text())).len() as u32);
    (old.slice(document.text()) != wanted.as_bytes()).then(|| Edit::replace(old, wanted))
}

/// Edits that give continued lines one step and take the blanks at the ends of lines, for the lines that touch a range.
pub fn format(document: &Document, range: ByteRange, step: Step) -> Vec<Edit> {
    let mut edits = Vec::new();
    let index = document.index();
    let text = document.text();
    let (first, last) = (index.line(range.start), index.line(range.end.saturating_sub(1).max(range.start)));
    let mut next = 1;
    for instruction in &document.file().instructions {
        let lines = (index.line(instruction.range.start), index.line(instruction.header_end()));
        // Between instructions: comments and blank lines.
        between(document, next.max(first), lines.0.min(last + 1), &mut edits);
        if lines.0 <= last && lines.1 >= first && instruction.faults.is_empty() && !instruction.keeps_blanks() {
            continued(document, lines, (first, last), step, &mut edits);
        }
        next = index.line(instruction.range.end.saturating_sub(1).max(instruction.range.start)).max(lines.1) + 1;
    }
    between(document, next.max(first), (index.line_count() + 1).min(last + 1), &mut edits);
    edits.retain(|edit| edit.range.slice(text) != edit.text.as_bytes());
    edits
}

/// Blanks at the ends of lines from one to before another.
fn between(document: &Document, from: u32, to: u32, edits: &mut Vec<Edit>) {
    for line in from..to {
        let range = document.index().line_range(line);
        let content = range.slice(document.text());
        // A comment keeps its text, the blanks at its end too. A directive could become one, or be none any more.
        if content.trim_ascii().is_empty() {
            edits.extend(trailing(document, range));
        }
    }
}

fn continued(document: &Document, lines: (u32, u32), wanted: (u32, u32), step: Step, edits: &mut Vec<Edit>) {
    let (index, text, escape) = (document.index(), document.text(), document.file().escape);
    let start = index.line_range(lines.0).slice(text);
    let indentation = blanks(start) + &step.text();
    let mut quotes = Quotes::default();
    // Whether what comes next goes on with a word, if no blank stands before it.
    let mut joins = false;
    for line in lines.0..=lines.1 {
        let range = index.line_range(line);
        let content = range.slice(text);
        let visible = content.trim_ascii();
        let is_wanted = wanted.0 <= line && line <= wanted.1;
        let is_gap = line > lines.0 && (visible.is_empty() || visible.starts_with(b"#"));
        if is_gap {
            if is_wanted && visible.is_empty() {
                edits.extend(trailing(document, range));
            } else if is_wanted && !quotes.open() {
                edits.push(Edit::replace(ByteRange::new(range.start, range.start + blanks(content).len() as u32), indentation.clone()));
            }
            continue;
        }
        let old = blanks(content);
        // In a string, or where a word may go on from the line above, blanks mean something.
        if line > lines.0 && is_wanted && !quotes.open() && (!joins || !old.is_empty()) {
            edits.push(Edit::replace(ByteRange::new(range.start, range.start + old.len() as u32), indentation.clone()));
        }
        let goes_on = continues(content, escape);
        let kept = match content.trim_ascii_end() {
            [kept @ .., last] if goes_on && char::from(*last) == escape => kept,
            _ => content,
        };
        quotes.read(kept);
        joins = goes_on && !kept.ends_with(b" ") && !kept.ends_with(b"\t");
        // Behind a continuation; at the end of the instruction blanks may be escaped, or a value.
        if goes_on && is_wanted {
            edits.extend(trailing(document, range));
        }
    }
}

/// Takes the blanks before a line's break.
fn trailing(document: &Document, line: ByteRange) -> Option<Edit> {
    let content = line.slice(document.text());
    let end = content.len() - content.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    let content = content.get(..end)?;
    let blank = content.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let end = line.start + end as u32;
    (blank > 0).then(|| Edit::delete(ByteRange::new(end - blank as u32, end)))
}

/// Whether a line ends with a continuation.
fn continues(line: &[u8], escape: char) -> bool {
    match line.trim_ascii_end() {
        [.., before, last] if char::from(*last) == escape => char::from(*before) != escape,
        [last] => char::from(*last) == escape,
        _ => false,
    }
}

/// The blanks that a line begins with.
fn blanks(line: &[u8]) -> String {
    line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).map(|byte| char::from(*byte)).collect()
}

/// Whether a quote is open. A `#` or a heredoc of the shell may hide one: then lines are rather left as they are.
#[derive(Default)]
struct Quotes {
    open: Option<u8>,
}

impl Quotes {
    fn read(&mut self, text: &[u8]) {
        let mut bytes = text.iter();
        while let Some(byte) = bytes.next() {
            match (self.open, *byte) {
                (Some(b'\''), b'\\') => {}
                (_, b'\\') => drop(bytes.next()),
                (None, b'"' | b'\'') => self.open = Some(*byte),
                (Some(open), byte) if open == byte => self.open = None,
                _ => {}
            }
        }
    }

    const fn open(&self) -> bool {
        self.open.is_some()
    }
}
