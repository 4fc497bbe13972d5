//! Texts in quotes in the source of a program: Groovy in a Jenkinsfile, Starlark in a Tiltfile.

use crate::syntax::Span;

/// A text in quotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Literal {
    /// Without the quotes.
    pub inner: Span,
    /// With them.
    pub whole: Span,
    /// In double quotes: in Groovy, `$` has a meaning there.
    pub double: bool,
}

/// The literals of a source, and the source with the insides of literals and with comments blanked out, so that what is left is code.
pub(super) fn read(text: &str, comments: &[&str]) -> (Vec<Literal>, String) {
    let bytes = text.as_bytes();
    let mut literals = Vec::new();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        if comments.iter().any(|sign| rest.starts_with(sign.as_bytes())) {
            let length = rest.iter().take_while(|byte| **byte != b'\n').count();
            blank(&mut code, at, at + length);
            at += length;
        } else if rest.starts_with(b"/*") && comments.contains(&"//") {
            let end = memchr::memmem::find(rest, b"*/").map_or(bytes.len(), |found| at + found + 2);
            blank(&mut code, at, end);
            at = end;
        } else if let Some(quote @ (b'\'' | b'"')) = rest.first().copied() {
            let triple = rest.starts_with(&[quote; 3]);
            let width = if triple { 3 } else { 1 };
            let start = at + width;
            let end = end_of(bytes, start, quote, triple);
            literals.push(Literal { inner: Span::new(start, end), whole: Span::new(at, end + width), double: quote == b'"' });
            blank(&mut code, start, end);
            at = end + width;
        } else {
            at += 1;
        }
    }
    // Blanked bytes are ASCII, and whole literals are: what is left is UTF-8.
    (literals, String::from_utf8(code).unwrap_or_default())
}

fn end_of(bytes: &[u8], start: usize, quote: u8, triple: bool) -> usize {
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' if !triple => return at,
            byte if *byte == quote && (!triple || bytes.get(at..).is_some_and(|rest| rest.starts_with(&[quote; 3]))) => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn blank(code: &mut [u8], start: usize, end: usize) {
    let end = end.min(code.len());
    code.get_mut(start..end).unwrap_or_default().iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
}

/// The arguments of a call whose bracket opens at a byte of the code: where each of them stands.
pub(super) fn arguments(code: &str, open: usize) -> Vec<Span> {
    let mut depth = 0_usize;
    let mut from = open + 1;
    let mut spans = Vec::new();
    for (offset, c) in code.get(open..).unwrap_or_default().char_indices() {
        let at = open + offset;
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    spans.push(trimmed(code, Span::new(from, at)));
                    break;
                }
            }
            ',' if depth == 1 => {
                spans.push(trimmed(code, Span::new(from, at)));
                from = at + 1;
            }
            _ => {}
        }
        // No call is that long.
        if offset > 20_000 {
            break;
        }
    }
    spans.retain(|span| !span.is_empty());
    spans
}

fn trimmed(code: &str, span: Span) -> Span {
    let own = span.of(code);
    let start = span.start as usize + own.len() - own.trim_start().len();
    Span::new(start, start + own.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_code() {
        let text = "a('x, y', \"\"\"é\"\n\"\"\") // 'no'\nb = 'it\\'s'";
        let (literals, code) = read(text, &["//"]);
        let inner: Vec<_> = literals.iter().map(|literal| literal.inner.of(text)).collect();
        assert_eq!(inner, ["x, y", "é\"\n", "it\\'s"]);
        assert_eq!(code.len(), text.len());
        let found: Vec<_> = arguments(&code, 1).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["'x, y'", "\"\"\"é\"\n\"\"\""]);
        assert!(!code.contains("no"));
        read("'", &["#"]);
        read("\"\"\"\\", &["#"]);
    }
}
