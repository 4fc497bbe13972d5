//! Logical lines: an instruction's physical lines joined as BuildKit joins them, with the way back into the file.

use crate::text::ByteRange;

/// A half-open range of bytes in the text of a [`LogicalLine`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The part of `text`; empty if it does not lie in it.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// This span, cut out of a text that itself begins at `offset`.
    pub const fn moved(self, offset: u32) -> Self {
        Self { start: self.start + offset, end: self.end + offset }
    }
}

/// The text of an instruction from its keyword to the end of its last line, without continuations, comments and blank lines,
/// and without the bodies of heredocs. A byte that is not UTF-8 stands in it as U+FFFD.
#[derive(Clone, Debug, Default)]
pub struct LogicalLine {
    text: String,
    /// At least one; sorted by both offsets.
    segments: Vec<Segment>,
}

/// `length` bytes of the file that stand in the logical line one after the other.
#[derive(Clone, Copy, Debug)]
struct Segment {
    logical: u32,
    file: u32,
    length: u32,
}

impl LogicalLine {
    /// Joins the lines of `header`, the part of the file from an instruction's keyword to the end of its last line. Inside it,
    /// every newline must belong to a continuation or to a comment or blank line after one.
    ///
    /// Source: moby/buildkit frontend/dockerfile/parser/parser.go, `Parse` and `trimContinuationCharacter`.
    pub(super) fn join(source: &[u8], header: ByteRange, escape: u8) -> (Self, bool) {
        let mut line = Self::default();
        let mut empty_line_inside = false;
        let mut at = header.start;
        while at < header.end {
            let rest = ByteRange::new(at, header.end).slice(source);
            let Some(newline) = memchr::memchr(b'\n', rest) else {
                break;
            };
            let kept = without_continuation(rest.get(..newline).unwrap_or_default(), escape);
            line.push(at, kept);
            let (next, empty) = skip_gap(source, at + newline as u32 + 1, header.end);
            empty_line_inside |= empty;
            at = next;
        }
        line.push(at, ByteRange::new(at, header.end).slice(source));
        if line.segments.is_empty() {
            line.segments.push(Segment { logical: 0, file: header.start, length: 0 });
        }
        (line, empty_line_inside)
    }

    /// Joins the lines of an instruction from where it begins up to `end`, wherever in it that is. Blanks before `end` stay in it. None if
    /// `end` is behind the last of its lines, or in a comment between them.
    pub(super) fn join_up_to(source: &[u8], part: ByteRange, escape: u8) -> Option<Self> {
        let mut line = Self::default();
        let mut at = part.start;
        let mut continued = false;
        loop {
            let rest = ByteRange::new(at, part.end).slice(source);
            let length = memchr::memchr(b'\n', rest);
            let physical = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
            let first = first_visible(physical).filter(|_| continued);
            let Some(length) = length else {
                line.push(at, physical);
                return (first != Some('#')).then_some(line);
            };
            // Of a continued instruction, comments and blank lines are no part.
            if !continued || first.is_some_and(|first| first != '#') {
                let kept = without_continuation(physical, escape);
                line.push(at, kept);
                if physical.get(kept.len()) != Some(&escape) {
                    return None;
                }
            }
            continued = true;
            at += length as u32 + 1;
        }
    }

    /// Puts `bytes`, which stand in the file at the byte `file`, behind it.
    pub(crate) fn push(&mut self, file: u32, bytes: &[u8]) {
        let mut file = file;
        for chunk in bytes.utf8_chunks() {
            let valid = chunk.valid();
            if !valid.is_empty() {
                self.push_segment(file, valid.len() as u32);
                self.text.push_str(valid);
                file += valid.len() as u32;
            }
            for _ in chunk.invalid() {
                self.push_segment(file, 1);
                self.text.push(char::REPLACEMENT_CHARACTER);
                file += 1;
            }
        }
    }

    fn push_segment(&mut self, file: u32, length: u32) {
        self.segments.push(Segment { logical: self.text.len() as u32, file, length });
    }

    /// A part of it, as a line of its own. `source` is the file.
    pub(crate) fn part(&self, span: Span, source: &[u8]) -> Self {
        let mut part = Self::default();
        let first = self.segments.partition_point(|segment| segment.logical <= span.start).saturating_sub(1);
        for segment in self.segments.iter().skip(first).take_while(|segment| segment.logical < span.end) {
            let before = span.start.saturating_sub(segment.logical);
            let length = segment.length.min(span.end - segment.logical);
            part.push(segment.file + before, ByteRange::new(segment.file + before, segment.file + length).slice(source));
        }
        part
    }

