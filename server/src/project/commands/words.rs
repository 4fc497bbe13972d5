//! Words of a shell, as formulas.

use super::formula::{Formula, Part};
use super::scan::{behind, behind_brackets, word_end};
use super::substitution;
use super::text::{Template, last_placeholder, placeholder};
use crate::project::sources::FileId;
use crate::project::value::{Place, exact};
use crate::syntax::{LogicalLine, Span};

/// What the reading of words needs to know.
#[derive(Clone, Copy)]
pub(super) struct Context<'c> {
    pub file: FileId,
    /// The folder of the file.
    pub folder: &'c str,
    pub line: &'c LogicalLine,
    /// What the placeholders in the text stand for.
    pub templates: &'c [Template],
    /// The function that the word stands in, with what `shift` has taken from its parameters: None, if that is not known.
    pub function: Option<(&'c str, Option<usize>)>,
}

/// How deep quotes, braces and substitutions are followed into each other.
const MAX_DEPTH: usize = 8;

/// A word.
pub(super) fn word(context: Context<'_>, span: Span) -> Formula {
    let mut reader = Reader { context, at: span.start as usize, end: span.end as usize, parts: Vec::new(), run: None, depth: 0 };
    reader.read(None);
    let mut range = context.line.file_range(span);
    // A placeholder is not as long as what it stands for.
    if let Some(index) = last_placeholder(span.of(context.line.text()))
        && let Some(template) = context.templates.get(index)
    {
        range.end = template.end;
    }
    Formula::new(Place { file: context.file, range }, reader.parts)
}

/// The words of a list: those of an array, or behind `for x in`. Ends before `;`, `)` or the end of the line if `one_line`.
pub(super) fn list(context: Context<'_>, span: Span, one_line: bool) -> Vec<Formula> {
    let text = context.line.text().as_bytes();
    let mut words = Vec::new();
    let mut at = span.start as usize;
    let end = (span.end as usize).min(text.len());
    while at < end {
        match text.get(at) {
            Some(b'\n' | b';' | b')') if one_line => break,
            Some(b' ' | b'\t' | b'\r' | b'\n') => at += 1,
            Some(b'\\') if matches!(text.get(at + 1), Some(b'\n')) => at += 2,
            Some(b'#') => at += text.iter().skip(at).take_while(|byte| **byte != b'\n').count(),
            _ => {
                let stop = word_end(text, at, end);
                words.push(word(context, Span::new(at, stop)));
                at = stop.max(at + 1);
            }
        }
    }
    words
}

struct Reader<'c> {
    context: Context<'c>,
    at: usize,
    end: usize,
    parts: Vec<Part>,
    /// Where the text begins that stands in the word as it is, and whether it is in quotes.
    run: Option<(usize, bool)>,
    depth: usize,
}

