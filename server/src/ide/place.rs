//! What is being written at a place: a comment, the beginning of a line, or a part of an instruction, however little of it there is yet.

use crate::document::Document;
use crate::syntax::{Instruction, Keyword};
use crate::text::ByteRange;

pub(super) enum Place {
    /// A comment between instructions.
    Comment(ByteRange),
    /// Where an instruction may begin, with nothing but blanks before it in its line. The number of the next instruction.
    Free(usize),
    Instruction(Box<Typed>),
    /// The body of a heredoc: the number of the instruction, and that of the heredoc.
    Heredoc(usize, usize),
    /// A comment inside an instruction.
    Nothing,
}

/// An instruction as far as it stands before the cursor.
pub(super) struct Typed {
    /// Its number in the file.
    pub index: usize,
    /// What ends at the cursor. Of an ONBUILD, the instruction that it puts off, if that has begun.
    pub instruction: Instruction,
    /// Whether it is one that an ONBUILD puts off, or is to be.
    pub onbuild: bool,
    /// The cursor in the file.
    pub offset: u32,
}

/// The part of an instruction that ends at the cursor. Places are bytes of its logical line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Slot<'t> {
    Keyword {
        start: u32,
    },
    /// `-`, `--`, `--na`, from the dashes on.
    Flag {
        start: u32,
    },
    /// Behind the `=` of a flag.
    FlagValue {
        name: &'t str,
        start: u32,
    },
    /// In the arguments: how many words stand before the one at the cursor, and where that begins. Words end at blanks.
    Argument {
        number: usize,
        start: u32,
    },
}

impl Place {
    pub(super) fn at(document: &Document, offset: u32) -> Self {
        let file = document.file();
        let text = document.text();
        let offset = offset.min(document.range().end);
        let before = file.comments.partition_point(|comment| comment.start < offset);
        if let Some(comment) = before.checked_sub(1).and_then(|last| file.comments.get(last)) {
            let within = ByteRange::new(comment.start, offset).slice(text);
            if !within.contains(&b'\n') {
                return Self::Comment(*comment);
            }
        }
        let next = file.instructions.partition_point(|instruction| instruction.range.start < offset);
        if let Some(index) = next.checked_sub(1)
            && let Some(whole) = file.instructions.get(index)
        {
            if let Some(mut typed) = file.instruction_up_to(text, document.index(), whole.range.start, offset) {
                // Behind the blank after ONBUILD, another keyword is wanted.
                let mut onbuild = typed.keyword == Some(Keyword::Onbuild) && typed.keyword_span.end < typed.line.text().len() as u32;
                while let Some(trigger) = typed.trigger().cloned() {
                    typed = trigger;
                    onbuild = true;
                }
                return Self::Instruction(Box::new(Typed { index, instruction: typed, onbuild, offset }));
            }
            if let Some(place) = inside(document, index, whole, offset) {
                return place;
            }
        }
        let line = ByteRange::new(document.index().line_start(document.index().line(offset)), offset);
        let line = line.slice(text);
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        if line.iter().all(u8::is_ascii_whitespace) { Self::Free(next) } else { Self::Nothing }
    }
}

/// A place that belongs to an instruction, and not to its line: a heredoc, or a comment between the lines.
fn inside(document: &Document, index: usize, whole: &Instruction, offset: u32) -> Option<Place> {
    let mut innermost = whole;
    while let Some(trigger) = innermost.trigger() {
        innermost = trigger;
    }
    for (number, heredoc) in innermost.heredocs.iter().enumerate() {
        // The line of the terminator is the heredoc's, until there is a line break behind it.
        let end = heredoc.end.map_or(heredoc.body.end, |end| end.end);
        if heredoc.body.start <= offset && offset <= end {
            let in_terminator = heredoc.end.is_some_and(|end| end.start < offset);
            return Some(if in_terminator { Place::Nothing } else { Place::Heredoc(index, number) });
        }
    }
    let line = document.index().line(offset);
    let last = document.index().line(whole.range.end.saturating_sub(1));
    (line <= last).then_some(Place::Nothing)
}

impl Typed {
    pub(super) fn keyword(&self) -> Option<Keyword> {
        self.instruction.keyword
    }

    /// The logical line up to the cursor.
    pub(super) fn text(&self) -> &str {
        self.instruction.line.text()
    }

    /// The part of it from `start` on.
    pub(super) fn text_from(&self, start: u32) -> &str {
        self.text().get(start as usize..).unwrap_or_default()
    }

    /// Where in the file that part stands. None if a line break is in it: an editor can complete within one line only.
    pub(super) fn range_from(&self, document: &Document, start: u32) -> Option<ByteRange> {
        let end = self.text().len() as u32;
        if start >= end {
            return Some(ByteRange::empty(self.offset));
        }
        let range = ByteRange::new(self.instruction.line.file_offset(start), self.offset);
        let plain = range.len() == end - start && !range.slice(document.text()).contains(&b'\n');
        plain.then_some(range)
    }

    pub(super) fn slot(&self) -> Slot<'_> {
        let instruction = &self.instruction;
        let end = self.text().len() as u32;
        if instruction.keyword_span.end >= end {
            return Slot::Keyword { start: instruction.keyword_span.start };
        }
        if matches!(instruction.keyword, Some(Keyword::Onbuild)) {
            // Nothing of the instruction that it puts off has been written yet.
            return Slot::Keyword { start: end };
        }
        if let Some(flag) = instruction.flags.last().filter(|flag| flag.span.end == end) {
            return match flag.value_span {
                Some(value) => Slot::FlagValue { name: &flag.name, start: value.start },
                None => Slot::Flag { start: flag.span.start },
            };
        }
        // `--` alone ends the flags for BuildKit; here a name will follow.
        let dashes = self.text().ends_with(" --") || self.text().ends_with("\t--");
        if dashes && instruction.arguments_span.is_empty() {
            return Slot::Flag { start: end - 2 };
        }
        let arguments = instruction.arguments_span.start.min(end);
        let (number, start) = last_word(self.text_from(arguments));
        let start = arguments + start;
        if number == 0 && self.text_from(start) == "-" { Slot::Flag { start } } else { Slot::Argument { number, start } }
    }

    /// What stands before the cursor in the arguments: without keyword and flags.
    pub(super) fn arguments(&self) -> &str {
        self.text_from(self.instruction.arguments_span.start)
    }
}

