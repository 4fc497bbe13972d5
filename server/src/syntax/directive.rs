//! Parser directives: `# syntax=`, `# escape=` and `# check=` at the head of a file.
//!
//! Source: moby/buildkit frontend/dockerfile/parser/directives.go. There are two readers: the parser looks for `escape` (and stops
//! at a directive that is given twice), others look for `syntax` and `check`, skip a `#!` line, and want no indentation.

use crate::text::{ByteRange, LineIndex};

#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum DirectiveName {
    Syntax,
    Escape,
    Check,
}

impl DirectiveName {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Escape => "escape",
            Self::Check => "check",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Syntax, Self::Escape, Self::Check].into_iter().find(|known| name.eq_ignore_ascii_case(known.as_str()))
    }
}

/// A comment of the form `# name=value` whose name is that of a directive.
#[derive(Clone, Debug)]
pub struct Directive {
    pub name: DirectiveName,
    pub value: String,
    /// From `#` to the end of the value.
    pub range: ByteRange,
    pub name_range: ByteRange,
    pub value_range: ByteRange,
    /// 1-based.
    pub line: u32,
    /// Whether it stands where BuildKit's parser takes directives: at the head of the file, with nothing but directives before it.
    pub in_head: bool,
    /// Whether blanks stand before the `#`. The readers of `syntax` and `check` do not see such a line.
    pub indented: bool,
    /// Whether the same directive stands before it in the head.
    pub repeated: bool,
    /// Whether it would be in the head but for a `#!` line before it; `syntax` and `check` are read nevertheless.
    pub after_shebang: bool,
}

impl Directive {
    /// Whether BuildKit's readers of `syntax` and `check` see it.
    pub fn is_read(&self) -> bool {
        (self.in_head || self.after_shebang) && !self.indented && !self.repeated
    }
}

/// `^([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$` behind `#` and blanks. Gives name and value as ranges of `line`.
fn split(line: &str) -> Option<(ByteRange, ByteRange)> {
    let range = |from: usize, to: usize| ByteRange::new(from as u32, to as u32);
    let body = line.strip_prefix('#')?.trim_start();
    let name_start = line.len() - body.len();
    let name_length = body.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(body.len());
    if !body.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let is_space = |c: char| matches!(c, '\t' | '\n' | '\x0c' | '\r' | ' ');
    let after_name = body.get(name_length..)?.trim_start_matches(is_space);
    let value = after_name.strip_prefix('=')?.trim_start_matches(is_space);
    let value_start = line.len() - value.len();
    let value_length = value.trim_end_matches(is_space).len();
    (value_length > 0).then(|| (range(name_start, name_start + name_length), range(value_start, value_start + value_length)))
}

/// All comments that look like a directive. `comments` are the ranges of the comments and directives of `source` outside of
/// instructions, in order.
pub(super) fn find(source: &[u8], index: &LineIndex, comments: &[ByteRange]) -> Vec<Directive> {
    let mut found: Vec<Directive> = Vec::new();
    // The line on which the head of the file would go on.
    let mut head_line = Some(1);
    let mut shebang = false;
    for range in comments {
        let line = index.line(range.start);
        let text = String::from_utf8_lossy(range.slice(source));
        let goes_on = head_line == Some(line);
        head_line = None;
        if line == 1 && text.starts_with("#!") {
            shebang = true;
            head_line = Some(2);
            continue;
        }
        let Some((name_range, value_range)) = split(&text) else {
            continue;
        };
        let Some(name) = DirectiveName::parse(slice(&text, name_range)) else {
            continue;
        };
        if goes_on {
            head_line = Some(line + 1);
        }
        let moved = |inner: ByteRange| ByteRange::new(range.start + inner.start, range.start + inner.end);
        let before = ByteRange::new(index.line_start(line), range.start).slice(source);
        let in_head = goes_on && !shebang;
        found.push(Directive {
            name,
            value: slice(&text, value_range).to_owned(),
            range: *range,
            name_range: moved(name_range),
            value_range: moved(value_range),
            line,
            in_head,
            after_shebang: goes_on && shebang,
            indented: !before.is_empty() && before != BYTE_ORDER_MARK,
            repeated: in_head && found.iter().any(|other| other.in_head && other.name == name),
        });
    }
    found
}

const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

fn slice(text: &str, range: ByteRange) -> &str {
    text.get(range.start as usize..range.end as usize).unwrap_or_default()
}
