//! What a word says when nothing in it is expanded.

use std::borrow::Cow;

/// The word without its quotes and escapes. None if its value is known to the shell only: variables, command substitutions, patterns
/// for file names, `~`, `{a,b}` and `$'…'`.
pub(super) fn literal(word: &str) -> Option<Cow<'_, str>> {
    const SPECIAL: [char; 9] = ['\\', '\'', '"', '$', '`', '*', '?', '[', '{'];
    if word.starts_with('~') {
        return None;
    }
    if !word.contains(SPECIAL) {
        return Some(Cow::Borrowed(word));
    }
    let mut value = String::with_capacity(word.len());
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('\n') => {}
                escaped => value.push(escaped.unwrap_or('\\')),
            },
            '\'' => loop {
                match chars.next()? {
                    '\'' => break,
                    c => value.push(c),
                }
            },
            '"' => loop {
                match chars.next()? {
                    '"' => break,
                    '\\' => match chars.next()? {
                        '\n' => {}
                        c @ ('$' | '`' | '"' | '\\') => value.push(c),
                        c => value.extend(['\\', c]),
                    },
                    '$' if starts_expansion(chars.peek()) => return None,
                    '`' => return None,
                    c => value.push(c),
                }
            },
            '$' if starts_expansion(chars.peek()) || matches!(chars.peek(), Some('\'' | '"')) => return None,
            '`' | '*' | '?' | '[' => return None,
            // `{}` is a word of its own; what has a comma or dots in it may be expanded.
            '{' if chars.peek() != Some(&'}') => return None,
            c => value.push(c),
        }
    }
    Some(Cow::Owned(value))
}

/// Whether a `$` before this is an expansion.
fn starts_expansion(next: Option<&char>) -> bool {
    next.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '{' | '(' | '[' | '?' | '#' | '@' | '*' | '!' | '$' | '-'))
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn words_that_say_what_they_say() {
        for (word, value) in [
            ("plain", "plain"),
            (r#"a\ b'c d'"e \$f""#, "a bc de $f"),
            ("''", ""),
            (r#""a\nb""#, r"a\nb"),
            ("{}", "{}"),
            ("100$", "100$"),
            ("a~b", "a~b"),
        ] {
            assert_eq!(literal(word).as_deref(), Some(value), "{word}");
        }
    }

    #[test]
    fn words_that_the_shell_expands() {
        for word in ["$a", "\"$a\"", "`a`", "*.c", "~/x", "{a,b}", "$'x'", "a[b]", "$(x)", "'open", "$\"x\""] {
            assert_eq!(literal(word), None, "{word}");
        }
    }
}