/// How many words stand before the last one, and where that begins: at the end, if the text ends with a blank.
fn last_word(text: &str) -> (usize, u32) {
    let start =
        text.rfind(char::is_whitespace).map_or(0, |at| at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    (text.get(..start).unwrap_or_default().split_whitespace().count(), start as u32)
}

/// A variable that is being written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Dollar {
    /// Where its name begins, in the text.
    pub start: usize,
    /// Whether there is a `{`.
    pub braces: bool,
}

/// The variable whose name ends at the end of a text, and begins behind a `$` that means one: neither escaped nor in single quotes.
pub(super) fn dollar(text: &str, escape: char) -> Option<Dollar> {
    let length = text.bytes().rev().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let start = text.len() - length;
    if text.get(start..)?.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let before = text.get(..start)?;
    let (before, braces) = match before.strip_suffix("${") {
        Some(before) => (before, true),
        None => (before.strip_suffix('$')?, false),
    };
    let mut single = false;
    let mut double = false;
    let mut escaped = false;
    for c in before.chars() {
        match c {
            _ if escaped => escaped = false,
            '\'' if !double => single = !single,
            '"' if !single => double = !double,
            _ if c == escape && !single => escaped = true,
            _ => {}
        }
    }
    (!single && !escaped).then_some(Dollar { start, braces })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::BuildOptions;

    /// The slot at `|`, as text.
    fn slot(marked: &str) -> String {
        let offset = marked.find('|').unwrap();
        let document = Document::new(marked.replace('|', "").into_bytes(), &BuildOptions::default());
        match Place::at(&document, offset as u32) {
            Place::Instruction(typed) => {
                let slot = typed.slot();
                let start = match slot {
                    Slot::Keyword { start } | Slot::Flag { start } | Slot::FlagValue { start, .. } | Slot::Argument { start, .. } => start,
                };
                let shown = match slot {
                    Slot::Keyword { .. } => "keyword".to_owned(),
                    Slot::Flag { .. } => "flag".to_owned(),
                    Slot::FlagValue { name, .. } => format!("value of {name}"),
                    Slot::Argument { number, .. } => format!("argument {number}"),
                };
                format!("{shown}: {:?}", typed.text_from(start))
            }
            Place::Comment(_) => "comment".to_owned(),
            Place::Free(next) => format!("free {next}"),
            Place::Heredoc(..) => "heredoc".to_owned(),
            Place::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn half_typed_lines() {
        for (marked, expected) in [
            ("|", "free 0"),
            ("FR|", "keyword: \"FR\""),
            ("FROM |", "argument 0: \"\""),
            ("FROM|", "keyword: \"FROM\""),
            ("|FROM a", "free 0"),
            ("FROM a\n  |", "free 1"),
            ("FROM a\r\n|\r\nRUN x", "free 1"),
            ("FROM a A|", "argument 1: \"A\""),
            ("FROM a\nCOPY --from=|", "value of from: \"\""),
            ("FROM a\nCOPY --from=b|u x y", "value of from: \"b\""),
            ("FROM a\nCOPY --|", "flag: \"--\""),
            ("FROM a\nCOPY -|", "flag: \"-\""),
            ("FROM a\nCOPY --link --fr|", "flag: \"--fr\""),
            ("FROM a\nCOPY --link |", "argument 0: \"\""),
            ("FROM a\nCOPY a --f|", "argument 1: \"--f\""),
            ("FROM a\nRUN --mount=type=cache,| x", "value of mount: \"type=cache,\""),
            ("FROM a\nRUN a \\\n  b|", "argument 1: \"b\""),
            ("FROM a\nRUN a \\\r\n  |", "argument 1: \"\""),
            ("FROM a\nRUN --mount=type=cache \\\n  --mo|", "flag: \"--mo\""),
            ("FROM a\nRUN a \\\n # c|\n b", "nothing"),
            ("FROM a\nRUN <<E\nec|ho\nE\n", "heredoc"),
            ("FROM a\nRUN <<E\necho\nE|\n", "nothing"),
            ("FROM a\nRUN <<E\necho\nE\n|", "free 2"),
            ("FROM a\n# c|", "comment"),
            ("#|", "comment"),
            ("FROM a\nONBUILD |", "keyword: \"\""),
            ("FROM a\nONBUILD CO|", "keyword: \"CO\""),
            ("FROM a\nONBUILD COPY --fr|", "flag: \"--fr\""),
            ("FROM a\nHEALTHCHECK --interval=5s C|", "argument 0: \"C\""),
        ] {
            assert_eq!(slot(marked), expected, "{marked:?}");
        }
    }

    #[test]
    fn dollars() {
        let found = |text| dollar(text, '\\').map(|dollar| (dollar.start, dollar.braces));
        assert_eq!(found("a$"), Some((2, false)));
        assert_eq!(found("${AB"), Some((2, true)));
        assert_eq!(found("\"'$A"), Some((3, false)));
        for none in ["a", "'$A", "\\$A", "$1", "\\${", ""] {
            assert_eq!(found(none), None, "{none}");
        }
        assert_eq!(found("\\\\$A"), Some((3, false)));
    }
}
