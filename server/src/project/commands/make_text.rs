//! Texts of a Makefile: values of variables and lines of recipes, with their references and functions.

use super::formula::{Formula, Part};
use super::scan::behind_brackets;
use super::scope::Definition;
use super::substitution;
use super::text::ShellText;
use crate::project::sources::FileId;
use crate::project::value::{Place, exact};
use crate::syntax::{LogicalLine, Span};

pub(super) struct Reader<'r> {
    pub file: FileId,
    /// Where make runs.
    pub folder: &'r str,
}

/// How deep references and functions are followed into each other.
const MAX_DEPTH: usize = 12;

/// Continued lines as one: a line break and the blanks around it are one blank.
pub(super) fn joined(text: &str, start: usize, end: usize) -> LogicalLine {
    let mut line = LogicalLine::default();
    let mut at = start;
    for physical in text.get(start..end).unwrap_or_default().split_inclusive('\n') {
        let kept = physical.trim_end_matches(['\n', '\r']);
        let continued = physical.ends_with('\n');
        let kept = if continued { kept.strip_suffix('\\').unwrap_or(kept).trim_end() } else { kept };
        let shown = if at == start { kept } else { kept.trim_start() };
        line.push((at + kept.len() - shown.len()) as u32, shown.as_bytes());
        if continued {
            line.push((at + kept.len()) as u32, b" ");
        }
        at += physical.len();
    }
    line
}