impl Reader<'_> {
    fn bytes(&self) -> &[u8] {
        self.context.line.text().as_bytes().get(..self.end).unwrap_or_default()
    }

    fn read(&mut self, quote: Option<u8>) {
        let quoted = quote.is_some();
        if quoted {
            // Also `""` is a word.
            self.parts.push(Part::text("", None, true));
        }
        while let Some(byte) = self.bytes().get(self.at).copied() {
            match (byte, quote) {
                (b'"', Some(_)) => {
                    self.flush(self.at);
                    self.at += 1;
                    return;
                }
                (b'\'', None) => self.single_quoted(),
                (b'"', None) => {
                    self.flush(self.at);
                    self.at += 1;
                    self.read(Some(b'"'));
                }
                (b'\\', _) => self.escaped(quoted),
                (b'$', _) => self.dollar(quoted),
                (b'`', _) => {
                    self.flush(self.at);
                    let stop = behind(self.bytes(), self.at + 1, self.end, b'`');
                    self.substitution(Span::new(self.at + 1, stop.saturating_sub(1)), quoted);
                    self.at = stop;
                }
                _ => {
                    self.run.get_or_insert((self.at, quoted));
                    self.at += 1;
                }
            }
        }
        self.flush(self.at);
    }

    fn flush(&mut self, end: usize) {
        let Some((start, quoted)) = self.run.take() else { return };
        let span = Span::new(start, end);
        let place = exact(self.context.file, self.context.line, span);
        self.parts.push(Part::text(span.of(self.context.line.text()), place, quoted));
    }

    fn push(&mut self, part: Part, quoted: bool) {
        self.parts.push(if quoted { part.in_quotes() } else { part });
    }

    fn single_quoted(&mut self) {
        self.flush(self.at);
        self.at += 1;
        let stop = behind(self.bytes(), self.at, self.end, b'\'');
        let end = if self.bytes().get(stop.wrapping_sub(1)) == Some(&b'\'') { stop - 1 } else { stop };
        self.parts.push(Part::text("", None, true));
        // What the language around the shell puts in, it puts in there too.
        while self.at < end {
            if let Some((length, index)) = placeholder(self.bytes().get(self.at..end).unwrap_or_default()) {
                self.flush(self.at);
                self.template(index, true);
                self.at += length;
            } else {
                self.run.get_or_insert((self.at, true));
                self.at += 1;
            }
        }
        self.flush(end);
        self.at = stop;
    }

    fn escaped(&mut self, quoted: bool) {
        self.flush(self.at);
        let next = self.bytes().get(self.at + 1).copied();
        match next {
            Some(b'\n') => self.at += 2,
            Some(b'$' | b'`' | b'"' | b'\\') => self.one_escaped(),
            Some(_) if !quoted => self.one_escaped(),
            _ => {
                self.run = Some((self.at, quoted));
                self.at += 1;
            }
        }
    }

    fn one_escaped(&mut self) {
        let rest = self.context.line.text().get(self.at + 1..self.end).unwrap_or_default();
        let c = rest.chars().next().unwrap_or('\\');
        self.parts.push(Part::text(c, None, true));
        self.at += 1 + c.len_utf8();
    }

    fn template(&mut self, index: usize, quoted: bool) {
        let parts = self.context.templates.get(index).map(|template| template.parts.clone());
        for part in parts.unwrap_or_else(|| vec![Part::unknown("")]) {
            self.push(part, quoted);
        }
    }

    fn dollar(&mut self, quoted: bool) {
        let rest = self.bytes().get(self.at..).unwrap_or_default();
        if let Some((length, index)) = placeholder(rest) {
            self.flush(self.at);
            self.template(index, quoted);
            self.at += length;
            return;
        }
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        match rest.get(1).copied() {
            Some(b'(') => {
                let stop = behind_brackets(self.bytes(), self.at + 1, self.end);
                self.flush(self.at);
                self.substitution(Span::new(self.at + 2, stop.saturating_sub(1)), quoted);
                self.at = stop;
            }
            Some(b'{') => {
                let stop = behind_brackets(self.bytes(), self.at + 1, self.end);
                self.flush(self.at);
                self.braces(Span::new(self.at + 2, stop.saturating_sub(1)), quoted);
                self.at = stop;
            }
            Some(b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-') | Some(b'0'..=b'9') => self.variable(1, quoted),
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' => {
                let length = rest.iter().skip(1).take_while(|byte| is_name(byte)).count();
                self.variable(length, quoted);
            }
            Some(b'\'') if !quoted => {
                self.flush(self.at);
                self.at += 1;
            }
            _ => {
                self.run.get_or_insert((self.at, quoted));
                self.at += 1;
            }
        }
    }

    fn variable(&mut self, length: usize, quoted: bool) {
        self.flush(self.at);
        let name = Span::new(self.at + 1, self.at + 1 + length).of(self.context.line.text()).to_owned();
        let part = self.named(&name);
        // `"$@"` is as many words as there are.
        self.push(part, quoted && !matches!(name.as_str(), "@" | "*"));
        self.at += 1 + length;
    }

    fn named(&self, name: &str) -> Part {
        match (name, self.context.function) {
            ("@" | "*", Some((function, Some(shifted)))) => Part::name(format!("{function}:{}@", shifted + 1)),
            (number, function) if number.starts_with(|c: char| c.is_ascii_digit()) => match (number.parse::<usize>(), function) {
                (Ok(number), Some((function, Some(shifted)))) if number > 0 => Part::name(format!("{function}:{}", number + shifted)),
                _ => Part::unknown(&format!("${name}")),
            },
            ("@" | "*" | "#" | "?" | "$" | "!" | "-", _) => Part::unknown(&format!("${name}")),
            ("PWD", _) => Part::text(".", None, true),
            _ => Part::name(name),
        }
    }

    /// `${…}`.
    fn braces(&mut self, span: Span, quoted: bool) {
        let text = span.of(self.context.line.text());
        let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let length = if length == 0 && text.starts_with(['@', '*']) { 1 } else { length };
        let (name, operator) = text.split_at_checked(length).unwrap_or(("", text));
        let all = operator.strip_prefix("[@]").or_else(|| operator.strip_prefix("[*]"));
        let quoted = quoted && all.is_none() && !matches!(name, "@" | "*");
        let operator = all.unwrap_or(operator);
        let part = match operator {
            _ if name.is_empty() => Part::unknown(text),
            "" => self.named(name),
            _ if operator.starts_with([':', '-', '+', '=', '?']) => {
                let sign = operator.trim_start_matches(':').chars().next();
                let behind = operator.trim_start_matches(':').len().saturating_sub(1);
                let word = Span::new(span.end as usize - behind, span.end as usize);
                match sign {
                    Some('-' | '=') => {
                        let default = self.inside(word);
                        Part::either(format!("${{{text}}}"), vec![vec![self.named(name)], default])
                    }
                    Some('+') => {
                        let alternative = self.inside(word);
                        Part::either(format!("${{{text}}}"), vec![Vec::new(), alternative])
                    }
                    Some('?') => self.named(name),
                    _ => Part::unknown(text),
                }
            }
            _ => substitution::of_parameter(text, self.context.folder).unwrap_or_else(|| Part::unknown(text)),
        };
        self.push(part, quoted);
    }

    /// What stands in braces, as a word of its own.
    fn inside(&self, span: Span) -> Vec<Part> {
        if self.depth >= MAX_DEPTH {
            return vec![Part::unknown("")];
        }
        let mut reader = Reader {
            context: self.context,
            at: span.start as usize,
            end: span.end as usize,
            parts: Vec::new(),
            run: None,
            depth: self.depth + 1,
        };
        reader.read(None);
        reader.parts
    }

    /// `$(…)`.
    fn substitution(&mut self, span: Span, quoted: bool) {
        let text = span.of(self.context.line.text());
        let part = match substitution::of_command(text, self.context.folder) {
            Some(substitution::Known::Part(part)) => vec![part],
            Some(substitution::Known::Word(start, length)) => {
                let start = span.start as usize + start;
                self.inside(Span::new(start, start + length))
            }
            None => vec![Part::unknown(text)],
        };
        for part in part {
            self.push(part, quoted);
        }
    }
}
