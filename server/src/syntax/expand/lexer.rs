//! Reading a text: quotes, escapes, and what is ordinary. What follows a `$` is in `dollar.rs`.

use super::expander::Expander;
use super::expansion::{ExpandError, ExpandErrorKind, VariableUse};
use super::words::Read;
use crate::syntax::line::Span;

/// Go's text/scanner skips one at the start of what it reads.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

pub(super) struct Lexer<'w, 'e> {
    pub expander: &'w Expander<'e>,
    pub text: &'w str,
    pub at: usize,
    raw_escapes: bool,
    pub depth: usize,
    pub uses: Vec<VariableUse>,
}

impl<'w, 'e> Lexer<'w, 'e> {
    pub(super) fn new(expander: &'w Expander<'e>, text: &'w str) -> Self {
        Self {
            expander,
            text,
            at: if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 },
            raw_escapes: expander.options.raw_escapes,
            depth: 0,
            uses: Vec::new(),
        }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(super) fn error<T>(&self, start: usize, kind: ExpandErrorKind) -> Result<T, ExpandError> {
        Err(ExpandError { kind, span: Span::new(start, self.at) })
    }

    /// Reads up to and with `stop`, or up to the end (`processStopOn`).
    pub(super) fn until(&mut self, stop: Option<char>, raw_escapes: bool) -> Result<Read, ExpandError> {
        let outer = std::mem::replace(&mut self.raw_escapes, raw_escapes);
        let read = self.read_until(stop);
        self.raw_escapes = outer;
        read
    }

    fn read_until(&mut self, stop: Option<char>) -> Result<Read, ExpandError> {
        let start = self.at;
        let mut read = Read::default();
        let quotes = !self.expander.options.skip_quotes;
        while let Some(c) = self.peek() {
            if stop == Some(c) {
                self.next();
                return Ok(read);
            }
            match c {
                '$' => {
                    let value = self.dollar()?;
                    read.result.push_str(&value);
                    value.chars().for_each(|c| read.words.push(c));
                }
                '\'' if quotes => {
                    let value = self.single_quotes()?;
                    read.result.push_str(&value);
                    read.words.push_str_raw(&value);
                }
                '"' if quotes => {
                    let value = self.double_quotes()?;
                    read.result.push_str(&value);
                    read.words.push_str_raw(&value);
                }
                '<' if quotes => {
                    let value = self.heredoc_sign();
                    read.result.push_str(value);
                    read.words.push_str_raw(value);
                }
                c if c == self.expander.escape => {
                    self.next();
                    if self.raw_escapes {
                        read.words.push_raw(c);
                        read.result.push(c);
                    }
                    let Some(escaped) = self.next() else { break };
                    read.words.push_raw(escaped);
                    read.result.push(escaped);
                }
                c => {
                    self.next();
                    read.words.push(c);
                    read.result.push(c);
                }
            }
        }
        match stop {
            None => Ok(read),
            Some('/') => self.error(start, ExpandErrorKind::MissingSlash),
            Some(_) => self.error(start, ExpandErrorKind::MissingBrace),
        }
    }

    /// `<<` keeps the spaces behind it, so that `<< EOF` is one word.
    fn heredoc_sign(&mut self) -> &'w str {
        let start = self.at;
        self.next();
        if self.peek() == Some('<') {
            self.next();
            while self.peek().is_some_and(char::is_whitespace) {
                self.next();
            }
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn single_quotes(&mut self) -> Result<String, ExpandError> {
        let start = self.at;
        self.next();
        let mut value = String::new();
        while let Some(c) = self.next() {
            if c == '\'' {
                return Ok(self.quoted('\'', value));
            }
            value.push(c);
        }
        self.error(start, ExpandErrorKind::UnterminatedSingleQuote)
    }

    fn double_quotes(&mut self) -> Result<String, ExpandError> {
        let start = self.at;
        self.next();
        let mut value = String::new();
        while let Some(c) = self.peek() {
            match c {
                '"' => {
                    self.next();
                    return Ok(self.quoted('"', value));
                }
                '$' => value.push_str(&self.dollar()?),
                c if c == self.expander.escape => {
                    self.next();
                    if self.raw_escapes {
                        value.push(c);
                    }
                    match self.peek() {
                        None => {}
                        Some(escaped) if escaped == '"' || escaped == '$' || escaped == self.expander.escape => {
                            self.next();
                            value.push(escaped);
                        }
                        Some(_) => value.push(c),
                    }
                }
                c => {
                    self.next();
                    value.push(c);
                }
            }
        }
        self.error(start, ExpandErrorKind::UnterminatedDoubleQuote)
    }

    fn quoted(&self, quote: char, value: String) -> String {
        if self.expander.options.raw_quotes { format!("{quote}{value}{quote}") } else { value }
    }
}
