//! A Dockerfile whose text stands in a build file: `dockerfile_inline` of Compose, `dockerfile-inline` of Bake.
//!
//! The text is not there as it is: block scalars and heredocs are indented, texts in quotes have escapes, and variables are replaced. So the
//! text and the file are read side by side, and what cannot be followed is given up.

use super::sources::{FileKind, Sources};
use super::value::{Piece, Place, Value};
use crate::text::ByteRange;

/// A Dockerfile in a build file, as far as it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InlineDockerfile {
    pub place: Place,
    /// What the builder gets. Where something unknown stands, there is nothing.
    pub text: String,
    /// Where in the text something unknown stands.
    pub holes: Vec<u32>,
    segments: Vec<Segment>,
}

/// A part of the text and where it stands in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Segment {
    text: u32,
    file: u32,
    /// In bytes of the file.
    length: u32,
    /// Byte for byte; not so what is escaped, or comes of a variable.
    exact: bool,
}

impl InlineDockerfile {
    /// The Dockerfile that a value is; `sources` have the file in which it stands. None if the text does not stand there, because it is
    /// computed.
    pub fn of(value: &Value, sources: &Sources) -> Option<Self> {
        if let Some(place) = value.exact_place().filter(|place| place.file == value.place.file && !value.place.range.contains(place.range))
        {
            // The default of a variable, in one piece.
            return Self::of(&Value { place, pieces: value.pieces.clone() }, sources);
        }
        let file = sources.get(value.place.file)?;
        let mut reader = Reader::new(value.place, &file.text, file.kind == FileKind::Bake)?;
        for piece in &value.pieces {
            match piece {
                Piece::Text { text, .. } => reader.text(text)?,
                Piece::Unknown => reader.hole()?,
            }
        }
        reader.end()
    }

    /// Whether all of the text is known.
    pub fn is_known(&self) -> bool {
        self.holes.is_empty()
    }

    /// Whether what is not known may be whole instructions: it stands where a line begins.
    pub fn may_hold_instructions(&self) -> bool {
        let begins_line = |hole: &u32| {
            let before = self.text.get(..*hole as usize).unwrap_or_default();
            before.rsplit('\n').next().is_none_or(|line| line.trim().is_empty())
        };
        self.holes.iter().any(begins_line)
    }

    /// The text with another in place of each thing that is not known.
    pub fn filled(&self, filler: &str) -> String {
        let mut filled = String::with_capacity(self.text.len() + self.holes.len() * filler.len());
        let mut done = 0;
        for hole in &self.holes {
            filled.push_str(self.text.get(done..*hole as usize).unwrap_or_default());
            filled.push_str(filler);
            done = *hole as usize;
        }
        filled.push_str(self.text.get(done..).unwrap_or_default());
        filled
    }

    /// Where a range of the text stands in the file.
    pub fn range(&self, range: ByteRange) -> ByteRange {
        let start = match self.segment(range.start) {
            Some(segment) if segment.exact => segment.file + (range.start - segment.text).min(segment.length),
            Some(segment) => segment.file,
            None => self.place.range.start,
        };
        if range.is_empty() {
            return ByteRange::empty(start);
        }
        let end = match self.segment(range.end - 1) {
            Some(segment) if segment.exact => segment.file + (range.end - segment.text).min(segment.length),
            Some(segment) => segment.file + segment.length,
            None => start,
        };
        ByteRange::new(start, end.max(start))
    }

    fn segment(&self, at: u32) -> Option<Segment> {
        let after = self.segments.partition_point(|segment| segment.text <= at);
        self.segments.get(after.checked_sub(1)?).copied()
    }
}

/// Reads the file beside the text.
struct Reader<'s> {
    source: &'s str,
    at: usize,
    end: usize,
    quote: Option<char>,
    /// In Bake files `$NAME` is no variable.
    is_bake: bool,
    is_heredoc: bool,
    /// The interpolation behind which the reader stands, if nothing else was read since.
    interpolation: Option<ByteRange>,
    inline: InlineDockerfile,
}

