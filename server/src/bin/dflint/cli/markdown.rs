//! Messages as Markdown, where what a file says must not become markup.

/// A message is cut after so many characters.
const LONG: usize = 300;

/// What Markdown and GitHub give a meaning to.
const MARKUP: &str = r"\`*_{}[]<>#|&~!$";

/// A message on one line, also in a cell of a table. What stands between backquotes is code.
pub(super) fn line(message: &str) -> String {
    let mut text: String = message.chars().take(LONG).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if message.chars().nth(LONG).is_some() {
        text.push('…');
    }
    let parts: Vec<_> = text.split('`').collect();
    // A backquote without a partner, or two side by side, come from the file that is quoted: then nothing is code.
    let paired = parts.len() % 2 == 1 && parts.iter().skip(1).step_by(2).all(|code| !code.trim().is_empty());
    let adjacent = parts.iter().skip(2).step_by(2).rev().skip(1).any(|between| between.is_empty());
    if !paired || adjacent {
        return escape(&text);
    }
    let part = |(at, part): (usize, &&str)| match at % 2 {
        0 => escape(part),
        // A bar ends a cell even in code.
        _ => format!("`{}`", part.replace('|', "\\|")),
    };
    parts.iter().enumerate().map(part).collect()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if MARKUP.contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_stay_text() {
        for (message, markdown) in [
            ("No stage `a`.", "No stage `a`."),
            ("`a|b` | c", r"`a\|b` \| c"),
            ("see <b> and [x](y)", r"see \<b\> and \[x\](y)"),
            ("`<b>` is *it*", r"`<b>` is \*it\*"),
            ("`a`<img src=x>`b`", r"`a`\<img src=x\>`b`"),
            ("one ` of `a`", r"one \` of \`a\`"),
            ("``<b>``", r"\`\`\<b\>\`\`"),
            ("`a``b`", r"\`a\`\`b\`"),
            ("two\nlines", "two lines"),
        ] {
            assert_eq!(line(message), markdown, "{message}");
        }
        assert_eq!(line(&"ü".repeat(400)), format!("{}…", "ü".repeat(300)));
    }
}
