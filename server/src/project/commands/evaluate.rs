//! From formulas to words, for each set of values that the variables may have.

use super::formula::{Formula, Part};
use super::scope::Scope;
use super::worlds::World;
use crate::project::value::{Piece, Place, Value};
use crate::syntax::Span;
use crate::text::ByteRange;

/// A word as a program gets it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word {
    pub value: Value,
    /// How what is unknown in it is written, in lower case.
    pub hint: String,
    /// Nothing of it is known, and it stands in no quotes: it may be several words, or none.
    pub loose: bool,
    /// The caller may say something else.
    pub open: bool,
}

/// Variables of CI systems for the folder of the repository.
const ROOTS: [&str; 4] = ["CI_PROJECT_DIR", "GITHUB_WORKSPACE", "BUILD_SOURCESDIRECTORY", "SYSTEM_DEFAULTWORKINGDIRECTORY"];

/// What one command may grow to.
const MAX_PIECES: usize = 4_000;
pub(super) const MAX_DEPTH: usize = 24;

/// The words that these formulas are in one world.
pub(super) fn words<'f>(formulas: impl IntoIterator<Item = &'f Formula>, scope: &Scope<'_>, world: &World) -> Vec<Word> {
    let place = Place { file: super::NO_FILE, range: ByteRange::default() };
    let mut writer =
        Writer { scope, world, words: Vec::new(), open: None, place, budget: MAX_PIECES, names: Vec::new(), vanishes: false, quote: None };
    for formula in formulas {
        writer.place = formula.place;
        writer.write(&formula.parts, Quotes::Own, 0);
        writer.finish();
    }
    writer.words
}

/// What a formula says as one text, whatever blanks are in it.
pub(super) fn value(formula: &Formula, scope: &Scope<'_>, world: &World) -> Word {
    let quoted = Formula::new(formula.place, formula.parts.iter().cloned().map(Part::in_quotes).collect());
    let empty = || Word { value: Value { place: formula.place, pieces: Vec::new() }, hint: String::new(), loose: false, open: false };
    words([&quoted], scope, world).into_iter().next().unwrap_or_else(empty)
}

/// What quotes the parts of a formula stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// Their own: a word of a command, an element of an array.
    Own,
    /// None, whatever was around them where the variable was set: a shell takes its value apart.
    None,
    /// Those around the use of the variable.
    Outer,
}

struct Writer<'s> {
    scope: &'s Scope<'s>,
    world: &'s World,
    words: Vec<Word>,
    open: Option<Word>,
    /// Of the formula that is written.
    place: Place,
    budget: usize,
    /// The variables whose values are being written: none holds itself.
    names: Vec<String>,
    /// Whether the word is none if nothing else stands in it: a list without elements.
    vanishes: bool,
    /// An open quote in the text of a variable.
    quote: Option<char>,
}