impl Reader<'_> {
    /// What a variable is set to.
    pub(super) fn definition(&self, line: &LogicalLine, span: Span) -> Definition {
        let parts = self.parts(line, span);
        if parts.is_empty() {
            return Definition::default();
        }
        Definition::of(Formula::new(Place { file: self.file, range: line.file_range(span) }, parts))
    }

    pub(super) fn parts(&self, line: &LogicalLine, span: Span) -> Vec<Part> {
        let mut parts = Vec::new();
        self.read(line, span, 0, &mut parts);
        parts
    }

    fn read(&self, line: &LogicalLine, span: Span, depth: usize, parts: &mut Vec<Part>) {
        let text = line.text();
        let end = (span.end as usize).min(text.len());
        let mut at = span.start as usize;
        while at < end {
            let rest = text.get(at..end).unwrap_or_default();
            let dollar = rest.find('$').unwrap_or(rest.len());
            if dollar > 0 {
                let own = Span::new(at, at + dollar);
                parts.push(Part::text(own.of(text), exact(self.file, line, own), false));
                at += dollar;
                continue;
            }
            if let Some(shell) = rest.strip_prefix("$$") {
                // A variable of the shell, where the value is used in a recipe.
                let braces = shell.starts_with('{');
                let body = if braces { shell.get(1..).unwrap_or_default() } else { shell };
                let length = body.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
                let name = body.get(..length).unwrap_or_default();
                if shell.starts_with('(') || (braces && !body.get(length..).unwrap_or_default().starts_with('}')) {
                    let stop = behind_brackets(text.as_bytes(), at + 2, end);
                    parts.push(Part::unknown(text.get(at..stop).unwrap_or_default()));
                    at = stop;
                } else if name.is_empty() {
                    parts.push(Part::text("$", None, false));
                    at += 2;
                } else {
                    parts.push(Part::name(name));
                    at += 2 + length + if braces { 2 } else { 0 };
                }
                continue;
            }
            at = self.reference(line, at, end, depth, parts);
        }
    }

    /// Reads what a `$` begins. Gives where it ends.
    fn reference(&self, line: &LogicalLine, at: usize, end: usize, depth: usize, parts: &mut Vec<Part>) -> usize {
        let text = line.text();
        let next = text.get(at + 1..end).and_then(|rest| rest.chars().next());
        match next {
            Some('(' | '{') => {
                let stop = behind_make_brackets(text.as_bytes(), at + 1, end);
                let inner = Span::new(at + 2, (stop - 1).max(at + 2));
                if depth >= MAX_DEPTH {
                    parts.push(Part::unknown(""));
                } else {
                    self.expression(line, inner, depth + 1, parts);
                }
                stop
            }
            Some(c) => {
                parts.push(Part::name(c));
                at + 1 + c.len_utf8()
            }
            None => {
                parts.push(Part::text("$", None, false));
                end
            }
        }
    }

    /// What stands in `$(…)`.
    fn expression(&self, line: &LogicalLine, span: Span, depth: usize, parts: &mut Vec<Part>) {
        let text = span.of(line.text());
        let unknown = || Part::unknown(text);
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '@' | '<' | '^' | '*' | '?' | '/' | '%' | '+');
        if !text.is_empty() && text.chars().all(is_name) {
            return parts.push(match text {
                "CURDIR" | "PWD" => Part::text(".", None, true),
                name => Part::name(name),
            });
        }
        let Some((function, arguments)) = text.split_once(char::is_whitespace) else { return parts.push(unknown()) };
        let start = span.end as usize - arguments.len();
        let list = arguments_of(line.text(), start, span.end as usize);
        let argument = |index: usize| list.get(index).copied().unwrap_or(Span::new(start, start));
        let inner = |span: Span| {
            let mut parts = Vec::new();
            self.read(line, trimmed(line.text(), span), depth, &mut parts);
            parts
        };
        match function {
            "strip" | "firstword" | "lastword" | "sort" => parts.extend(inner(argument(0))),
            "abspath" | "realpath" if !text.contains("MAKEFILE_LIST") => parts.extend(inner(argument(0))),
            // Where the Makefile lies.
            "dir" | "abspath" | "realpath" | "patsubst" if text.contains("MAKEFILE_LIST") && text.contains("dir ") => {
                parts.push(Part::folder(self.folder));
            }
            "patsubst" if text.starts_with("patsubst %/,%,") => parts.extend(inner(argument(2))),
            "if" => {
                let id = format!("$({text})");
                parts.push(Part::either(id, vec![inner(argument(1)), inner(argument(2))]));
            }
            // With parameters that are not known: `$(1)`.
            "call" => parts.push(Part::name(trimmed(line.text(), argument(0)).of(line.text()))),
            "or" => parts.push(Part::either(format!("$({text})"), list.iter().map(|span| inner(*span)).collect())),
            "shell" => match substitution::of_command(arguments, self.folder) {
                Some(substitution::Known::Part(part)) => parts.push(part),
                Some(substitution::Known::Word(at, length)) => parts.extend(inner(Span::new(start + at, start + at + length))),
                None => parts.push(unknown()),
            },
            _ => parts.push(unknown()),
        }
    }

    /// A line of a recipe, as the shell gets it.
    pub(super) fn recipe(&self, text: &str, start: usize, end: usize) -> ShellText {
        let mut line = LogicalLine::default();
        // Lines that go on begin with a tab, which make takes away.
        let mut at = start;
        for physical in text.get(start..end).unwrap_or_default().split_inclusive('\n') {
            let shown = physical.strip_prefix('\t').unwrap_or(physical);
            line.push((at + physical.len() - shown.len()) as u32, shown.replace("\\\r\n", "\\\n\n").as_bytes());
            at += physical.len();
        }
        let span = Span::new(0, line.text().len());
        self.recipe_of(&line, span)
    }

    pub(super) fn recipe_of(&self, line: &LogicalLine, span: Span) -> ShellText {
        let text = line.text();
        let mut shell = ShellText::default();
        let own = span.of(text);
        let first = own.len() - own.trim_start_matches(['@', '-', '+', ' ', '\t']).len();
        let mut at = span.start as usize + first;
        let end = span.end as usize;
        while at < end {
            let rest = text.get(at..end).unwrap_or_default();
            let dollar = rest.find('$').unwrap_or(rest.len());
            if dollar > 0 {
                shell.line.append(line, Span::new(at, at + dollar));
                at += dollar;
            } else if rest.starts_with("$$") {
                shell.line.append(line, Span::new(at + 1, at + 2));
                at += 2;
            } else {
                let mut parts = Vec::new();
                let stop = self.reference(line, at, end, 0, &mut parts);
                let range = line.file_range(Span::new(at, stop));
                shell.push_template(range.start as usize, range.end as usize, parts);
                at = stop;
            }
        }
        shell
    }
}

/// Make knows no quotes.
fn behind_make_brackets(text: &[u8], start: usize, end: usize) -> usize {
    let (open, close) = if text.get(start) == Some(&b'{') { (b'{', b'}') } else { (b'(', b')') };
    let mut depth = 0_usize;
    for (at, byte) in text.iter().enumerate().take(end).skip(start) {
        if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at + 1;
            }
        }
    }
    end
}

/// The arguments of a function, at commas outside of brackets.
fn arguments_of(text: &str, start: usize, end: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut depth = 0_usize;
    let mut from = start;
    for (offset, c) in text.get(start..end).unwrap_or_default().char_indices() {
        let at = start + offset;
        match c {
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                spans.push(Span::new(from, at));
                from = at + 1;
            }
            _ => {}
        }
    }
    spans.push(Span::new(from, end));
    spans
}

fn trimmed(text: &str, span: Span) -> Span {
    let own = span.of(text);
    let start = span.start as usize + own.len() - own.trim_start().len();
    Span::new(start, start + own.trim().len())
}