impl<'s> Reader<'s> {
    fn new(place: Place, source: &'s str, is_bake: bool) -> Option<Self> {
        let (mut at, end) = (place.range.start as usize, place.range.end as usize);
        let written = source.get(at..end)?;
        let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''));
        if quote.is_some() {
            at += 1;
        } else if written.starts_with(['|', '>']) || written.starts_with("<<") {
            at += written.find('\n')? + 1;
        }
        let is_heredoc = written.starts_with("<<");
        let inline = InlineDockerfile { place, text: String::new(), holes: Vec::new(), segments: Vec::new() };
        Some(Self { source, at, end, quote, is_bake, is_heredoc, interpolation: None, inline })
    }

    fn rest(&self) -> &'s str {
        self.source.get(self.at..self.end).unwrap_or_default()
    }

    fn push(&mut self, text: &str, file: usize, length: usize, exact: bool) {
        let inline = &mut self.inline;
        let start = inline.text.len() as u32;
        inline.text.push_str(text);
        let (file, length) = (file as u32, length as u32);
        if let Some(last) = inline.segments.last_mut().filter(|last| last.exact && exact && last.file + last.length == file) {
            last.length += length;
        } else {
            inline.segments.push(Segment { text: start, file, length, exact });
        }
    }

    /// Where all pieces are read, nothing may be left.
    fn end(self) -> Option<InlineDockerfile> {
        let left = self.rest().trim();
        let is_word = |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        let is_read = match self.quote {
            Some(quote) => left.strip_prefix(quote).is_some_and(str::is_empty),
            None if self.is_heredoc => is_word(left),
            None => !self.is_bake || left.is_empty(),
        };
        is_read.then_some(self.inline)
    }

    fn hole(&mut self) -> Option<()> {
        self.interpolated("")?;
        self.inline.holes.push(self.inline.text.len() as u32);
        Some(())
    }

    /// What comes of a variable stands where the variable does.
    fn interpolated(&mut self, text: &str) -> Option<()> {
        let start = self.at + blanks(self.rest());
        let range = match self.interpolation_at(start) {
            Some(length) => {
                self.at = start + length;
                ByteRange::new(start as u32, self.at as u32)
            }
            // One may have several parts.
            None => self.interpolation?,
        };
        self.interpolation = Some(range);
        if !text.is_empty() {
            self.push(text, range.start as usize, range.len() as usize, false);
        }
        Some(())
    }

    fn text(&mut self, text: &str) -> Option<()> {
        if text.is_empty() {
            return Some(());
        }
        let before = (self.at, self.inline.text.len(), self.inline.segments.len(), self.inline.segments.last().copied());
        if self.interpolation_at(self.at).is_none() && text.chars().try_for_each(|c| self.character(c)).is_some() {
            self.interpolation = None;
            return Some(());
        }
        // It does not go on here: so it comes of a variable.
        let (at, length, segments, last) = before;
        self.at = at;
        self.inline.text.truncate(length);
        self.inline.segments.truncate(segments);
        self.inline.segments.last_mut().into_iter().zip(last).for_each(|(now, last)| *now = last);
        self.interpolated(text)
    }

    /// How long the interpolation is that stands at a place.
    fn interpolation_at(&self, at: usize) -> Option<usize> {
        interpolation(self.source.get(at..self.end)?, self.is_bake)
    }

    fn character(&mut self, c: char) -> Option<()> {
        loop {
            let rest = self.rest();
            let next = rest.chars().next()?;
            if let Some((meant, length)) = self.escape(rest) {
                match meant {
                    // An escaped line break, with the indentation behind it.
                    None => self.at += length,
                    Some(meant) if meant == c => {
                        self.push(c.encode_utf8(&mut [0; 4]), self.at, length, false);
                        self.at += length;
                        return Some(());
                    }
                    Some(_) => return None,
                }
            } else if next == c {
                self.push(c.encode_utf8(&mut [0; 4]), self.at, c.len_utf8(), true);
                self.at += c.len_utf8();
                return Some(());
            } else if c == ' ' && matches!(next, '\r' | '\n') {
                // Folded.
                let length = blanks(rest);
                self.push(" ", self.at, length, false);
                self.at += length;
                return Some(());
            } else if matches!(next, ' ' | '\t' | '\r' | '\n') {
                self.at += 1;
            } else {
                return None;
            }
        }
    }

    /// What is escaped here, and how long it is written; nothing is meant by an escaped line break.
    fn escape(&self, rest: &str) -> Option<(Option<char>, usize)> {
        // A doubled sign stands for itself: `$$` in Compose, `$${` and `%%{` in HCL, `''` in YAML.
        if rest.starts_with(if self.is_bake { "$${" } else { "$$" }) {
            return Some((Some('$'), 2));
        }
        if self.is_bake && rest.starts_with("%%{") {
            return Some((Some('%'), 2));
        }
        match self.quote {
            Some('\'') if rest.starts_with("''") => Some((Some('\''), 2)),
            Some('"') => {
                let mut chars = rest.strip_prefix('\\')?.chars();
                let hex = |digits: usize| {
                    let code = rest.get(2..2 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok())?;
                    Some((Some(char::from_u32(code)?), 2 + digits))
                };
                match chars.next()? {
                    'n' => Some((Some('\n'), 2)),
                    't' => Some((Some('\t'), 2)),
                    'r' => Some((Some('\r'), 2)),
                    '0' => Some((Some('\0'), 2)),
                    'e' => Some((Some('\x1b'), 2)),
                    'x' => hex(2),
                    'u' => hex(4),
                    'U' => hex(8),
                    '\r' | '\n' => Some((None, 1 + blanks(rest.get(1..)?))),
                    c => Some((Some(c), 1 + c.len_utf8())),
                }
            }
            _ => None,
        }
    }
}

