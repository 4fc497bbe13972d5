//! Expansion of variables, and the shell's quotes and escapes, in a word of an instruction.
//!
//! Source: moby/buildkit frontend/dockerfile/shell/lex.go. That lexer does two things at once: it expands a word to a result,
//! and it splits the result into words at the spaces that no quotes protect.

use std::borrow::Cow;

use super::line::Span;
use super::pattern::{self, InvalidPattern};

/// What is known of the value of a variable at a place.
pub trait Environment {
    /// The value, if the variable is set there.
    fn get(&self, name: &str) -> Option<&str>;
}

/// No variable is set.
pub struct NoEnvironment;

impl Environment for NoEnvironment {
    fn get(&self, _: &str) -> Option<&str> {
        None
    }
}

/// How to read a word.
#[derive(Clone, Copy)]
pub struct Expander<'e> {
    pub escape: char,
    pub environment: &'e dyn Environment,
    pub options: Options,
}

/// The switches of BuildKit's `shell.Lex`.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Quotes stay in the result.
    pub raw_quotes: bool,
    /// Escape characters stay in the result.
    pub raw_escapes: bool,
    /// Quotes are characters like any other.
    pub skip_quotes: bool,
    /// A variable that is not set stays as it stands.
    pub skip_unset: bool,
}

/// A word after expansion.
#[derive(Debug, Default)]
pub struct Expansion<'w> {
    pub result: Cow<'w, str>,
    /// The variables that were looked up, in the order in which that happened.
    pub uses: Vec<VariableUse>,
    pub error: Option<ExpandError>,
}

/// A `$name` or `${name…}` in a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableUse {
    pub name: String,
    /// From `$` to the end of the name or of the braces, in the word.
    pub span: Span,
    /// Whether it was set.
    pub set: bool,
}

/// Why BuildKit cannot expand a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpandError {
    pub kind: ExpandErrorKind,
    /// Where in the word.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpandErrorKind {
    UnterminatedSingleQuote,
    UnterminatedDoubleQuote,
    /// `${` without `}`.
    MissingBrace,
    /// `${}`, `${:…}`, `${{`.
    BadSubstitution,
    /// An operator that BuildKit does not have, such as `:=` or `^^`.
    UnsupportedModifier(String),
    /// `${name/pattern}` without the second slash.
    MissingSlash,
    /// `\x` in a pattern; this is the escape.
    InvalidPattern(String),
    /// `${name?message}`, and the variable is not set or, with `:?`, empty.
    Required {
        name: String,
        message: String,
    },
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

/// Go's text/scanner skips one at the start of what it reads.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The words of a result so far (`wordsStruct`).
#[derive(Default)]
struct Words {
    done: Vec<String>,
    word: String,
    in_word: bool,
}

impl Words {
    fn push(&mut self, c: char) {
        if !c.is_whitespace() {
            self.push_raw(c);
        } else if self.in_word && !self.word.is_empty() {
            self.done.push(std::mem::take(&mut self.word));
            self.in_word = false;
        }
    }

    fn push_raw(&mut self, c: char) {
        self.word.push(c);
        self.in_word = true;
    }

    fn push_str_raw(&mut self, text: &str) {
        self.word.push_str(text);
        self.in_word = true;
    }

    fn finish(mut self) -> Vec<String> {
        if !self.word.is_empty() {
            self.done.push(self.word);
        }
        self.done
    }
}

#[derive(Default)]
struct Read {
    result: String,
    words: Words,
}

/// How deep `${a:-${b:-…}}` may be nested. BuildKit has no limit; a line may be 64 KiB long, and this is more than such a line
/// can need in earnest, and less than the stack has room for.
const MAX_DEPTH: usize = 500;

struct Lexer<'w, 'e> {
    expander: &'w Expander<'e>,
    text: &'w str,
    at: usize,
    raw_escapes: bool,
    depth: usize,
    uses: Vec<VariableUse>,
}

impl<'w, 'e> Lexer<'w, 'e> {
    fn new(expander: &'w Expander<'e>, text: &'w str) -> Self {
        Self {
            expander,
            text,
            at: if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 },
            raw_escapes: expander.options.raw_escapes,
            depth: 0,
            uses: Vec::new(),
        }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn error<T>(&self, start: usize, kind: ExpandErrorKind) -> Result<T, ExpandError> {
        Err(ExpandError { kind, span: Span::new(start, self.at) })
    }

