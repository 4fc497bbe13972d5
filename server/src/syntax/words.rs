//! How BuildKit splits a logical line: keyword, flags, and the words of each kind of instruction.
//!
//! Source: moby/buildkit frontend/dockerfile/parser/split_command.go and line_parsers.go.

use super::line::Span;

/// `[\t\v\f\r ]`, the blanks between words where BuildKit splits by a pattern.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\x0b' | '\x0c' | '\r' | ' ')
}

/// Go's strings.TrimSpace.
pub(super) fn trim(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    let start = span.start + (inner.len() - inner.trim_start().len()) as u32;
    let end = start + inner.trim().len() as u32;
    Span { start, end }
}

/// The keyword of a line and where the text behind it begins (`splitCommand`).
pub(super) fn split_keyword(text: &str, span: Span) -> (Span, Span) {
    let line = trim(text, span);
    let inner = line.of(text);
    let keyword = inner.find(is_blank).unwrap_or(inner.len());
    let rest = inner.get(keyword..).unwrap_or_default();
    let blanks = rest.find(|c| !is_blank(c)).unwrap_or(rest.len());
    let rest_start = line.start + (keyword + blanks) as u32;
    (Span { start: line.start, end: line.start + keyword as u32 }, Span { start: rest_start, end: line.end })
}

/// A word that begins with `--`, as it stands and without its quotes and escapes.
#[derive(Clone, Debug)]
pub(super) struct FlagWord {
    pub span: Span,
    /// Empty if it is the same as the text of the span.
    pub unquoted: Option<String>,
}

/// The flags at the head of `span` and the rest behind them (`extractBuilderFlags`). A word `--` ends them.
pub(super) fn take_flags(text: &str, span: Span, escape: char) -> (Vec<FlagWord>, Span) {
    let mut flags = Vec::new();
    let mut rest = trim(text, span);
    while rest.of(text).starts_with("--") {
        let flag = quoted_word(text, rest, escape);
        let behind = Span { start: flag.span.end, end: rest.end };
        rest = trim(text, behind);
        let ends = flag.unquoted.as_deref().unwrap_or(flag.span.of(text)) == "--";
        if ends {
            break;
        }
        flags.push(flag);
    }
    (flags, rest)
}

/// The word at the head of `span`. Quotes and the escape character protect spaces, and are taken off.
fn quoted_word(text: &str, span: Span, escape: char) -> FlagWord {
    let inner = span.of(text);
    let mut value = String::new();
    let mut changed = false;
    let mut quote = None;
    let mut chars = inner.char_indices();
    let mut end = inner.len();
    while let Some((at, c)) = chars.next() {
        if quote == Some(c) {
            quote = None;
            changed = true;
        } else if c == escape {
            changed = true;
            if let Some((_, escaped)) = chars.next() {
                value.push(escaped);
            }
        } else if quote.is_none() && c.is_ascii() && c.is_whitespace() {
            end = at;
            break;
        } else if let Some(before) = space_inside(c).filter(|_| quote.is_none()) {
            value.extend(before);
            changed = true;
            end = at + c.len_utf8();
            break;
        } else if quote.is_none() && matches!(c, '"' | '\'') {
            quote = Some(c);
            changed = true;
        } else {
            value.push(c);
        }
    }
    FlagWord { span: Span { start: span.start, end: span.start + end as u32 }, unquoted: changed.then_some(value) }
}

/// BuildKit looks for the end of a flag byte by byte, and takes the bytes 0x85 and 0xA0 for spaces, wherever they are: a no-break space
/// leaves its first byte in the flag, and `à` is cut in two. This is what such a character leaves in the flag, each byte as the
/// character of its number.
fn space_inside(c: char) -> Option<Vec<char>> {
    let mut bytes = [0; 4];
    let bytes = c.encode_utf8(&mut bytes).as_bytes();
    let at = bytes.iter().position(|byte| matches!(byte, 0x85 | 0xa0))?;
    Some(bytes.get(..at)?.iter().copied().map(char::from).collect())
}

