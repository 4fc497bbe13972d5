//! A text in a build file, as far as it is known.

use super::data::Scalar;
use super::sources::FileId;
use crate::syntax::Span;
use crate::text::ByteRange;

/// A place in one of the files around a Dockerfile.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    pub file: FileId,
    pub range: ByteRange,
}

/// What a file says for a target, a path or an argument: text, and holes where it is computed when the build is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value {
    /// All of it, as it is written where it is used.
    pub place: Place,
    pub pieces: Vec<Piece>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    Text {
        text: String,
        /// Where exactly this text stands, without quotes and escapes: what a rename replaces. It may be in another file than the value.
        place: Option<Place>,
    },
    /// What only the caller knows.
    Unknown,
}

impl Value {
    pub fn unknown(place: Place) -> Self {
        Self { place, pieces: vec![Piece::Unknown] }
    }

    /// A text that stands there as it is.
    pub fn literal(place: Place, text: impl Into<String>) -> Self {
        Self { place, pieces: vec![Piece::Text { text: text.into(), place: Some(place) }] }
    }

    /// A text that is known and stands nowhere by itself: a default, what a function makes.
    pub fn computed(place: Place, text: impl Into<String>) -> Self {
        Self { place, pieces: vec![Piece::Text { text: text.into(), place: None }] }
    }

    /// A scalar of a YAML or JSON file in which nothing is expanded. `range` is that of its node.
    pub(crate) fn of_scalar(file: FileId, range: ByteRange, scalar: &Scalar) -> Self {
        let whole = Span::new(0, scalar.line.text().len());
        Self { place: Place { file, range }, pieces: vec![Self::piece(file, scalar, whole)] }
    }

    /// A part of a scalar.
    pub(crate) fn piece(file: FileId, scalar: &Scalar, span: Span) -> Piece {
        let place = exact(file, &scalar.line, span);
        Piece::Text { text: span.of(scalar.line.text()).to_owned(), place }
    }

    /// The text, if all of it is known.
    pub fn text(&self) -> Option<String> {
        self.pieces.iter().map(|piece| if let Piece::Text { text, .. } = piece { Some(text.as_str()) } else { None }).collect()
    }

    /// Whether nothing of it is known.
    pub fn is_unknown(&self) -> bool {
        let mut texts = self.pieces.iter().filter(|piece| matches!(piece, Piece::Text { text, .. } if !text.is_empty()));
        texts.next().is_none() && self.pieces.contains(&Piece::Unknown)
    }

    /// Where the whole text stands, exactly and in one piece.
    pub fn exact_place(&self) -> Option<Place> {
        let mut texts = self.pieces.iter().filter(|piece| !matches!(piece, Piece::Text { text, .. } if text.is_empty()));
        match (texts.next(), texts.next()) {
            (Some(Piece::Text { place, .. }), None) => *place,
            _ => None,
        }
    }

    /// Where it comes from: its own place, if that is known exactly.
    pub fn origin(&self) -> Place {
        self.exact_place().unwrap_or(self.place)
    }

    /// Whether it can be this text: whatever is unknown may be anything, nothing too.
    pub fn can_be(&self, wanted: &str) -> bool {
        let equal = |a: u8, b: u8| a == b;
        matches(&self.pieces, wanted.as_bytes(), equal)
    }

    /// The same, where letter case does not count: stage names.
    pub fn can_be_stage(&self, wanted: &str) -> bool {
        let equal = |a: u8, b: u8| a.eq_ignore_ascii_case(&b);
        matches(&self.pieces, wanted.as_bytes(), equal)
    }

    /// What stands behind a text it begins with.
    pub(crate) fn after(&self, prefix: &str) -> Option<Self> {
        let (before, behind) = self.split_at(prefix.len())?;
        (before.text()? == prefix).then_some(behind)
    }

