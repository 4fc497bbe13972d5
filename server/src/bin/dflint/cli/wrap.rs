//! Text for terminals: words with styles, broken into lines.

use unicode_width::UnicodeWidthStr;

/// How a piece of text looks on a terminal that has colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Style {
    Plain,
    Bold,
    Code,
    /// What was taken away and added, in a diff.
    Removed,
    Added,
}

impl Style {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "\x1b[1m",
            Self::Code => "\x1b[36m",
            Self::Removed => "\x1b[31m",
            Self::Added => "\x1b[32m",
        }
    }

    /// The text in this style; as it is without colour.
    pub(super) fn paint(self, text: &str, colour: bool) -> String {
        if colour && self != Self::Plain { format!("{}{text}\x1b[0m", self.code()) } else { text.to_owned() }
    }
}

/// A text that is to be broken between words.
#[derive(Default)]
pub(super) struct Words {
    words: Vec<Vec<(Style, String)>>,
    /// Whether the next text continues the last word.
    is_open: bool,
}

impl Words {
    pub(super) fn push(&mut self, text: &str, style: Style) {
        for part in text.split_inclusive(char::is_whitespace) {
            let word = part.trim_end();
            if !word.is_empty() {
                match self.words.last_mut().filter(|_| self.is_open) {
                    Some(last) => last.push((style, word.to_owned())),
                    None => self.words.push(vec![(style, word.to_owned())]),
                }
                self.is_open = true;
            }
            self.is_open &= word.len() == part.len();
        }
    }

    /// How wide it is on one line.
    pub(super) fn width(&self) -> usize {
        self.words.iter().map(|word| width(word) + 1).sum::<usize>().saturating_sub(1)
    }

    /// The lines, each with its width. A word that is wider than a line has one for itself.
    pub(super) fn lines(&self, limit: usize, colour: bool) -> Vec<(usize, String)> {
        let mut lines: Vec<(usize, String)> = Vec::new();
        for word in &self.words {
            let painted: String = word.iter().map(|(style, text)| style.paint(text, colour)).collect();
            match lines.last_mut().filter(|(used, _)| *used + 1 + width(word) <= limit) {
                Some((used, line)) => {
                    *used += 1 + width(word);
                    line.push(' ');
                    line.push_str(&painted);
                }
                None => lines.push((width(word), painted)),
            }
        }
        lines
    }
}

fn width(word: &[(Style, String)]) -> usize {
    word.iter().map(|(_, text)| text.width()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(parts: &[(&str, Style)], limit: usize, colour: bool) -> Vec<String> {
        let mut words = Words::default();
        parts.iter().for_each(|(text, style)| words.push(text, *style));
        words.lines(limit, colour).into_iter().map(|(_, line)| line).collect()
    }

    #[test]
    fn words_are_broken_between_and_never_within() {
        let text = [("One two, ", Style::Plain), ("three", Style::Code), (".\nFour", Style::Plain)];
        assert_eq!(lines(&text, 80, false), ["One two, three. Four"]);
        assert_eq!(lines(&text, 10, false), ["One two,", "three.", "Four"]);
        assert_eq!(lines(&text, 1, false), ["One", "two,", "three.", "Four"]);
        assert_eq!(lines(&text, 80, true), ["One two, \x1b[36mthree\x1b[0m. Four"]);
        assert_eq!(lines(&text, 10, true)[1], "\x1b[36mthree\x1b[0m.", "styles have no width");
        assert_eq!(lines(&[("漢字 漢字", Style::Plain)], 8, false).len(), 2, "columns, not characters");
        assert_eq!(lines(&[("  ", Style::Plain)], 8, false), [""; 0]);
    }
}