/// Words between `[\t\v\f\r ]+`, quotes or not (`parseStringsWhitespaceDelimited`).
pub(super) fn split_blanks(text: &str, span: Span) -> Vec<Span> {
    let inner = span.of(text);
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in inner.char_indices() {
        match (start, is_blank(c)) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                words.push(Span::new(from, at).moved(span.start));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        words.push(Span::new(from, inner.len()).moved(span.start));
    }
    words
}

/// Words between Unicode spaces; quotes and the escape character protect spaces and stay in the word (`parseWords`).
pub(super) fn split_quoted(text: &str, span: Span, escape: char) -> Vec<Span> {
    let inner = span.of(text);
    let mut words = Vec::new();
    let mut chars = inner.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut end = start;
        let mut quote = None;
        let mut next = Some((start, first));
        while let Some((at, c)) = next {
            if quote.is_none() && c.is_whitespace() {
                break;
            }
            end = at + c.len_utf8();
            if quote == Some(c) {
                quote = None;
            } else if c == escape && quote != Some('\'') {
                match chars.next() {
                    Some((at, escaped)) => end = at + escaped.len_utf8(),
                    // An escape character at the end of the line is dropped.
                    None => end = at,
                }
            } else if quote.is_none() && matches!(c, '"' | '\'') {
                quote = Some(c);
            }
            next = chars.next();
        }
        if end > start {
            words.push(Span::new(start, end).moved(span.start));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Span {
        Span::new(0, text.len())
    }

    fn texts<'t>(text: &'t str, spans: &[Span]) -> Vec<&'t str> {
        spans.iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn keywords_end_at_ascii_blanks() {
        let of = |text| {
            let (keyword, rest) = split_keyword(text, whole(text));
            (keyword.of(text).to_owned(), rest.of(text).to_owned())
        };
        assert_eq!(of("  RUN \x0b a b "), ("RUN".into(), "a b".into()));
        assert_eq!(of("RUN\u{a0}a b"), ("RUN\u{a0}a".into(), "b".into()));
        assert_eq!(of("RUN"), ("RUN".into(), "".into()));
    }

    #[test]
    fn flags_end_at_the_first_word_or_at_dashes() {
        let text = "--a=1 --b=\"x y\"z --c=p\\ q -- --d e";
        let (flags, rest) = take_flags(text, whole(text), '\\');
        let values: Vec<_> = flags.iter().map(|flag| flag.unquoted.as_deref().unwrap_or(flag.span.of(text))).collect();
        assert_eq!(values, ["--a=1", "--b=x yz", "--c=p q"]);
        assert_eq!(rest.of(text), "--d e");
        assert_eq!(take_flags("-a --b", whole("-a --b"), '\\').0.len(), 0);
    }

    #[test]
    fn two_bytes_end_a_flag_wherever_they_are() {
        for (text, value, behind) in [
            ("--a=1\u{a0}b", "--a=1\u{c2}", "b"),
            ("--a=\u{e0} b", "--a=\u{c3}", "b"),
            ("--a=\u{c5} b", "--a=\u{c3}", "b"),
            ("--a=\u{2003}x b", "--a=\u{2003}x", "b"),
            ("--a=\"\u{e0}\" b", "--a=\u{e0}", "b"),
        ] {
            let (flags, rest) = take_flags(text, whole(text), '\\');
            let values: Vec<_> = flags.iter().map(|flag| flag.unquoted.as_deref().unwrap_or(flag.span.of(text))).collect();
            assert_eq!((values.as_slice(), rest.of(text)), (&[value][..], behind), "{text}");
        }
    }

    #[test]
    fn quotes_protect_spaces_in_pairs_only() {
        let text = "a=\"b c\" 'd e'=f g\\ h \"open i";
        assert_eq!(texts(text, &split_quoted(text, whole(text), '\\')), ["a=\"b c\"", "'d e'=f", "g\\ h", "\"open i"]);
        assert_eq!(texts(text, &split_blanks(text, whole(text))).len(), 8);
        assert_eq!(texts("a\\", &split_quoted("a\\", whole("a\\"), '\\')), ["a"]);
    }
}
