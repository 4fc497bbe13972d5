//! The text of an open document: a rope, so that an edit costs as much as the text it changes and not as much as the file.

use ropey::{Rope, RopeSlice};

use super::{ByteRange, Encoding, Position};

/// A text that is edited by positions, as LSP counts them: lines end at `\n`, `\r\n` and a lone `\r`, and at nothing else that
/// Unicode calls a line break. A copy shares the text.
#[derive(Clone, Debug, Default)]
pub struct LiveText {
    rope: Rope,
}

/// What an edit did, in bytes and in the (row, byte column) of tree-sitter: rows end at `\n` only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Replaced {
    /// In the text before.
    pub old: ByteRange,
    /// How many bytes stand there now.
    pub inserted: u32,
    pub start: (u32, u32),
    pub old_end: (u32, u32),
    pub new_end: (u32, u32),
}

impl LiveText {
    pub fn new(text: &str) -> Self {
        Self { rope: Rope::from_str(text) }
    }

    /// Replaces what stands from `start` to `end`. A line behind the end is the end of the text, a column behind the end of its line
    /// the end of the line, a column inside a character the character's start; of reversed positions the smaller one is the start.
    pub fn replace(&mut self, start: Position, end: Position, text: &str, encoding: Encoding) -> Replaced {
        let (start, end) = (self.char_at(start, encoding), self.char_at(end, encoding));
        let (start, end) = (start.min(end), start.max(end));
        let old = ByteRange::new(self.rope.char_to_byte(start) as u32, self.rope.char_to_byte(end) as u32);
        let (start_point, old_end) = (self.point(old.start), self.point(old.end));
        if start < end {
            self.rope.remove(start..end);
        }
        if !text.is_empty() {
            self.rope.insert(start, text);
        }
        let rows = memchr::memchr_iter(b'\n', text.as_bytes()).count() as u32;
        let new_end = match memchr::memrchr(b'\n', text.as_bytes()) {
            Some(newline) => (start_point.0 + rows, (text.len() - newline - 1) as u32),
            None => (start_point.0, start_point.1 + text.len() as u32),
        };
        Replaced { old, inserted: text.len() as u32, start: start_point, old_end, new_end }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.rope.len_bytes());
        for chunk in self.rope.chunks() {
            bytes.extend_from_slice(chunk.as_bytes());
        }
        bytes
    }

    /// The character at a position, which never lies outside of the text.
    fn char_at(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        let Some(text) = self.rope.get_line(line) else { return self.rope.len_chars() };
        let column = position.column as usize;
        let length = length_without_break(text);
        let text = text.slice(..length);
        let inside = match encoding {
            Encoding::Utf8 => text.byte_to_char(column.min(text.len_bytes())),
            Encoding::Utf16 => text.utf16_cu_to_char(column.min(text.len_utf16_cu())),
            Encoding::Utf32 => column.min(length),
        };
        self.rope.line_to_char(line) + inside
    }

    /// The row and the byte column of a byte. It takes a look at all text before: ropey counts rows with lone `\r` too, and the rows
    /// of tree-sitter are others.
    fn point(&self, offset: u32) -> (u32, u32) {
        let offset = offset as usize;
        let (mut row, mut row_start, mut at) = (0, 0, 0);
        for chunk in self.rope.chunks() {
            let bytes = chunk.as_bytes();
            let bytes = bytes.get(..offset - at).unwrap_or(bytes);
            row += memchr::memchr_iter(b'\n', bytes).count() as u32;
            if let Some(newline) = memchr::memrchr(b'\n', bytes) {
                row_start = at + newline + 1;
            }
            at += bytes.len();
            if at == offset {
                break;
            }
        }
        (row, (offset - row_start) as u32)
    }
}

/// How many characters a line has before its line break.
fn length_without_break(line: RopeSlice<'_>) -> usize {
    let last = |length: usize| length.checked_sub(1).and_then(|at| line.get_char(at));
    let length = line.len_chars();
    match (last(length), last(length.saturating_sub(1))) {
        (Some('\n'), Some('\r')) if length > 1 => length - 2,
        (Some('\n' | '\r'), _) => length - 1,
        _ => length,
    }
}

#[cfg(test)]
mod tests {
    use super::super::LineIndex;
    use super::*;

    /// Another crate in the build could switch on the line breaks of Unicode (cessen/ropey#119).
    #[test]
    fn only_lsp_line_breaks_count() {
        let text = LiveText::new("a\nb\r\nc\rd\u{b}e\u{c}f\u{85}g\u{2028}h\u{2029}i");
        assert_eq!(text.rope.len_lines(), 4);
        assert_eq!(text.bytes(), "a\nb\r\nc\rd\u{b}e\u{c}f\u{85}g\u{2028}h\u{2029}i".as_bytes());
    }

    /// The index of lines has its own reading of positions; both must be one.
    #[test]
    fn edits_land_where_the_index_says() {
        let mut seed = 7_u64;
        let mut random = move |limit: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed % limit) as u32
        };
        let pieces = ["", "x", "\r", "\n", "\r\n", "🚀", "é", "\u{2028}", "FROM a\n", "\u{1F468}\u{200D}\u{1F469}"];
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let mut text = LiveText::new("a\rb🚀c\r\n\nd\r\r\ne\u{2028}f");
            for _ in 0..2_000 {
                let before = text.bytes();
                let index = LineIndex::new(&before);
                let mut position = || Position { line: random(9), column: random(9) };
                let (a, b) = (position(), position());
                let inserted = pieces[random(pieces.len() as u64) as usize];
                let (from, to) = (index.offset(&before, a, encoding), index.offset(&before, b, encoding));
                let (from, to) = (from.min(to), from.max(to));
                let replaced = text.replace(a, b, inserted, encoding);
                let expected = [&before[..from as usize], inserted.as_bytes(), &before[to as usize..]].concat();
                assert_eq!(String::from_utf8(text.bytes()).unwrap(), String::from_utf8(expected.clone()).unwrap());
                assert_eq!(replaced.old, ByteRange::new(from, to));
                assert_eq!(replaced.start, point(&before, from));
                assert_eq!(replaced.old_end, point(&before, to));
                assert_eq!(replaced.new_end, point(&expected, from + inserted.len() as u32));
            }
        }
    }

    fn point(text: &[u8], offset: u32) -> (u32, u32) {
        let before = &text[..offset as usize];
        let row = before.iter().filter(|byte| **byte == b'\n').count();
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        (row as u32, (before.len() - start) as u32)
    }
}
