//! The patterns of `${name#pattern}`, `${name%pattern}` and `${name/pattern/replacement}`.
//!
//! BuildKit turns them into regular expressions (moby/buildkit frontend/dockerfile/shell/lex.go, `convertShellPatternToRegex`):
//! `*` and `?` are wildcards, `\*`, `\?` and `\\` are themselves, `\}` and `\/` too, any other escape is an error, and there are no
//! brackets. Here a pattern is a list of fixed pieces with a `*` between each two, and is matched piece by piece, in time
//! proportional to the text times the longest piece.

/// A pattern with an escape that BuildKit refuses.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InvalidPattern {
    /// The character behind the backslash, if there is one.
    pub escaped: Option<char>,
}

#[derive(Debug)]
pub(super) struct Pattern {
    /// The parts between the stars; at least one. `None` in a part is a `?`.
    pieces: Vec<Vec<Option<char>>>,
}

impl Pattern {
    pub(super) fn parse(pattern: &str) -> Result<Self, InvalidPattern> {
        let mut pieces = vec![Vec::new()];
        let mut chars = pattern.chars().peekable();
        while let Some(c) = chars.next() {
            let literal = match c {
                '*' => {
                    pieces.push(Vec::new());
                    continue;
                }
                '?' => None,
                '\\' => match chars.peek() {
                    Some('}' | '/') => continue,
                    Some(escaped @ ('*' | '?' | '\\')) => {
                        let escaped = *escaped;
                        chars.next();
                        Some(escaped)
                    }
                    escaped => return Err(InvalidPattern { escaped: escaped.copied() }),
                },
                c => Some(c),
            };
            if let Some(piece) = pieces.last_mut() {
                piece.push(literal);
            }
        }
        Ok(Self { pieces })
    }

    /// The same pattern for a text that is read backwards.
    fn reversed(mut self) -> Self {
        self.pieces.reverse();
        for piece in &mut self.pieces {
            piece.reverse();
        }
        self
    }

    /// Where a match that begins at `start` ends: the first one a regular expression with greedy or with lazy stars finds.
    fn match_at(&self, text: &[char], start: usize, greedy: bool) -> Option<usize> {
        let (first, others) = self.pieces.split_first()?;
        if !piece_at(first, text, start) {
            return None;
        }
        let mut end = start + first.len();
        if !greedy {
            for piece in others {
                end = (end..=text.len()).find(|at| piece_at(piece, text, *at))? + piece.len();
            }
            return Some(end);
        }
        // Greedy stars push every piece as far to the right as the pieces behind it allow.
        let Some((last, between)) = others.split_last() else {
            return Some(end);
        };
        let mut limit = (end..=text.len()).rev().find(|at| piece_at(last, text, *at))?;
        let found = limit + last.len();
        for piece in between.iter().rev() {
            let highest = limit.checked_sub(piece.len())?;
            limit = (end..=highest).rev().find(|at| piece_at(piece, text, *at))?;
        }
        Some(found)
    }
}

fn piece_at(piece: &[Option<char>], text: &[char], at: usize) -> bool {
    text.get(at..at + piece.len()).is_some_and(|part| piece.iter().zip(part).all(|(wanted, c)| wanted.is_none_or(|wanted| wanted == *c)))
}

/// `${name#pattern}`, and with `greedy` `${name##pattern}`.
pub(super) fn trim_prefix(pattern: &str, value: &str, greedy: bool) -> Result<String, InvalidPattern> {
    let text: Vec<char> = value.chars().collect();
    let end = Pattern::parse(pattern)?.match_at(&text, 0, greedy).unwrap_or(0);
    Ok(text.into_iter().skip(end).collect())
}