    /// Reads up to and with `stop`, or up to the end (`processStopOn`).
    fn until(&mut self, stop: Option<char>, raw_escapes: bool) -> Result<Read, ExpandError> {
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

    /// `$name` or `${…}` (`processDollar`).
    fn dollar(&mut self) -> Result<String, ExpandError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    struct One(&'static str, &'static str);

    impl Environment for One {
        fn get(&self, name: &str) -> Option<&str> {
            (name == self.0).then_some(self.1)
        }
    }

    fn expand(word: &str, value: Option<&'static str>) -> Result<String, ExpandErrorKind> {
        let one = One("V", value.unwrap_or_default());
        let environment: &dyn Environment = if value.is_some() { &one } else { &NoEnvironment };
        let expansion = Expander::new('\\', environment).expand(word);
        match expansion.error {
            Some(error) => Err(error.kind),
            None => Ok(expansion.result.into_owned()),
        }
    }

    /// ../shared/reference/semantics.md, "Expansion operators": each line was answered by BuildKit's lexer.
    #[test]
    fn operators_answer_as_buildkit_does() {
        let ok = |word: &str, value, answer: &str| assert_eq!(expand(word, value).as_deref(), Ok(answer), "{word}");
        ok("${V:-d}", Some(""), "d");
        ok("${V-d}", Some(""), "");
        ok("${V:+a}", Some(""), "");
        ok("${V+a}", Some(""), "a");
        ok("${V?m}", Some(""), "");
        ok("${V#*.}", Some("a.b.c"), "b.c");
        ok("${V##*.}", Some("a.b.c"), "c");
        ok("${V%.*}", Some("a.b.c"), "a.b");
        ok("${V%%.*}", Some("a.b.c"), "a");
        ok("${V/./-}", Some("a.b.c"), "a-b.c");
        ok("${V//./-}", Some("a.b.c"), "a-b-c");
        ok("'$V' \"$V\" \\$V", Some("x y"), "$V x y $V");
        ok("${A:-${B:-c}}", None, "c");
        ok("a\\", None, "a");
        ok("$V-x$VV", Some("1"), "1-x");
        let required = |message: &str| Err(ExpandErrorKind::Required { name: "V".into(), message: message.into() });
        assert_eq!(expand("${V:?m}", Some("")), required("m"));
        assert_eq!(expand("${V?}", None), required("is not allowed to be unset"));
        assert_eq!(expand("${V/.}", Some("a.b.c")), Err(ExpandErrorKind::MissingSlash));
        assert_eq!(expand("${V:=d}", None), Err(ExpandErrorKind::UnsupportedModifier(":=".into())));
        assert_eq!(expand("${V^^}", None), Err(ExpandErrorKind::UnsupportedModifier("^".into())));
        assert_eq!(expand("${V: -d}", None), Err(ExpandErrorKind::UnsupportedModifier(": ".into())));
        assert_eq!(expand("\"unterminated", None), Err(ExpandErrorKind::UnterminatedDoubleQuote));
        assert_eq!(expand("${}", None), Err(ExpandErrorKind::BadSubstitution));
        assert_eq!(expand("${V", None), Err(ExpandErrorKind::MissingBrace));
    }

    #[test]
    fn uses_have_the_place_of_the_dollar() {
        let expansion = Expander::new('\\', &NoEnvironment).expand("a$V/${W:-$X}");
        let seen: Vec<_> = expansion.uses.iter().map(|found| (found.name.as_str(), found.span)).collect();
        assert_eq!(seen, [("V", Span::new(1, 3)), ("X", Span::new(9, 11)), ("W", Span::new(4, 12))]);
    }

    #[test]
    fn names_may_be_parameters_and_any_letters() {
        let expansion = Expander::new('\\', &One("é", "E")).expand("$1 $? $$ $é");
        assert_eq!(expansion.result, "   E");
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = "${a:-".repeat(10_000);
        assert!(Expander::new('\\', &NoEnvironment).expand(&deep).error.is_some());
    }

    #[test]
    fn splitting_keeps_quoted_spaces() {
        let (words, _, _) = Expander::new('\\', &One("V", "x y")).split("a $V \"b c\" d\\ e << F");
        assert_eq!(words, ["a", "x", "y", "b c", "d e", "<< F"]);
    }
}
