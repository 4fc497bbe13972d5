//! The JSON form of instructions: an array of strings, as Go's encoding/json reads it.
//!
//! Source: moby/buildkit frontend/dockerfile/parser/line_parsers.go, `parseJSON`: text that is no JSON array is not an error, it
//! is the shell form; a JSON array with anything but strings is an error.

use super::line::Span;

/// What the arguments of an instruction are, seen as JSON.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum JsonForm {
    /// No JSON array.
    None,
    /// An array with something that is no string. The span is that of the first such element.
    NotStrings(Span),
    /// The strings, decoded; each span has the quotes in it.
    Strings(Vec<(Span, String)>),
}

/// Go's encoding/json refuses values that are nested deeper.
const MAX_DEPTH: usize = 10_000;

pub(super) fn parse(text: &str, span: Span) -> JsonForm {
    let inner = span.of(text);
    let trimmed = inner.trim_start();
    if !trimmed.starts_with('[') {
        return JsonForm::None;
    }
    let offset = span.start + (inner.len() - trimmed.len()) as u32;
    let mut reader = Reader { text: trimmed, at: 0 };
    match reader.array() {
        Some(form) => form.moved(offset),
        None => JsonForm::None,
    }
}

/// Where a text that begins like a JSON array is none.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Break {
    /// The character that cannot stand there; empty at the end of the text.
    pub span: Span,
    /// Whether the array is complete, and the character comes behind it.
    pub behind: bool,
}

/// The first character that breaks the JSON array at the head of a text. None if it does not break, or is no array at all.
pub(super) fn find_break(text: &str, span: Span) -> Option<Break> {
    let inner = span.of(text);
    let trimmed = inner.trim_start();
    if !trimmed.starts_with('[') {
        return None;
    }
    let offset = span.start + (inner.len() - trimmed.len()) as u32;
    let mut reader = Reader { text: trimmed, at: 0 };
    if reader.array().is_some() {
        return None;
    }
    let length = reader.peek().map_or(0, char::len_utf8);
    let behind = trimmed.get(..reader.at).is_some_and(|before| matches!(parse(before, Span::new(0, before.len())), JsonForm::Strings(_)));
    Some(Break { span: Span::new(reader.at, reader.at + length).moved(offset), behind })
}

impl JsonForm {
    fn moved(self, offset: u32) -> Self {
        match self {
            Self::None => Self::None,
            Self::NotStrings(span) => Self::NotStrings(span.moved(offset)),
            Self::Strings(strings) => Self::Strings(strings.into_iter().map(|(span, value)| (span.moved(offset), value)).collect()),
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    /// The whole text as an array; none if it is not valid JSON.
    fn array(&mut self) -> Option<JsonForm> {
        let mut strings = Vec::new();
        let mut other = None;
        self.expect('[')?;
        self.blanks();
        if !self.take(']') {
            loop {
                self.blanks();
                let start = self.at;
                if self.peek() == Some('"') {
                    let value = self.string()?;
                    strings.push((Span::new(start, self.at), value));
                } else {
                    self.value()?;
                    other.get_or_insert(Span::new(start, self.at));
                }
                self.blanks();
                if self.take(']') {
                    break;
                }
                self.expect(',')?;
            }
        }
        self.blanks();
        if self.at < self.text.len() {
            return None;
        }
        Some(match other {
            Some(span) => JsonForm::NotStrings(span),
            None => JsonForm::Strings(strings),
        })
    }

    /// Any value. Nesting is kept in a list and not on the call stack: it is as deep as the input says.
    fn value(&mut self) -> Option<()> {
        let mut open = Vec::new();
        loop {
            self.blanks();
            match self.peek()? {
                '[' | '{' if open.len() + 1 >= MAX_DEPTH => return None,
                '[' => {
                    self.at += 1;
                    self.blanks();
                    if !self.take(']') {
                        open.push('[');
                        continue;
                    }
                }
                '{' => {
                    self.at += 1;
                    self.blanks();
                    if !self.take('}') {
                        open.push('{');
                        self.key()?;
                        continue;
                    }
                }
                '"' => {
                    self.string()?;
                }
                't' => self.word("true")?,
                'f' => self.word("false")?,
                'n' => self.word("null")?,
                _ => self.number()?,
            }
            // A value has ended; so may the arrays and objects around it.
            loop {
                let Some(container) = open.last() else {
                    return Some(());
                };
                self.blanks();
                if self.take(',') {
                    if *container == '{' {
                        self.blanks();
                        self.key()?;
                    }
                    break;
                }
                self.expect(if *container == '{' { '}' } else { ']' })?;
                open.pop();
            }
        }
    }

    fn key(&mut self) -> Option<()> {
        self.string()?;
        self.blanks();
        self.expect(':')
    }

    fn string(&mut self) -> Option<String> {
        self.expect('"')?;
        let mut value = String::new();
        loop {
            let before = self.at;
            let c = self.next()?;
            let c = match c {
                '"' => return Some(value),
                '\\' => self.escape(),
                c => Some(c).filter(|c| *c >= ' '),
            };
            let Some(c) = c else {
                self.at = before;
                return None;
            };
            value.push(c);
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            c @ ('"' | '\\' | '/') => c,
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = self.hex4()?;
                self.utf16(unit)
            }
            _ => return None,
        })
    }

