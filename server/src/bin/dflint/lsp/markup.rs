//! Texts for clients that show Markdown, and for those that do not.

use tower_lsp::ls_types::{MarkupContent, MarkupKind};

/// A text in Markdown, as the client wants it.
pub(super) fn markup(markdown: bool, text: String) -> MarkupContent {
    match markdown {
        true => MarkupContent { kind: MarkupKind::Markdown, value: text },
        false => MarkupContent { kind: MarkupKind::PlainText, value: plain(&text) },
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
        assert_eq!(markup(true, "`a`".to_owned()).value, "`a`");
    }
}