    /// What stands before and behind the first of such characters that is known.
    pub(crate) fn split_once(&self, separator: char) -> Option<(Self, Self)> {
        let mut before = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            let found = if let Piece::Text { text, .. } = piece { text.find(separator) } else { None };
            let (Some(at), Piece::Text { text, place }) = (found, piece) else {
                before.push(piece.clone());
                continue;
            };
            before.push(part(text, *place, 0, at));
            let mut behind = vec![part(text, *place, at + separator.len_utf8(), text.len())];
            behind.extend(self.pieces.iter().skip(index + 1).cloned());
            return Some((self.made_of(before), self.made_of(behind)));
        }
        None
    }

    /// Cut behind so many bytes of the text with which it begins.
    fn split_at(&self, at: usize) -> Option<(Self, Self)> {
        let (first, rest) = self.pieces.split_first()?;
        let Piece::Text { text, place } = first else { return None };
        if !text.is_char_boundary(at) {
            return None;
        }
        let mut behind = vec![part(text, *place, at, text.len())];
        behind.extend(rest.iter().cloned());
        Some((self.made_of(vec![part(text, *place, 0, at)]), self.made_of(behind)))
    }

    /// The text with which it begins, as far as it is known.
    pub(crate) fn start(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Text { text, .. }) => text,
            _ => "",
        }
    }

    /// A part of this.
    fn made_of(&self, pieces: Vec<Piece>) -> Self {
        let part = Self { place: self.place, pieces };
        Self { place: part.origin(), ..part }
    }

    /// This behind that.
    pub fn join(mut self, behind: Self) -> Self {
        self.pieces.extend(behind.pieces);
        self
    }
}

/// A part of a text: where the text stands exactly, the part does too.
fn part(text: &str, place: Option<Place>, start: usize, end: usize) -> Piece {
    let place = place.map(|Place { file, range }| {
        let range = ByteRange::new(range.start + start as u32, range.start + end as u32);
        Place { file, range }
    });
    Piece::Text { text: text.get(start..end).unwrap_or_default().to_owned(), place }
}

/// Where a span of a line stands, if it is not in several pieces and nothing in it is escaped.
pub(crate) fn exact(file: FileId, line: &crate::syntax::LogicalLine, span: Span) -> Option<Place> {
    let range = line.file_range(span);
    let mut pieces = line.file_pieces(span);
    let mut end = pieces.next()?.end;
    for piece in pieces {
        if piece.start != end {
            return None;
        }
        end = piece.end;
    }
    (range.len() == span.end - span.start && range.end == end).then_some(Place { file, range })
}

/// Compares with `*` for what is unknown, in time that grows with the product of the lengths at worst.
fn matches(pieces: &[Piece], wanted: &[u8], equal: impl Fn(u8, u8) -> bool) -> bool {
    let starts = |wanted: &[u8], text: &[u8]| wanted.len() >= text.len() && wanted.iter().zip(text).all(|(a, b)| equal(*a, *b));
    let mut rest = wanted;
    // Whether a hole stands before the next text.
    let mut open = false;
    let mut texts = pieces.iter().peekable();
    while let Some(piece) = texts.next() {
        let Piece::Text { text, .. } = piece else {
            open = true;
            continue;
        };
        // Texts in a row are one.
        let mut text = text.clone().into_bytes();
        while let Some(Piece::Text { text: more, .. }) = texts.peek() {
            text.extend_from_slice(more.as_bytes());
            texts.next();
        }
        let last = texts.peek().is_none();
        let at = match (open, last) {
            (false, _) => starts(rest, &text).then_some(0),
            (true, true) => rest.len().checked_sub(text.len()).filter(|at| rest.get(*at..).is_some_and(|rest| starts(rest, &text))),
            (true, false) => (0..=rest.len()).find(|at| rest.get(*at..).is_some_and(|rest| starts(rest, &text))),
        };
        let Some(at) = at else { return false };
        rest = rest.get(at + text.len()..).unwrap_or_default();
        open = false;
    }
    open || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(pattern: &str) -> Value {
        let place = Place { file: FileId(0), range: ByteRange::default() };
        let mut pieces = Vec::new();
        for (index, text) in pattern.split('*').enumerate() {
            if index > 0 {
                pieces.push(Piece::Unknown);
            }
            pieces.push(Piece::Text { text: text.to_owned(), place: None });
        }
        Value { place, pieces }
    }

    #[test]
    fn holes_may_be_anything() {
        for (pattern, text) in [("a", "a"), ("*", ""), ("*", "x"), ("base-*", "base-x"), ("*-x-*", "a-x-b-x-"), ("a*a", "aa"), ("**", "x")]
        {
            assert!(value(pattern).can_be(text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "b"), ("a", "ab"), ("a*a", "a"), ("base-*", "bas"), ("*-x", "-xa"), ("a", "A"), ("", "x")] {
            assert!(!value(pattern).can_be(text), "{pattern} {text}");
        }
        assert!(value("Dev*").can_be_stage("devel"));
        assert!(value("*").is_unknown() && !value("a*").is_unknown() && !value("").is_unknown());
        assert_eq!(value("x").join(value("y")).text().as_deref(), Some("xy"));
        assert_eq!(value("x*").text(), None);
    }
}
