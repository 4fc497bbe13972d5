//! Texts for clients that show Markdown, and for those that do not.

use tower_lsp::ls_types::{Documentation, MarkupContent, MarkupKind};

/// What a client takes as a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Markup {
    /// It names no format: a string, where the protocol has one.
    #[default]
    String,
    Plain,
    Markdown,
}

impl Markup {
    pub(super) fn of(formats: Option<&[MarkupKind]>) -> Self {
        match formats {
            None | Some([]) => Self::String,
            Some(formats) if formats.contains(&MarkupKind::Markdown) => Self::Markdown,
            Some(_) => Self::Plain,
        }
    }

    /// A text in Markdown, as the client wants it.
    pub(super) fn content(self, text: String) -> MarkupContent {
        match self {
            Self::Markdown => MarkupContent { kind: MarkupKind::Markdown, value: text },
            Self::Plain | Self::String => MarkupContent { kind: MarkupKind::PlainText, value: plain(&text) },
        }
    }

    /// The same of what may also be a string.
    pub(super) fn documentation(self, text: String) -> Documentation {
        match self {
            Self::String => Documentation::String(plain(&text)),
            Self::Plain | Self::Markdown => Documentation::MarkupContent(self.content(text)),
        }
    }
}

/// The text without the marks that our own texts and pages have: code, fences, bold, links.
fn plain(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("```"));
    let mut plain = lines.collect::<Vec<_>>().join("\n").replace("**", "").replace('`', "");
    while let Some((before, rest)) = plain.split_once("](")
        && let Some((before, title)) = before.rsplit_once('[')
        && let Some((address, behind)) = rest.split_once(')')
    {
        plain = format!("{before}{title}: {address}{behind}");
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_left_out() {
        let text = "```dockerfile\nRUN x\n```\n\n**a** `b` [c](https://d/#e), [f](g) [h\n";
        assert_eq!(plain(text), "RUN x\n\na b c: https://d/#e, f: g [h");
        assert_eq!(Markup::Markdown.content("`a`".to_owned()).value, "`a`");
        assert_eq!(Markup::of(None).documentation("`a`".to_owned()), Documentation::String("a".to_owned()));
    }
}
