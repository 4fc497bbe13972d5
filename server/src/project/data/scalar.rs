//! Where in the file each byte of a scalar's value stands.

use super::Scalar;
use crate::syntax::LogicalLine;

/// The scalar whose value the parser says, and which is written in the file from `start` on, with its quotes or the sign of its block.
pub(super) fn scalar(source: &str, start: usize, value: &str) -> Scalar {
    let mut rest = source.get(start..).unwrap_or_default();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '|' | '>'));
    let mut at = start;
    match quote {
        Some('|' | '>') => {
            let line = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
            at += line;
            rest = rest.get(line..).unwrap_or_default();
        }
        Some(_) => {
            at += 1;
            rest = rest.get(1..).unwrap_or_default();
        }
        None => {}
    }
    let line = if rest.starts_with(value) { whole(at, value) } else { aligned(source, at, value, quote) };
    Scalar { line, quoted: quote.is_some() }
}

fn whole(at: usize, value: &str) -> LogicalLine {
    let mut line = LogicalLine::default();
    line.push(at as u32, value.as_bytes());
    line
}

/// Walks through the file beside the value: what the value leaves out is indentation, folded line breaks and the signs of escapes.
fn aligned(source: &str, start: usize, value: &str, quote: Option<char>) -> LogicalLine {
    let bytes = source.as_bytes();
    let mut line = LogicalLine::default();
    let mut at = start;
    let mut done = 0;
    // The value's bytes from `done` on stand in the file from `from` on.
    let mut from = at;
    let flush = |line: &mut LogicalLine, from: usize, done: usize, to: usize| {
        line.push(from as u32, value.as_bytes().get(done..to).unwrap_or_default());
    };
    for (offset, c) in value.char_indices() {
        // An escaped line break is no part of the value, and neither is the indentation behind it.
        while quote == Some('"') && matches!(bytes.get(at..), Some([b'\\', b'\r' | b'\n', ..])) {
            flush(&mut line, from, done, offset);
            at += 1 + blanks(bytes, at + 1);
            (done, from) = (offset, at);
        }
        let escaped = quote == Some('"') && bytes.get(at) == Some(&b'\\');
        if !escaped && source.get(at..).is_some_and(|rest| rest.starts_with(c)) && !(quote == Some('\'') && c == '\'') {
            at += c.len_utf8();
            continue;
        }
        flush(&mut line, from, done, offset);
        let end = offset + c.len_utf8();
        if escaped {
            let length = match bytes.get(at + 1) {
                Some(b'x') => 4,
                Some(b'u') => 6,
                Some(b'U') => 10,
                _ => 2,
            };
            // At the character that is escaped: so no text with an escape in it stands in one piece.
            flush(&mut line, at + 1, offset, end);
            at += length;
        } else if quote == Some('\'') && c == '\'' {
            flush(&mut line, at + 1, offset, end);
            at += 2;
        } else if matches!(c, ' ' | '\n') {
            // Folded.
            flush(&mut line, at, offset, end);
            at += blanks(bytes, at);
        } else {
            at += blanks(bytes, at);
            flush(&mut line, at, offset, end);
            at += c.len_utf8();
        }
        done = end;
        from = at;
    }
    flush(&mut line, from, done, value.len());
    line
}

/// How many blanks and line breaks there are.
fn blanks(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
}
