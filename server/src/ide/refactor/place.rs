//! Where something is to be written in another way, and how the file is written there.

use crate::document::Document;
use crate::shell::Script;
use crate::stages::Stage;
use crate::syntax::{Arguments, Command, Instruction, Keyword, Span, Word};
use crate::text::ByteRange;

pub(super) struct Place<'d> {
    pub document: &'d Document,
    /// The cursor, if it is empty.
    pub selection: ByteRange,
    /// The index of the instruction that the selection begins in.
    pub at: usize,
    pub instruction: &'d Instruction,
}

impl<'d> Place<'d> {
    /// None outside of instructions, and in those that BuildKit refuses.
    pub(super) fn new(document: &'d Document, selection: ByteRange) -> Option<Self> {
        let instructions = &document.file().instructions;
        let first = instructions.partition_point(|instruction| instruction.range.end < selection.start);
        let instruction = instructions.get(first)?;
        let touched = instruction.range.start <= selection.end && instruction.faults.is_empty();
        touched.then_some(Self { document, selection, at: first, instruction })
    }

    /// One after the other: this instruction, and all others that the selection touches.
    pub(super) fn selected(&self) -> impl Iterator<Item = (usize, &'d Instruction)> {
        let instructions = self.document.file().instructions.iter().enumerate().skip(self.at);
        instructions.take_while(|(_, instruction)| instruction.range.start < self.selection.end)
    }

    pub(super) fn instruction(&self, at: usize) -> Option<&'d Instruction> {
        self.document.file().instructions.get(at)
    }

    /// The stage with the instruction in it, with its index.
    pub(super) fn stage(&self) -> Option<(usize, &'d Stage)> {
        let index = self.document.graph().stage_at(self.at)?;
        Some((index, self.document.graph().stages.get(index)?))
    }

    pub(super) fn text(&self, range: ByteRange) -> &'d str {
        std::str::from_utf8(range.slice(self.document.text())).unwrap_or_default()
    }

    /// What a shell runs for a RUN, CMD or ENTRYPOINT in shell form without heredocs and without comments or blank lines between its
    /// lines, and where that stands.
    pub(super) fn shell_form(&self, at: usize) -> Option<(&'d Script, ByteRange)> {
        let instruction = self.instruction(at)?;
        let Arguments::Command(Command::Shell(word)) = &instruction.arguments else { return None };
        let is_plain = instruction.heredocs.is_empty() && instruction.faults.is_empty() && self.has_only_its_lines(instruction);
        is_plain.then_some((self.document.script(at)?, instruction.range_of(word.span)))
    }

    /// Whether no comment and no blank line stands between the lines of an instruction.
    pub(super) fn has_only_its_lines(&self, instruction: &Instruction) -> bool {
        let index = self.document.index();
        let (first, last) = (index.line(instruction.range.start), index.line(instruction.header_end()));
        (first + 1..=last).all(|line| {
            let line = index.line_range(line).slice(self.document.text()).trim_ascii();
            !line.is_empty() && !line.starts_with(b"#")
        })
    }

    /// A keyword in the letter case of the file.
    pub(super) fn keyword(&self, keyword: Keyword) -> String {
        let upper = keyword.as_str();
        if self.document.writes_lower_case() { upper.to_lowercase() } else { upper.to_owned() }
    }

    /// Between the keyword of an instruction and its command: flags, as they are written.
    pub(super) fn flags(&self, instruction: &Instruction) -> &'d str {
        let (keyword, end) = (instruction.keyword_range().end, instruction.header_end());
        let word = match &instruction.arguments {
            Arguments::Command(Command::Shell(Word { span, .. })) => *span,
            _ => Span { start: instruction.arguments_span.start, end: instruction.arguments_span.end },
        };
        self.text(ByteRange::new(keyword, instruction.range_of(word).start.min(end)))
    }

    /// The blanks that a line of the file begins with.
    pub(super) fn indentation_at(&self, offset: u32) -> &'d str {
        let index = self.document.index();
        let line = self.text(ByteRange::new(index.line_start(index.line(offset)), offset));
        line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
    }

    /// How the lines behind the first one of an instruction begin: as its own do, else as the file's first continued one does, else
    /// one step of four blanks deeper than its first line.
    pub(super) fn indentation_below(&self, instruction: &Instruction) -> String {
        let before = self.indentation_at(instruction.range.start);
        let others = self.document.file().instructions.iter();
        let found = std::iter::once(instruction).chain(others).find_map(|instruction| {
            let index = self.document.index();
            let (first, last) = (index.line(instruction.range.start), index.line(instruction.header_end()));
            (first + 1..=last).find_map(|line| {
                let line = self.text(index.line_range(line));
                let content = line.trim_start_matches([' ', '\t']);
                let indentation = line.get(..line.len() - content.len()).unwrap_or_default();
                let plain = !content.trim().is_empty() && !content.starts_with('#') && !indentation.is_empty();
                plain.then_some(indentation)
            })
        });
        found.map_or_else(|| format!("{before}    "), str::to_owned)
    }

    /// What ends a line and lets the instruction go on.
    pub(super) fn continuation(&self) -> String {
        format!(" {}{}", self.document.file().escape, self.document.line_break())
    }

    /// Whether the lines of chains in this file begin with `&&`, rather than ending with it.
    pub(super) fn operators_lead(&self) -> bool {
        let text = self.document.text();
        let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let style = lines.find_map(|line| match line {
            [b'&', b'&', ..] => Some(true),
            [before @ .., b'\\'] if before.trim_ascii_end().ends_with(b"&&") => Some(false),
            _ => None,
        });
        style.unwrap_or(true)
    }

    /// What stands between two commands of a chain that have lines of their own.
    pub(super) fn link(&self, indentation: &str) -> String {
        let end = self.continuation();
        if self.operators_lead() { format!("{end}{indentation}&& ") } else { format!(" &&{end}{indentation}") }
    }
}