    /// One half of a surrogate pair without the other becomes U+FFFD, as in Go.
    fn utf16(&mut self, unit: u16) -> char {
        let before = self.at;
        if (0xd800..0xdc00).contains(&unit) && self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\\u")) {
            self.at += 2;
            if let Some(low) = self.hex4()
                && let Some(Ok(c)) = char::decode_utf16([unit, low]).next()
            {
                return c;
            }
            self.at = before;
        }
        char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn hex4(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u16::from_str_radix(digits, 16).ok()
    }

    fn number(&mut self) -> Option<()> {
        let start = self.at;
        let number = self.number_from(start);
        if number.is_none() {
            self.at = start;
        }
        number
    }

    fn number_from(&mut self, start: usize) -> Option<()> {
        self.take('-');
        if !self.take('0') {
            self.digits()?;
        }
        if self.take('.') {
            self.digits()?;
        }
        if self.take('e') || self.take('E') {
            let _ = self.take('+') || self.take('-');
            self.digits()?;
        }
        // A number that does not fit is an error of decoding to Go, so the text is no JSON array.
        let value: f64 = self.text.get(start..self.at)?.parse().ok()?;
        value.is_finite().then_some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    fn blanks(&mut self) {
        while let Some(' ' | '\t' | '\r' | '\n') = self.peek() {
            self.at += 1;
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

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn expect(&mut self, c: char) -> Option<()> {
        self.take(c).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(text: &str) -> Option<Vec<String>> {
        match parse(text, Span::new(0, text.len())) {
            JsonForm::Strings(strings) => Some(strings.into_iter().map(|(_, value)| value).collect()),
            _ => None,
        }
    }

    #[test]
    fn arrays_of_strings_are_decoded() {
        assert_eq!(strings("[]"), Some(vec![]));
        assert_eq!(strings(r#" [ "a" , "b\"\u00e9\ud83d\ude80\ud83dx" ] "#), Some(vec!["a".into(), "b\"é🚀\u{fffd}x".into()]));
    }

    #[test]
    fn what_is_no_json_is_the_shell_form() {
        for text in [
            "['a']",
            "[\"a\" \"b\"]",
            "[\"a\",]",
            "[\"a\"] x",
            "[ -e x ]",
            "[\"\t\"]",
            "[\"\\x\"]",
            "[",
            "[\"a\"",
            "[1e999]",
            "[01]",
            "[nul]",
            "",
        ] {
            assert_eq!(parse(text, Span::new(0, text.len())), JsonForm::None, "{text}");
        }
    }

    #[test]
    fn other_elements_are_told_apart() {
        for text in ["[\"a\", 1]", "[null]", "[[\"a\"], {\"b\": [true, -0.5e+3]}]"] {
            assert!(matches!(parse(text, Span::new(0, text.len())), JsonForm::NotStrings(_)), "{text}");
        }
        let deep = "[".repeat(20_000);
        assert_eq!(parse(&deep, Span::new(0, deep.len())), JsonForm::None);
    }
}