/// How long the interpolation is with which a text begins: `${…}`, and in Compose files `$NAME`.
fn interpolation(text: &str, is_bake: bool) -> Option<usize> {
    let inside = text.strip_prefix('$')?;
    if !inside.starts_with('{') {
        let name = inside.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        return (!is_bake && name > 0 && !inside.starts_with(|c: char| c.is_ascii_digit())).then_some(1 + name);
    }
    let mut open = 0_usize;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'{' => open += 1,
            b'}' if open == 1 => return Some(at + 2),
            b'}' => open -= 1,
            _ => {}
        }
    }
    None
}

fn blanks(text: &str) -> usize {
    text.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Dockerfile, Repository};

    /// The text of the first build of a file, with `?` for what is not known, and what stands in the file for each of its lines.
    fn shown(path: &str, text: &str) -> (String, Vec<String>) {
        let repository = Repository::read(Sources::new([(path.to_owned(), text.as_bytes().to_vec())], []));
        let build = repository.builds().find(|build| build.standing.is_written()).unwrap();
        let Dockerfile::Inline(value) = &build.dockerfile else { panic!("{build:?}") };
        let Some(inline) = InlineDockerfile::of(value, repository.sources()) else { return ("computed".to_owned(), Vec::new()) };
        let mut at = 0;
        let lines = inline.text.split_inclusive('\n').map(|line| {
            let start = at + line.len() as u32 - line.trim_start().len() as u32;
            let range = inline.range(ByteRange::new(start, (at + line.trim_end().len() as u32).max(start)));
            at += line.len() as u32;
            String::from_utf8_lossy(range.slice(text.as_bytes())).into_owned()
        });
        let lines = lines.collect();
        (inline.filled("?"), lines)
    }

    fn compose(text: &str) -> String {
        format!("services:\n  a:\n    build:\n      dockerfile_inline: {text}\n")
    }

    fn bake(text: &str) -> String {
        format!("target \"a\" {{\n  dockerfile-inline = {text}\n}}\n")
    }

    #[track_caller]
    fn check(path: &str, text: &str, read: &str, lines: &[&str]) {
        let (found, found_lines) = shown(path, text);
        assert_eq!((found.as_str(), found_lines), (read, lines.iter().map(|line| (*line).to_owned()).collect()), "{text}");
    }

    #[test]
    fn scalars_of_compose() {
        for (text, read, lines) in [
            ("|\n        FROM é\n          A $$B\n        C", "FROM é\n  A $B\nC\n", &["FROM é", "A $$B", "C"][..]),
            ("|-\r\n        FROM a\r\n\r\n        B", "FROM a\n\nB", &["FROM a", "", "B"]),
            (">-\n        FROM\n        a\n\n        B", "FROM a\nB", &["FROM\n        a", "B"]),
            (r#""FROM \x61\n  B \"\u00e9\"""#, "FROM a\n  B \"é\"", &[r"FROM \x61", r#"B \"\u00e9\""#]),
            ("\"FROM a\\n\\\n        B\"", "FROM a\nB", &["FROM a", "B"]),
            ("'FROM ''a'''", "FROM 'a'", &["FROM ''a''"]),
            ("FROM a", "FROM a", &["FROM a"]),
            ("|\n        FROM $A-${B:-${C:-b}}\n        E", "FROM ?-b\nE\n", &["FROM $A-${B:-${C:-b}}", "E"]),
        ] {
            check("compose.yaml", &compose(text), read, lines);
        }
    }

    #[test]
    fn texts_of_bake() {
        for (text, read, lines) in [
            ("<<EOT\nFROM a\nRUN $B $${C}\nEOT", "FROM a\nRUN $B ${C}\n", &["FROM a", "RUN $B $${C}"][..]),
            ("<<-EOT\n    FROM a\n      B\n    EOT", "FROM a\n  B\n", &["FROM a", "B"]),
            (r#""FROM a\nB \"\u00e9\" $c""#, "FROM a\nB \"é\" $c", &["FROM a", r#"B \"\u00e9\" $c"#]),
            (r#"join("", ["FROM a"])"#, "computed", &[]),
        ] {
            check("docker-bake.hcl", &bake(text), read, lines);
        }
        let json = r#"{"target": {"a": {"dockerfile-inline": "FROM a\nB \u0063"}}}"#;
        check("docker-bake.json", json, "FROM a\nB c", &["FROM a", r"B \u0063"]);
    }

    #[test]
    fn what_may_be_whole_lines_is_known() {
        for (text, may) in [("|\n        FROM a\n        ${B}\n", true), ("|\n        FROM ${A}\n", false), ("|\n        FROM a\n", false)]
        {
            let text = compose(text);
            let repository = Repository::read(Sources::new([("compose.yaml".to_owned(), text.into_bytes())], []));
            let build = repository.builds().next().unwrap();
            let Dockerfile::Inline(value) = &build.dockerfile else { panic!("{build:?}") };
            assert_eq!(InlineDockerfile::of(value, repository.sources()).unwrap().may_hold_instructions(), may);
        }
    }
}
