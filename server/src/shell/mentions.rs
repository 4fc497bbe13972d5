//! Names behind a `$`, found without parsing.

use crate::syntax::Span;

/// Every `$NAME`, `${NAME` and `${!NAME`, with the name's span in `text`. Quotes and comments are no matter: a shell may read less than
/// this, but nothing else, `$((NAME))` and its like left out.
pub fn mentions(text: &[u8]) -> impl Iterator<Item = (Span, &str)> {
    memchr::memchr_iter(b'$', text).filter_map(|dollar| {
        let behind = text.get(dollar + 1..)?;
        let opening = match behind {
            [b'{', b'!' | b'#', ..] => 2,
            [b'{', ..] => 1,
            _ => 0,
        };
        let name = behind.get(opening..)?;
        let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let name = name.get(..length).filter(|name| name.first().is_some_and(|first| !first.is_ascii_digit()))?;
        let start = dollar + 1 + opening;
        Some((Span::new(start, start + length), str::from_utf8(name).ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn names_behind_a_dollar() {
        let found: Vec<_> = mentions(b"$A ${B_1:-$c} '$D' $1 $$ ${#E} ${!F} $(G) $").map(|(_, name)| name).collect();
        assert_eq!(found, ["A", "B_1", "c", "D", "E", "F"]);
    }
}
