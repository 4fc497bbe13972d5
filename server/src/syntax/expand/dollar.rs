//! What follows a `$`: a name, or braces with an operator.

use super::expansion::{ExpandError, ExpandErrorKind, VariableUse};
use super::lexer::Lexer;
use crate::syntax::line::Span;
use crate::syntax::pattern::{self, InvalidPattern};

/// How deep `${a:-${b:-…}}` may be nested. BuildKit has no limit; a line may be 64 KiB long, and this is more than such a line
/// can need in earnest, and less than the stack has room for.
const MAX_DEPTH: usize = 500;

impl<'w, 'e> Lexer<'w, 'e> {
    /// `$name` or `${…}` (`processDollar`).
    pub(super) fn dollar(&mut self) -> Result<String, ExpandError> {
        let start = self.at;
        self.next();
        if self.peek() != Some('{') {
            let name = self.name();
            if name.is_empty() {
                return Ok("$".to_owned());
            }
            let value = self.look_up(name, start);
            return Ok(match value {
                None if self.expander.options.skip_unset => format!("${name}"),
                value => value.unwrap_or_default().to_owned(),
            });
        }
        if self.depth >= MAX_DEPTH {
            return self.error(start, ExpandErrorKind::BadSubstitution);
        }
        self.depth += 1;
        let value = self.braces(start);
        self.depth -= 1;
        value
    }

    fn braces(&mut self, start: usize) -> Result<String, ExpandError> {
        self.next();
        match self.peek() {
            None => return self.error(start, ExpandErrorKind::MissingBrace),
            Some('{' | '}' | ':') => {
                self.next();
                return self.error(start, ExpandErrorKind::BadSubstitution);
            }
            Some(_) => {}
        }
        let name = self.name();
        let operator_start = self.at;
        match self.next() {
            Some('}') => {
                let value = self.look_up(name, start);
                Ok(match value {
                    None if self.expander.options.skip_unset => format!("${{{name}}}"),
                    value => value.unwrap_or_default().to_owned(),
                })
            }
            Some(':') => {
                let modifier = self.next();
                self.modifier(start, operator_start, name, modifier, true)
            }
            Some(modifier @ ('+' | '-' | '?' | '#' | '%')) => self.modifier(start, operator_start, name, Some(modifier), false),
            Some('/') => self.replacement(start, name),
            None => self.error(start, ExpandErrorKind::MissingBrace),
            Some(other) => self.error(operator_start, ExpandErrorKind::UnsupportedModifier(other.to_string())),
        }
    }

    fn modifier(
        &mut self,
        start: usize,
        operator_start: usize,
        name: &'w str,
        modifier: Option<char>,
        empty_is_unset: bool,
    ) -> Result<String, ExpandError> {
        let operator = self.text.get(operator_start..self.at).unwrap_or_default();
        let operator_end = self.at;
        let operand = self.until(Some('}'), matches!(modifier, Some('#' | '%'))).map_err(|error| from_brace(error, start))?.result;
        let found = self.look_up(name, start);
        if found.is_none() && self.expander.options.skip_unset {
            return Ok(format!("${{{name}{operator}{operand}}}"));
        }
        let value = found.unwrap_or_default();
        let missing = found.is_none() || (empty_is_unset && value.is_empty());
        match modifier {
            Some('-') => Ok(if missing { operand } else { value.to_owned() }),
            Some('+') => Ok(if missing { String::new() } else { operand }),
            Some('?') if missing => {
                let message = match operand.as_str() {
                    "" if found.is_none() => "is not allowed to be unset".to_owned(),
                    "" => "is not allowed to be empty".to_owned(),
                    message => message.to_owned(),
                };
                self.error(start, ExpandErrorKind::Required { name: name.to_owned(), message })
            }
            Some('?') => Ok(value.to_owned()),
            Some(kind @ ('#' | '%')) => {
                let (greedy, pattern) = match operand.strip_prefix(kind) {
                    Some(pattern) => (true, pattern),
                    None => (false, operand.as_str()),
                };
                let trimmed = match kind {
                    '#' => pattern::trim_prefix(pattern, value, greedy),
                    _ => pattern::trim_suffix(pattern, value, greedy),
                };
                self.pattern_result(start, pattern, trimmed)
            }
            _ => Err(ExpandError {
                kind: ExpandErrorKind::UnsupportedModifier(operator.to_owned()),
                span: Span::new(operator_start, operator_end),
            }),
        }
    }

    fn replacement(&mut self, start: usize, name: &'w str) -> Result<String, ExpandError> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let pattern = self.until(Some('/'), true).map_err(|error| from_brace(error, start))?.result;
        let replacement = self.until(Some('}'), true).map_err(|error| from_brace(error, start))?.result;
        match self.look_up(name, start) {
            None if self.expander.options.skip_unset => Ok(format!("${{{name}/{pattern}/{replacement}}}")),
            value => {
                let replaced = pattern::replace(&pattern, value.unwrap_or_default(), &replacement, all);
                self.pattern_result(start, &pattern, replaced)
            }
        }
    }

    fn pattern_result(&self, start: usize, pattern: &str, result: Result<String, InvalidPattern>) -> Result<String, ExpandError> {
        match result {
            Ok(value) => Ok(value),
            Err(InvalidPattern { escaped }) => {
                let escape: String = std::iter::once('\\').chain(escaped).collect();
                // The pattern stands in the text as it is, unless there are variables in it.
                let found = self.text.get(start..self.at).and_then(|text| text.find(&escape)).filter(|_| pattern.contains(&escape));
                let span = match found {
                    Some(at) => Span::new(start + at, start + at + escape.len()),
                    None => Span::new(start, self.at),
                };
                Err(ExpandError { kind: ExpandErrorKind::InvalidPattern(escape), span })
            }
        }
    }

    /// A name, a number, or one of the shell's special parameters (`processName`).
    fn name(&mut self) -> &'w str {
        let start = self.at;
        match self.peek() {
            Some('0'..='9') => {
                while self.peek().is_some_and(|c| c.is_ascii_digit()) {
                    self.next();
                }
            }
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => {
                self.next();
            }
            _ => {
                while self.peek().is_some_and(is_name_character) {
                    self.next();
                }
            }
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn look_up(&mut self, name: &str, start: usize) -> Option<&'e str> {
        let value = self.expander.environment.get(name);
        self.uses.push(VariableUse { name: name.to_owned(), span: Span::new(start, self.at), set: value.is_some() });
        value
    }
}

/// What is missing in `${…}` is missing from its beginning on.
fn from_brace(mut error: ExpandError, start: usize) -> ExpandError {
    if matches!(error.kind, ExpandErrorKind::MissingSlash | ExpandErrorKind::MissingBrace) {
        error.span.start = error.span.start.min(start as u32);
    }
    error
}

/// Go's unicode.IsLetter, unicode.IsDigit and `_`. Rust's letters are a little more than Go's (combining vowel signs, letter
/// numbers such as Ⅷ), and the digits of other scripts are left out; no name of a variable has been seen to hold either.
fn is_name_character(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphabetic())
}