    /// Puts a part of another line behind it. Its text is that of the other line, which need not be that of the file.
    pub(crate) fn append(&mut self, other: &Self, span: Span) {
        let first = other.segments.partition_point(|segment| segment.logical <= span.start).saturating_sub(1);
        for (index, segment) in other.segments.iter().enumerate().skip(first).take_while(|(_, segment)| segment.logical < span.end) {
            let start = span.start.max(segment.logical);
            let end = other.segments.get(index + 1).map_or(other.text.len() as u32, |next| next.logical).min(span.end);
            self.push(segment.file + (start - segment.logical), Span { start, end }.of(&other.text).as_bytes());
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where in the file the character at a byte of the logical line stands.
    pub fn file_offset(&self, logical: u32) -> u32 {
        match self.segment(logical) {
            Some(segment) => segment.file + (logical - segment.logical).min(segment.length),
            None => 0,
        }
    }

    /// Where in the file the line's text ends.
    pub(super) fn end(&self) -> u32 {
        self.segments.last().map_or(0, |segment| segment.file + segment.length)
    }

    /// Where a span stands in the file, from its first to its last character. Continuations between the two are in the range.
    pub fn file_range(&self, span: Span) -> ByteRange {
        let start = self.file_offset(span.start);
        if span.is_empty() {
            return ByteRange::empty(start);
        }
        let end = match self.segment(span.end - 1) {
            Some(segment) => segment.file + (span.end - segment.logical).min(segment.length),
            None => start,
        };
        ByteRange::new(start, end)
    }

    /// The pieces of the file that a span is made of, in their order: continuations, and what stands between one line and the next, are
    /// left out.
    pub fn file_pieces(&self, span: Span) -> impl Iterator<Item = ByteRange> {
        let first = self.segments.partition_point(|segment| segment.logical <= span.start).saturating_sub(1);
        let inside = self.segments.iter().skip(first).take_while(move |segment| segment.logical < span.end);
        let piece = move |segment: &Segment| {
            let start = span.start.saturating_sub(segment.logical).min(segment.length);
            let end = (span.end - segment.logical).min(segment.length);
            ByteRange::new(segment.file + start, segment.file + end)
        };
        inside.map(piece).filter(|piece| !piece.is_empty())
    }

    /// The byte of the logical line that stands at a byte of the file; none if it is not in the line.
    pub fn logical_offset(&self, file: u32) -> Option<u32> {
        let after = self.segments.partition_point(|segment| segment.file <= file);
        let segment = self.segments.get(after.checked_sub(1)?)?;
        let inside = file - segment.file;
        (inside <= segment.length).then_some(segment.logical + inside)
    }

    fn segment(&self, logical: u32) -> Option<&Segment> {
        if let [only] = self.segments.as_slice() {
            return Some(only);
        }
        let after = self.segments.partition_point(|segment| segment.logical <= logical);
        self.segments.get(after.saturating_sub(1))
    }
}

/// A physical line without its escape character, if it continues: a single one with only `[ \t]*` and carriage returns behind.
fn without_continuation(line: &[u8], escape: u8) -> &[u8] {
    let mut end = line;
    while let [rest @ .., b'\r'] = end {
        end = rest;
    }
    let without_returns = end;
    while let [rest @ .., b' ' | b'\t'] = end {
        end = rest;
    }
    match end {
        [.., before, last] if *last == escape && *before == escape => without_returns,
        [rest @ .., last] if *last == escape => rest,
        _ => without_returns,
    }
}

/// The start of the first line at or behind `at` that is neither blank nor a comment, and whether a blank one was skipped.
fn skip_gap(source: &[u8], mut at: u32, end: u32) -> (u32, bool) {
    let mut empty = false;
    while at < end {
        let rest = ByteRange::new(at, end).slice(source);
        let length = memchr::memchr(b'\n', rest);
        let line = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
        match first_visible(line) {
            Some('#') => {}
            Some(_) => return (at, empty),
            None => empty = true,
        }
        at = match length {
            Some(length) => at + length as u32 + 1,
            None => end,
        };
    }
    (end, empty)
}

/// The first character of a line that is no Unicode space.
pub(super) fn first_visible(line: &[u8]) -> Option<char> {
    match line.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\x0b' | b'\x0c')) {
        None => None,
        Some(byte) if byte.is_ascii() => Some(*byte as char),
        Some(_) => String::from_utf8_lossy(line).chars().find(|c| !c.is_whitespace()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(text: &[u8]) -> LogicalLine {
        LogicalLine::join(text, ByteRange::new(0, text.len() as u32), b'\\').0
    }

    #[test]
    fn lines_are_joined_without_a_separator() {
        let line = join(b"RUN a \\\n  # c\n\n\t b\\ \t\r\nc\\\\");
        assert_eq!(line.text(), "RUN a \t bc\\\\");
    }

    #[test]
    fn spans_lead_back_into_the_file() {
        let source = b"RUN a\\\n# c\nb \\\n  c";
        let line = join(source);
        assert_eq!(line.text(), "RUN ab   c");
        let word = Span::new(4, 6);
        assert_eq!(word.of(line.text()), "ab");
        assert_eq!(line.file_range(word), ByteRange::new(4, 12));
        assert_eq!(line.file_range(Span::new(9, 10)), ByteRange::new(17, 18));
        assert_eq!(line.logical_offset(11), Some(5));
        let pieces: Vec<_> = line.file_pieces(Span::new(4, 10)).collect();
        assert_eq!(pieces, [ByteRange::new(4, 5), ByteRange::new(11, 13), ByteRange::new(15, 18)]);
        assert_eq!(line.file_pieces(Span::new(5, 5)).count(), 0);
    }

    #[test]
    fn bytes_that_are_not_utf8_keep_their_places() {
        let line = join(b"USER \xff\xfea");
        assert_eq!(line.text(), "USER \u{fffd}\u{fffd}a");
        assert_eq!(line.file_range(Span::new(5, 8)), ByteRange::new(5, 6));
        assert_eq!(line.file_range(Span::new(8, 12)), ByteRange::new(6, 8));
    }
}