/// `${name%pattern}`, and with `greedy` `${name%%pattern}`.
pub(super) fn trim_suffix(pattern: &str, value: &str, greedy: bool) -> Result<String, InvalidPattern> {
    let text: Vec<char> = value.chars().rev().collect();
    let end = Pattern::parse(pattern)?.reversed().match_at(&text, 0, greedy).unwrap_or(0);
    Ok(text.into_iter().skip(end).collect::<Vec<_>>().into_iter().rev().collect())
}

/// `${name/pattern/replacement}`, and with `all` `${name//pattern/replacement}`.
pub(super) fn replace(pattern: &str, value: &str, replacement: &str, all: bool) -> Result<String, InvalidPattern> {
    let pattern = Pattern::parse(pattern)?;
    let text: Vec<char> = value.chars().collect();
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    let mut last_end = None;
    while at <= text.len() {
        let Some(end) = pattern.match_at(&text, at, true) else {
            at += 1;
            continue;
        };
        // An empty match directly behind the last one does not count (Go's regexp.ReplaceAll).
        if end > at || last_end != Some(at) {
            out.extend(text.get(copied..at).unwrap_or_default());
            let found: String = text.get(at..end).unwrap_or_default().iter().collect();
            if all {
                out.push_str(&expand_template(replacement, &found));
            } else {
                out.push_str(replacement);
            }
            copied = end;
            last_end = Some(end);
            if !all {
                break;
            }
        }
        at = if end > at { end } else { at + 1 };
    }
    out.extend(text.get(copied..).unwrap_or_default());
    Ok(out)
}

/// Go's regexp expands `$name` in a replacement for all matches. There are no groups but the whole match, `$0`.
fn expand_template(template: &str, found: &str) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after_dollar) = after.strip_prefix('$') {
            out.push('$');
            rest = after_dollar;
            continue;
        }
        let is_name = |c: &char| c.is_alphanumeric() || *c == '_';
        let (name, behind) = match after.strip_prefix('{').and_then(|braced| braced.split_once('}')) {
            Some((name, behind)) if !name.is_empty() && name.chars().all(|c| is_name(&c)) => (name, behind),
            _ => {
                let length = after.chars().take_while(is_name).map(char::len_utf8).sum();
                after.split_at(length)
            }
        };
        if name.is_empty() {
            out.push('$');
        } else if name == "0" {
            out.push_str(found);
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_and_suffixes() {
        assert_eq!(trim_prefix("*.", "a.b.c", false).unwrap(), "b.c");
        assert_eq!(trim_prefix("*.", "a.b.c", true).unwrap(), "c");
        assert_eq!(trim_suffix(".*", "a.b.c", false).unwrap(), "a.b");
        assert_eq!(trim_suffix(".*", "a.b.c", true).unwrap(), "a");
        assert_eq!(trim_prefix("x", "abc", true).unwrap(), "abc");
        assert_eq!(trim_prefix("a?", "abc", true).unwrap(), "c");
        assert_eq!(trim_prefix("*a*b", "xaxbxb", false).unwrap(), "xb");
        assert_eq!(trim_prefix("*a*b", "xaxbxb", true).unwrap(), "");
        assert_eq!(trim_prefix("\\*", "*a", false).unwrap(), "a");
        assert_eq!(trim_prefix("\\a", "a", false), Err(InvalidPattern { escaped: Some('a') }));
    }

    #[test]
    fn replacements() {
        assert_eq!(replace(".", "a.b.c", "-", false).unwrap(), "a-b.c");
        assert_eq!(replace(".", "a.b.c", "-", true).unwrap(), "a-b-c");
        assert_eq!(replace("a*c", "abcabc", "x", false).unwrap(), "x");
        assert_eq!(replace("", "ab", "-", true).unwrap(), "-a-b-");
        assert_eq!(replace("", "ab", "-", false).unwrap(), "-ab");
        assert_eq!(replace("b", "abc", "[$0]$$$x", true).unwrap(), "a[b]$c");
        assert_eq!(replace("\\/", "a/b", "-", false).unwrap(), "a-b");
    }
}
