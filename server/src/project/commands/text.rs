//! A text that a shell reads, inside a file of another language that has put its own expressions into it.

use super::formula::Part;
use crate::project::sources::FileId;
use crate::syntax::{LogicalLine, Span};

/// Stands in the text of a shell for an expression of the language around it, so that the grammar of the shell can read it as a
/// variable: `${{ matrix.target }}` of a workflow, `$(TARGET)` of a Makefile, `{{target}}` of a Justfile.
pub(super) const PLACEHOLDER: &str = "${dflint_template_";

/// An expression that a placeholder stands for.
#[derive(Clone, Debug)]
pub(super) struct Template {
    pub parts: Vec<Part>,
    /// Where in the file it ends.
    pub end: u32,
}

/// A text and what its placeholders stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct ShellText {
    pub line: LogicalLine,
    pub templates: Vec<Template>,
}

impl ShellText {
    /// Puts a part of the file behind it as it is.
    pub(super) fn push(&mut self, start: usize, text: &str) {
        self.line.push(start as u32, text.as_bytes());
    }

    /// Puts another text behind it, on a line of its own.
    pub(super) fn join(&mut self, other: Self) {
        if !self.line.text().is_empty() {
            self.line.push(other.line.file_offset(0), b"\n");
        }
        self.join_here(other);
    }

    /// Puts another text directly behind it.
    pub(super) fn join_here(&mut self, other: Self) {
        let renumbered = self.templates.len();
        if renumbered == 0 || other.templates.is_empty() {
            self.line.append(&other.line, Span::new(0, other.line.text().len()));
        } else {
            // The numbers of the placeholders go on.
            let text = other.line.text();
            let mut at = 0;
            for index in 0..other.templates.len() {
                let old = format!("{PLACEHOLDER}{index}}}");
                let Some(found) = text.get(at..).and_then(|rest| rest.find(&old)) else { break };
                self.line.append(&other.line, Span::new(at, at + found));
                let new = format!("{PLACEHOLDER}{}}}", renumbered + index);
                self.line.push(other.line.file_offset((at + found) as u32), new.as_bytes());
                at += found + old.len();
            }
            self.line.append(&other.line, Span::new(at, text.len()));
        }
        self.templates.extend(other.templates);
    }

    /// Puts a placeholder behind it, for what stands in the file from `start` to `end`.
    pub(super) fn push_template(&mut self, start: usize, end: usize, parts: Vec<Part>) {
        let placeholder = format!("{PLACEHOLDER}{}}}", self.templates.len());
        self.line.push(start as u32, placeholder.as_bytes());
        self.templates.push(Template { parts, end: end as u32 });
    }
}

/// Where a file's expressions stand, as its language writes them.
pub(super) trait Templates {
    /// The next expression at or behind a byte of the text: where it begins, where it ends, what it is.
    fn next(&self, line: &LogicalLine, from: usize) -> Option<(usize, usize, Vec<Part>)>;
}

/// A text of a scalar, or of anything else of which the places are known, with its templates taken out.
pub(super) fn templated(line: &LogicalLine, templates: &dyn Templates) -> ShellText {
    let text = line.text();
    let mut shell = ShellText::default();
    let mut at = 0;
    while let Some((start, end, parts)) = templates.next(line, at) {
        if start < at || end <= start {
            break;
        }
        shell.append(line, at, start);
        let from = line.file_offset(start as u32) as usize;
        let to = line.file_range(Span::new(start, end)).end as usize;
        shell.push_template(from, to, parts);
        at = end;
    }
    shell.append(line, at, text.len());
    shell
}

impl ShellText {
    /// Puts a part of a line behind it, which may stand in the file in several pieces.
    fn append(&mut self, line: &LogicalLine, start: usize, end: usize) {
        if start < end {
            self.line.append(line, Span::new(start, end));
        }
    }
}

/// The parts of a text that no shell reads: a value in YAML, with the file's own expressions in it.
pub(super) fn parts(file: FileId, line: &LogicalLine, templates: &dyn Templates) -> Vec<Part> {
    let text = line.text();
    let mut parts = Vec::new();
    let mut at = 0;
    let plain = |parts: &mut Vec<Part>, start: usize, end: usize| {
        if start < end {
            let span = Span::new(start, end);
            parts.push(Part::text(span.of(text), crate::project::value::exact(file, line, span), false));
        }
    };
    while let Some((start, end, expression)) = templates.next(line, at) {
        if start < at || end <= start {
            break;
        }
        plain(&mut parts, at, start);
        parts.extend(expression);
        at = end;
    }
    plain(&mut parts, at, text.len());
    parts
}

/// The placeholders of a text, taken apart again where no shell reads it.
pub(super) struct Placeholders<'t> {
    pub templates: &'t [Template],
}

impl Templates for Placeholders<'_> {
    fn next(&self, line: &LogicalLine, from: usize) -> Option<(usize, usize, Vec<Part>)> {
        let text = line.text();
        let start = from + text.get(from..)?.find(PLACEHOLDER)?;
        let digits = text.get(start + PLACEHOLDER.len()..)?;
        let length = digits.find('}')?;
        let parts = digits.get(..length)?.parse::<usize>().ok().and_then(|index| self.templates.get(index));
        Some((start, start + PLACEHOLDER.len() + length + 1, parts.map(|template| template.parts.clone()).unwrap_or_default()))
    }
}

/// The length of a placeholder at the beginning of a text, and its number.
pub(super) fn placeholder(text: &[u8]) -> Option<(usize, usize)> {
    let rest = text.strip_prefix(PLACEHOLDER.as_bytes())?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()?;
    (rest.get(digits) == Some(&b'}')).then_some((PLACEHOLDER.len() + digits + 1, number))
}

/// The number of the placeholder that a text ends with.
pub(super) fn last_placeholder(text: &str) -> Option<usize> {
    let start = text.ends_with('}').then(|| text.rfind(PLACEHOLDER))??;
    let (length, index) = placeholder(text.get(start..)?.as_bytes())?;
    (start + length == text.len()).then_some(index)
}
