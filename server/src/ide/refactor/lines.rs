//! An instruction on one line and on several.

use super::Refactor;
use super::heredoc::gaps;
use super::place::Place;
use crate::lint::Edit;
use crate::syntax::{Keyword, Span};
use crate::text::ByteRange;

/// Each command of a chain, or each pair of ENV and LABEL, gets a line of its own.
pub(super) fn wrap(place: &Place<'_>) -> Option<Refactor> {
    let instruction = place.instruction;
    let indentation = place.indentation_below(instruction);
    let (gaps, written) = match instruction.keyword? {
        Keyword::Run => {
            let (script, _) = place.shell_form(place.at)?;
            (gaps(script, &script.chain()?), place.link(&indentation))
        }
        Keyword::Env | Keyword::Label if place.has_only_its_lines(instruction) => {
            let pairs = instruction.pairs();
            let whole = |pair: &crate::syntax::Pair| {
                let value = pair.value.as_ref().map_or(pair.key.span.end, |value| value.span.end);
                Span { start: pair.key.span.start, end: value }
            };
            let ranges: Vec<ByteRange> = pairs.iter().map(|pair| instruction.range_of(whole(pair))).collect();
            let gaps = ranges.iter().zip(ranges.iter().skip(1)).map(|(a, b)| ByteRange::new(a.end, b.start)).collect();
            (gaps, format!("{}{indentation}", place.continuation()))
        }
        _ => return None,
    };
    let together: Vec<ByteRange> = gaps.into_iter().filter(|gap| !gap.slice(place.document.text()).contains(&b'\n')).collect();
    // What is between two pairs is blank, or they are not what they seem.
    let blank = |gap: &ByteRange| instruction.keyword == Some(Keyword::Run) || place.text(*gap).trim().is_empty() && !gap.is_empty();
    if !together.iter().all(blank) {
        return None;
    }
    Refactor::new("Give each its own line", together.into_iter().map(|gap| Edit::replace(gap, written.clone())).collect())
}

/// All lines become one, if no comment would get into it and no line ends within a word.
pub(super) fn unwrap(place: &Place<'_>) -> Option<Refactor> {
    let instruction = place.instruction;
    let document = place.document;
    let header = ByteRange::new(instruction.range.start, instruction.header_end());
    if !instruction.heredocs.is_empty() || !place.has_only_its_lines(instruction) || instruction.keeps_blanks() {
        return None;
    }
    let text = place.text(header);
    let escape = document.file().escape;
    let mut edits: Vec<Edit> = Vec::new();
    let mut at = 0;
    let mut quotes = Quotes::default();
    for line in text.split_inclusive('\n') {
        let begin = at;
        at += line.len();
        let Some(kept) = line.trim_end().strip_suffix(escape).filter(|_| line.ends_with('\n')) else {
            // The last line; any other would be no continuation.
            quotes.read(line);
            continue;
        };
        quotes.read(kept);
        let next = text.get(at..).unwrap_or_default();
        let blanks = next.len() - next.trim_start_matches([' ', '\t']).len();
        let is_apart = kept.ends_with([' ', '\t']) || blanks > 0;
        if quotes.open() || kept.ends_with(escape) || !is_apart || next.trim().is_empty() {
            return None;
        }
        let start = header.start + (begin + kept.trim_end().len()) as u32;
        let end = header.start + (at + blanks) as u32;
        match edits.last_mut() {
            // A line with nothing but a continuation.
            Some(Edit { range, .. }) if start < range.end => range.end = end,
            _ => edits.push(Edit::replace(ByteRange::new(start, end), " ")),
        }
    }
    Refactor::new("Put it on one line", edits)
}

/// Whether a text has opened a quote and not closed it.
#[derive(Default)]
struct Quotes {
    open: Option<char>,
}

impl Quotes {
    fn read(&mut self, text: &str) {
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match (self.open, c) {
                (Some('\''), '\\') => {}
                (_, '\\') => drop(chars.next()),
                (None, '"' | '\'') => self.open = Some(c),
                (Some(open), c) if open == c => self.open = None,
                _ => {}
            }
        }
    }

    const fn open(&self) -> bool {
        self.open.is_some()
    }
}
