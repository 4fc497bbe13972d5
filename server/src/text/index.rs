//! Where lines begin, and columns in the units of UTF-8, UTF-16 and UTF-32.
//!
//! Two notions of a line meet here. BuildKit and tree-sitter break lines at `\n` only; LSP also at a lone `\r`. The index
//! keeps both, so a position is never translated from row to row but always through a byte offset.

use super::ByteRange;

/// The unit in which columns are counted (LSP 3.17, `PositionEncodingKind`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Encoding {
    Utf8,
    #[default]
    Utf16,
    Utf32,
}

/// A line and a column, both 0-based; the column in the units of an [`Encoding`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// The line starts of one text.
#[derive(Clone, Debug, Default)]
pub struct LineIndex {
    /// Where each of BuildKit's lines begins; the first is 0.
    starts: Vec<u32>,
    /// Where each of LSP's lines begins, if there is a lone `\r` in the text; else it would be the same list again.
    lsp_starts: Option<Vec<u32>>,
    length: u32,
}

impl LineIndex {
    pub fn new(text: &[u8]) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', text).map(|at| at as u32 + 1));
        Self { lsp_starts: lsp_starts(text), starts, length: text.len() as u32 }
    }

    /// How many of BuildKit's lines have at least one byte, their newline counted.
    pub fn line_count(&self) -> u32 {
        let all = self.starts.len() as u32;
        if self.starts.last() == Some(&self.length) { all - 1 } else { all }
    }

    /// The 1-based line, in BuildKit's sense, with the byte at `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32
    }

    /// Where the 1-based BuildKit line begins; the end of the text for lines behind it.
    pub fn line_start(&self, line: u32) -> u32 {
        self.starts.get(line.saturating_sub(1) as usize).copied().unwrap_or(self.length)
    }

    /// The 1-based BuildKit line, with its newline.
    pub fn line_range(&self, line: u32) -> ByteRange {
        ByteRange::new(self.line_start(line), self.line_start(line + 1))
    }

    /// The 1-based BuildKit line of a byte offset, and the 0-based column in it.
    pub fn line_and_column(&self, text: &[u8], offset: u32, encoding: Encoding) -> (u32, u32) {
        let offset = offset.min(self.length);
        let line = self.line(offset).max(1);
        let before = ByteRange::new(self.line_start(line), offset).slice(text);
        // A byte order mark is no column.
        let before = before.strip_prefix(b"\xef\xbb\xbf").filter(|_| line == 1).unwrap_or(before);
        (line, width(before, encoding))
    }

    /// The LSP position of a byte offset. `text` is the one the index was made of.
    pub fn position(&self, text: &[u8], offset: u32, encoding: Encoding) -> Position {
        let offset = offset.min(self.length);
        let starts = self.lsp_lines();
        let line = starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = starts.get(line).copied().unwrap_or(0);
        Position { line: line as u32, column: width(ByteRange::new(start, offset).slice(text), encoding) }
    }

    /// The byte offset of an LSP position. A line behind the end is the end of the text, a column behind the end of its line
    /// is the end of the line (before its line break), a column inside a character is the character's start.
    pub fn offset(&self, text: &[u8], position: Position, encoding: Encoding) -> u32 {
        let starts = self.lsp_lines();
        let Some(start) = starts.get(position.line as usize).copied() else {
            return self.length;
        };
        let next = starts.get(position.line as usize + 1);
        let end = next.copied().unwrap_or(self.length);
        let mut line = ByteRange::new(start, end).slice(text);
        while let [rest @ .., b'\n' | b'\r'] = line {
            line = rest;
        }
        start + byte_column(line, position.column, encoding)
    }

    fn lsp_lines(&self) -> &[u32] {
        self.lsp_starts.as_deref().unwrap_or(&self.starts)
    }
}

/// Line starts with a lone `\r` as a line break too; none if there is none.
fn lsp_starts(text: &[u8]) -> Option<Vec<u32>> {
    let is_lone = |at: usize| text.get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', text).any(is_lone) {
        return None;
    }
    let breaks = memchr::memchr2_iter(b'\r', b'\n', text);
    let ends = breaks.filter(|at| text.get(*at) == Some(&b'\n') || is_lone(*at));
    Some(std::iter::once(0).chain(ends.map(|at| at as u32 + 1)).collect())
}

/// How wide `text` is in the units of `encoding`. An invalid byte counts as one character, as it is shown.
pub(crate) fn width(text: &[u8], encoding: Encoding) -> u32 {
    if encoding == Encoding::Utf8 || text.is_ascii() {
        return text.len() as u32;
    }
    text.utf8_chunks()
        .map(|chunk| {
            let valid = match encoding {
                Encoding::Utf16 => chunk.valid().chars().map(char::len_utf16).sum(),
                _ => chunk.valid().chars().count(),
            };
            valid as u32 + chunk.invalid().len() as u32
        })
        .sum()
}

/// The byte offset in `line` of a column.
fn byte_column(line: &[u8], column: u32, encoding: Encoding) -> u32 {
    if line.is_ascii() {
        return column.min(line.len() as u32);
    }
    let mut left = column;
    let mut offset = 0;
    for chunk in line.utf8_chunks() {
        for c in chunk.valid().chars() {
            let units = match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Utf32 => 1,
            } as u32;
            if left < units {
                return offset;
            }
            left -= units;
            offset += c.len_utf8() as u32;
        }
        let invalid = chunk.invalid().len() as u32;
        if left < invalid {
            return offset + left;
        }
        left -= invalid;
        offset += invalid;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_buildkit_break_at_newlines_only() {
        let index = LineIndex::new(b"a\rb\nc\r\n\nd");
        assert_eq!(index.line_count(), 4);
        assert_eq!([0, 2, 3, 4, 6, 7, 8, 9].map(|at| index.line(at)), [1, 1, 1, 2, 2, 3, 4, 4]);
        assert_eq!(index.line_range(2), ByteRange::new(4, 7));
        assert_eq!(LineIndex::new(b"").line_count(), 0);
        assert_eq!(LineIndex::new(b"a\n").line_count(), 1);
    }

    #[test]
    fn positions_go_there_and_back() {
        let text = "a\rb🚀c\r\n\nd\r\r\ne\u{2028}f".as_bytes();
        let index = LineIndex::new(text);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (offset, _) in std::str::from_utf8(text).unwrap().char_indices() {
                let position = index.position(text, offset as u32, encoding);
                let back = index.offset(text, position, encoding);
                let in_line_break = matches!(text[offset], b'\n') && offset > 0 && text[offset - 1] == b'\r';
                if !in_line_break {
                    assert_eq!(back, offset as u32, "{encoding:?} {position:?}");
                }
            }
        }
        assert_eq!(index.position(text, 7, Encoding::Utf16), Position { line: 1, column: 3 });
        assert_eq!(index.position(text, 7, Encoding::Utf8), Position { line: 1, column: 5 });
        assert_eq!(index.position(text, 7, Encoding::Utf32), Position { line: 1, column: 2 });
    }

    #[test]
    fn positions_outside_are_moved_inside() {
        let text = "ab\n🚀\n".as_bytes();
        let index = LineIndex::new(text);
        let at = |line, column| index.offset(text, Position { line, column }, Encoding::Utf16);
        assert_eq!(at(0, 99), 2);
        assert_eq!(at(1, 1), 3, "inside a surrogate pair");
        assert_eq!(at(1, 2), 7);
        assert_eq!(at(2, 5), 8);
        assert_eq!(at(99, 0), 8);
    }
}