impl Writer<'_> {
    fn finish(&mut self) {
        if let Some(mut word) = self.open.take() {
            word.loose &= word.value.is_unknown();
            let empty = word.text().is_some_and(|text| text.is_empty());
            if !(self.vanishes && empty) {
                self.words.push(word);
            }
        }
        self.vanishes = false;
        self.quote = None;
    }

    fn open(&mut self) -> &mut Word {
        let place = self.place;
        self.open.get_or_insert_with(|| Word { value: Value { place, pieces: Vec::new() }, hint: String::new(), loose: false, open: false })
    }

    fn push(&mut self, piece: Piece) {
        let pieces = &mut self.open().value.pieces;
        // Several holes are one.
        if piece != Piece::Unknown || pieces.last() != Some(&Piece::Unknown) {
            pieces.push(piece);
        }
    }

    fn unknown(&mut self, hint: &str, quoted: bool) {
        self.push(Piece::Unknown);
        let word = self.open();
        word.hint.push_str(hint);
        word.hint.push(' ');
        word.loose |= !quoted;
    }

    fn write(&mut self, parts: &[Part], quotes: Quotes, depth: usize) {
        let in_quotes = |own: bool| quotes == Quotes::Outer || (own && quotes == Quotes::Own);
        for part in parts {
            if self.budget == 0 || depth > MAX_DEPTH {
                return self.unknown("", in_quotes(false));
            }
            self.budget -= 1;
            match part {
                Part::Text { text, place, quoted } => {
                    if depth == 0 || in_quotes(*quoted) {
                        self.push(Piece::Text { text: text.clone(), place: *place });
                    } else {
                        self.split(text, *place);
                    }
                }
                Part::Name { name, quoted } => self.name(name, in_quotes(*quoted), depth),
                Part::Either { id, of, quoted } => {
                    let (of, open) = self.scope.alternatives(of);
                    let chosen = self.world.get(&format!("either {id}")).and_then(|index| of.get(*index));
                    match chosen {
                        Some(parts) => {
                            let quotes = if in_quotes(*quoted) { Quotes::Outer } else { quotes };
                            self.write(parts, quotes, depth + 1);
                            self.mark(open);
                        }
                        None => self.unknown(&id.to_ascii_lowercase(), in_quotes(*quoted)),
                    }
                }
                Part::Unknown { hint, quoted } => self.unknown(hint, in_quotes(*quoted)),
            }
        }
    }

    fn name(&mut self, name: &str, quoted: bool, depth: usize) {
        let scope = self.scope;
        let hint = name.to_ascii_lowercase();
        let variable = scope.get(name).filter(|_| !self.names.iter().any(|open| open == name));
        let value = variable.and_then(|variable| variable.values.get(*self.world.get(&variable.choice)?));
        let Some(value) = value else {
            if ROOTS.contains(&name) && scope.get(name).is_none() {
                return self.push(Piece::Text { text: super::formula::rooted(""), place: None });
            }
            return self.unknown(&hint, quoted);
        };
        // `"$x"` is a word also if it is empty; `"$@"` is none then.
        match value.list && value.words.is_empty() {
            true => self.vanishes = true,
            false if quoted => {
                self.open();
            }
            false => {}
        }
        self.names.push(name.to_owned());
        let quotes = match (quoted, value.list) {
            (true, _) => Quotes::Outer,
            (false, true) => Quotes::Own,
            (false, false) => Quotes::None,
        };
        for (index, word) in value.words.iter().enumerate() {
            if index > 0 {
                self.finish();
            }
            self.write(&word.parts, quotes, depth + 1);
        }
        self.names.pop();
        self.mark(value.open);
    }

    /// Notes that the caller may say something else for the word that was written last.
    fn mark(&mut self, open: bool) {
        if let Some(word) = self.open.as_mut().or(self.words.last_mut()) {
            word.open |= open;
        }
    }

    /// Text from a variable, that a shell takes apart: at blanks that stand in no quotes.
    fn split(&mut self, text: &str, place: Option<Place>) {
        let mut start = 0;
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            let special = match (c, self.quote) {
                ('"' | '\'', None) => true,
                (c, Some(quote)) => c == quote,
                (c, None) => c.is_whitespace() || c == '\\',
            };
            if !special {
                continue;
            }
            self.slice(text, place, start, at);
            start = at + c.len_utf8();
            match (c, self.quote) {
                ('\\', None) => {
                    // The next one stands for itself, but for a line break.
                    if let Some((at, '\n')) = chars.next() {
                        start = at + 1;
                    }
                }
                (_, Some(_)) => self.quote = None,
                ('"' | '\'', None) => {
                    self.quote = Some(c);
                    self.open();
                }
                _ => self.finish(),
            }
        }
        self.slice(text, place, start, text.len());
    }

    fn slice(&mut self, text: &str, place: Option<Place>, start: usize, end: usize) {
        if start < end && self.budget > 0 {
            self.budget -= 1;
            self.push(slice(text, place, start, end));
        }
    }
}

/// A part of a text, with its place.
fn slice(text: &str, place: Option<Place>, start: usize, end: usize) -> Piece {
    let within = |place: Place| {
        let range = ByteRange::new(place.range.start + start as u32, place.range.start + end as u32);
        Place { file: place.file, range }
    };
    Piece::Text { text: Span::new(start, end).of(text).to_owned(), place: place.map(within) }
}

impl Word {
    pub(super) fn text(&self) -> Option<String> {
        self.value.text()
    }

    /// What is known of its beginning.
    pub(super) fn start(&self) -> String {
        let texts =
            self.value.pieces.iter().map_while(|piece| if let Piece::Text { text, .. } = piece { Some(text.as_str()) } else { None });
        texts.collect()
    }

    /// What is behind so many bytes of its known beginning.
    pub(super) fn behind(&self, bytes: usize) -> Self {
        let mut rest = bytes;
        let mut pieces = Vec::new();
        for piece in &self.value.pieces {
            match piece {
                Piece::Text { text, .. } if text.len() <= rest => rest -= text.len(),
                Piece::Text { text, place } if rest > 0 => {
                    pieces.push(slice(text, *place, rest, text.len()));
                    rest = 0;
                }
                piece => {
                    rest = 0;
                    pieces.push(piece.clone());
                }
            }
        }
        let value = Value { place: self.value.place, pieces };
        Self { value, hint: self.hint.clone(), loose: false, open: self.open }
    }

    /// What stands before the first of a character, and behind it: `NAME=VALUE`.
    pub(super) fn split_at(&self, separator: char) -> Option<(Self, Self)> {
        let mut before = Vec::new();
        for (index, piece) in self.value.pieces.iter().enumerate() {
            if let Piece::Text { text, place } = piece
                && let Some(at) = text.find(separator)
            {
                before.push(slice(text, *place, 0, at));
                let mut pieces = vec![slice(text, *place, at + separator.len_utf8(), text.len())];
                pieces.extend(self.value.pieces.iter().skip(index + 1).cloned());
                let part = |pieces| Self {
                    value: Value { place: self.value.place, pieces },
                    hint: self.hint.clone(),
                    loose: false,
                    open: self.open,
                };
                return Some((part(before), part(pieces)));
            }
            before.push(piece.clone());
        }
        None
    }
}
