//! Where words, quotes and brackets of a shell end.

/// Where a word ends.
pub(super) fn word_end(text: &[u8], start: usize, end: usize) -> usize {
    let mut at = start;
    while at < end {
        match text.get(at) {
            Some(b'\\') => at += 2,
            Some(b'\'') => at = behind(text, at + 1, end, b'\''),
            Some(b'"') => at = behind_quoted(text, at + 1, end),
            Some(b'`') => at = behind(text, at + 1, end, b'`'),
            Some(b'$') if matches!(text.get(at + 1), Some(b'(' | b'{')) => at = behind_brackets(text, at + 1, end),
            Some(b' ' | b'\t' | b'\r' | b'\n' | b';' | b')' | b'&' | b'|') | None => break,
            Some(_) => at += 1,
        }
    }
    at.min(end)
}

pub(super) fn behind(text: &[u8], start: usize, end: usize, what: u8) -> usize {
    let rest = text.get(start..end).unwrap_or_default();
    memchr::memchr(what, rest).map_or(end, |at| start + at + 1)
}

pub(super) fn behind_quoted(text: &[u8], start: usize, end: usize) -> usize {
    let mut at = start;
    while at < end {
        match text.get(at) {
            Some(b'\\') => at += 2,
            Some(b'"') => return at + 1,
            Some(b'$') if matches!(text.get(at + 1), Some(b'(' | b'{')) => at = behind_brackets(text, at + 1, end),
            _ => at += 1,
        }
    }
    end
}

/// Behind the bracket that closes the one at `start`; quotes inside are minded.
pub(super) fn behind_brackets(text: &[u8], start: usize, end: usize) -> usize {
    let (open, close) = if text.get(start) == Some(&b'{') { (b'{', b'}') } else { (b'(', b')') };
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut at = start;
    while at < end {
        match text.get(at) {
            Some(b'\\') => at += 1,
            Some(b'\'') if !quoted => at = behind(text, at + 1, end, b'\'') - 1,
            Some(b'"') => quoted = !quoted,
            Some(byte) if *byte == open => depth += 1,
            Some(byte) if *byte == close => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    end
}
