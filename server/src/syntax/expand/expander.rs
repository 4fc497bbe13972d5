//! The two ways to read: a word, or a text of words.

use std::borrow::Cow;

use super::environment::Environment;
use super::expansion::{ExpandError, Expansion, VariableUse};
use super::lexer::{BYTE_ORDER_MARK, Lexer};
use super::options::Options;

/// How to read a word.
#[derive(Clone, Copy)]
pub struct Expander<'e> {
    pub escape: char,
    pub environment: &'e dyn Environment,
    pub options: Options,
}

impl<'e> Expander<'e> {
    pub fn new(escape: char, environment: &'e dyn Environment) -> Self {
        Self { escape, environment, options: Options::default() }
    }

    /// Expands a word (`ProcessWord`).
    pub fn expand<'w>(&self, word: &'w str) -> Expansion<'w> {
        if self.is_ordinary(word) {
            return Expansion { result: Cow::Borrowed(word), ..Expansion::default() };
        }
        let mut lexer = Lexer::new(self, word);
        let outcome = lexer.until(None, self.options.raw_escapes);
        let uses = lexer.uses;
        match outcome {
            Ok(read) => Expansion { result: Cow::Owned(read.result), uses, error: None },
            Err(error) => Expansion { result: Cow::Borrowed(""), uses, error: Some(error) },
        }
    }

    /// Expands a text and splits it into words (`ProcessWords`).
    pub fn split(&self, text: &str) -> (Vec<String>, Vec<VariableUse>, Option<ExpandError>) {
        let mut lexer = Lexer::new(self, text);
        match lexer.until(None, self.options.raw_escapes) {
            Ok(read) => (read.words.finish(), lexer.uses, None),
            Err(error) => (Vec::new(), lexer.uses, Some(error)),
        }
    }

    fn is_ordinary(&self, word: &str) -> bool {
        let mut escape = [0; 4];
        let escape = self.escape.encode_utf8(&mut escape).as_bytes();
        let first = escape.first().copied().unwrap_or(b'\\');
        memchr::memchr3(b'$', b'"', b'\'', word.as_bytes()).is_none()
            && memchr::memchr(first, word.as_bytes()).is_none()
            && !word.starts_with(BYTE_ORDER_MARK)
    }
}
