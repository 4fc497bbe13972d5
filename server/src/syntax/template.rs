//! Marks of template languages: what a program replaces before there is a Dockerfile.

use super::line::Span;

/// Signs that open a tag, with those that close it: Jinja, Go, Mustache, ERB, EJS. A tag may go on in later lines.
const TAGS: [(&str, &str); 4] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>")];

/// Signs around a name: autoconf and CMake, the templates of official images, and others by convention.
const AROUND_NAMES: [&str; 3] = ["@", "%%", "__"];

/// Macros of m4, with which a line begins.
const MACROS: [&str; 6] = ["include(", "sinclude(", "define(", "ifdef(", "ifelse(", "changequote("];

/// The first mark in a text, be it in a word.
pub fn template_mark(text: &str) -> Option<Span> {
    text.char_indices().find_map(|(at, _)| {
        let length = mark_length(text.get(at..)?, text.get(..at).unwrap_or_default())?;
        Some(Span::new(at, at + length))
    })
}

/// The mark with which a line begins, if it has to be replaced with whole instructions: `{{ range … }}`, `$(cat base.Dockerfile)`.
pub fn template_line(line: &str) -> Option<Span> {
    let text = line.trim();
    let all = Span::new(0, text.len());
    let is_call = text.starts_with("$(") && text.ends_with(')');
    let variable = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let is_macro = MACROS.iter().any(|name| text.strip_prefix("m4_").unwrap_or(text).starts_with(name));
    if is_call || is_macro || variable.is_some_and(is_name) {
        return Some(all);
    }
    let closing = TAGS.iter().find(|(_, close)| text.starts_with(close)).map(|(_, close)| Span::new(0, close.len()));
    closing.or_else(|| mark_length(text, "").map(|length| Span::new(0, length)))
}

/// How long the mark is with which a text begins.
fn mark_length(text: &str, before: &str) -> Option<usize> {
    for (open, close) in TAGS {
        if let Some(inside) = text.strip_prefix(open) {
            let end = inside.lines().next().and_then(|line| line.find(close)).map(|at| open.len() + at + close.len());
            return Some(end.unwrap_or(open.len()));
        }
    }
    let in_name = before.ends_with(|c: char| c.is_ascii_alphanumeric());
    for sign in AROUND_NAMES {
        let name = text.strip_prefix(sign).map(word).and_then(|(word, behind)| match sign {
            "__" => word.find(sign).and_then(|end| word.get(..end)),
            _ => behind.starts_with(sign).then_some(word),
        });
        let minds_case = sign == "__";
        let fits = |name: &&str| is_name(name) && !(minds_case && (in_name || name.contains(|c: char| c.is_ascii_lowercase())));
        if let Some(name) = name.filter(fits) {
            return Some(name.len() + 2 * sign.len());
        }
    }
    // `{name}` of Python; `${name}` is a variable.
    let (name, behind) = word(text.strip_prefix('{')?);
    (is_name(name) && behind.starts_with('}') && !before.ends_with(['$', '{'])).then_some(name.len() + 2)
}

/// The letters, digits and signs of a name with which a text begins, and what stands behind them. No name is longer than some bytes.
fn word(text: &str) -> (&str, &str) {
    const LONGEST: usize = 100;
    let length = text.bytes().take(LONGEST).take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte)).count();
    text.split_at_checked(length).unwrap_or((text, ""))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && word(text).1.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_words() {
        for (text, mark) in [
            ("{{ base }}", "{{ base }}"),
            ("debian:{{version}}-slim", "{{version}}"),
            ("a{% if x", "{%"),
            ("x/%%MACHINE_NAME%%-debian", "%%MACHINE_NAME%%"),
            ("@BASE@:1", "@BASE@"),
            ("<%= image %>", "<%= image %>"),
            ("__DOCKER_ARCH__/python", "__DOCKER_ARCH__"),
            ("python:{version}", "{version}"),
        ] {
            assert_eq!(template_mark(text).map(|span| span.of(text)), Some(mark), "{text}");
        }
        for text in ["${base}", "a@sha256:x", "$base{1,2}", "a__b__", "100%%", "{ a; }", "name@host", "é"] {
            assert_eq!(template_mark(text), None, "{text}");
        }
    }

    #[test]
    fn marks_for_whole_lines() {
        for line in
            ["{{", "}}FROM x", "{%- if x %}", "%%FROM%%", "$(cat base.Dockerfile)", "${INSTALL}", "include(`base.m4')", "m4_define(`X')"]
        {
            assert!(template_line(line).is_some(), "{line}");
        }
        for line in ["docker ps --format '{{.Names}}'", "$JAVA_HOME/bin/java", "FORM alpine", "include x", ""] {
            assert_eq!(template_line(line), None, "{line}");
        }
    }
}
