//! Where in a file values stand that have the form of a secret.

use std::sync::LazyLock;

use memchr::memmem;
use regex::{Regex, RegexSet};

use super::forms::{FORMS, PASSWORD_IN_URL, PRIVATE_KEY};
use super::values::{is_guessable, is_placeholder, same_character};
use crate::document::Document;
use crate::syntax::{Instruction, Keyword, Span};
use crate::text::ByteRange;

/// A value that has the form of a secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LeakedSecret {
    /// What it is, with its article.
    pub what: &'static str,
    pub range: ByteRange,
    /// The index of the instruction.
    pub instruction: usize,
}

/// Finds the marks of all forms but those of URLs, which almost every file has.
static MARKS: LazyLock<Option<regex::bytes::Regex>> = LazyLock::new(|| {
    let marks = FORMS.iter().filter(|form| form.what != PASSWORD_IN_URL).flat_map(|form| form.marks);
    let marks: Vec<_> = marks.map(|mark| regex::escape(mark)).collect();
    regex::bytes::Regex::new(&marks.join("|")).ok()
});

/// Says which forms a text has.
static SET: LazyLock<Option<RegexSet>> = LazyLock::new(|| RegexSet::new(FORMS.iter().map(|form| form.pattern)).ok());

/// The forms, each by itself, in the order of the table.
static PATTERNS: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| FORMS.iter().map(|form| Regex::new(form.pattern).ok()).collect());

/// All of them, by place; none overlaps another.
pub(in crate::lint) fn leaked_secrets(document: &Document) -> Vec<LeakedSecret> {
    let mut found = Vec::new();
    if !may_have_secrets(document.text()) {
        return found;
    }
    for (at, instruction) in document.file().instructions.iter().enumerate() {
        if !may_have_secrets(instruction.range.slice(document.text())) {
            continue;
        }
        let line = instruction.line.text();
        let alone = matches!(instruction.keyword, Some(Keyword::Arg | Keyword::Env | Keyword::Label));
        for (what, span) in in_text(line, alone) {
            found.push(LeakedSecret { what, range: instruction.range_of(span), instruction: at });
        }
        found.extend(in_heredocs(document, instruction).map(|(what, range)| LeakedSecret { what, range, instruction: at }));
    }
    found.sort_by_key(|secret| (secret.range.start, std::cmp::Reverse(secret.range.end)));
    found
}

fn in_heredocs<'d>(document: &'d Document, instruction: &'d Instruction) -> impl Iterator<Item = (&'static str, ByteRange)> + 'd {
    let bodies = instruction.heredocs.iter().filter_map(|heredoc| {
        let text = std::str::from_utf8(heredoc.body.slice(document.text())).ok()?;
        Some((heredoc.body.start, text))
    });
    bodies.flat_map(|(start, text)| {
        in_text(text, false).into_iter().map(move |(what, span)| (what, ByteRange::new(start + span.start, start + span.end)))
    })
}

/// Whether it is worth while to look closer: most files have nothing like it, and are read once for that.
fn may_have_secrets(text: &[u8]) -> bool {
    MARKS.as_ref().is_some_and(|marks| marks.is_match(text)) || has_credentials(text)
}

/// Whether a URL has an `@` before its first slash.
fn has_credentials(text: &[u8]) -> bool {
    memmem::find_iter(text, b"://").any(|at| {
        let host = text.get(at + 3..).unwrap_or_default();
        let end = host.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'')).unwrap_or(host.len());
        host.get(..end).is_some_and(|host| memchr::memchr(b'@', host).is_some() && memchr::memchr(b':', host).is_some())
    })
}

/// The secrets in a text. `alone` says that it is the value of a variable, where the first line of a key is enough.
fn in_text(text: &str, alone: bool) -> Vec<(&'static str, Span)> {
    let mut found: Vec<(&'static str, Span)> = Vec::new();
    let Some(set) = SET.as_ref() else { return found };
    for at in set.matches(text) {
        let (Some(form), Some(Some(pattern))) = (FORMS.get(at), PATTERNS.get(at)) else { continue };
        for place in pattern.find_iter(text) {
            let (start, end) = match form.what {
                PASSWORD_IN_URL => match password_of(place.as_str()) {
                    Some((start, end)) => (place.start() + start, place.start() + end),
                    None => continue,
                },
                _ => (place.start(), place.end()),
            };
            let span = Span::new(start, end);
            let value = span.of(text);
            let is_real = match form.what {
                PRIVATE_KEY => has_body(text.get(end..).unwrap_or_default(), alone),
                PASSWORD_IN_URL => true,
                _ => stands_alone(text, span) && !is_filler(value),
            };
            if is_real && !found.iter().any(|(_, known)| known.start < span.end && span.start < known.end) {
                found.push((form.what, span));
            }
        }
    }
    found
}

/// The password of `scheme://user:password@`; none if it is a variable or a placeholder.
fn password_of(url: &str) -> Option<(usize, usize)> {
    let end = url.len().checked_sub(1)?;
    let user_start = url.find("://")? + 3;
    let colon = user_start + url.get(user_start..end)?.find(':')?;
    let (user, password) = (url.get(user_start..colon)?, url.get(colon + 1..end)?);
    let lower = password.to_lowercase();
    let filled_in = ['$', '{', '}', '<', '>', '*', '(', ')', '`', '\\'].iter().any(|c| password.contains(*c));
    let is_variable = filled_in || (password.starts_with('%') && password.ends_with('%'));
    let is_plain = is_placeholder(&lower) || is_guessable(&lower, user) || same_character(password) || lower == "x-oauth-basic";
    let is_named =
        lower.split(['-', '_']).all(|word| matches!(word, "my" | "db" | "pwd" | "token" | "pat" | "pass" | "password" | "secret"));
    // `http://host:80@…`, or what everyone tries first.
    let is_number = password.bytes().all(|byte| byte.is_ascii_digit());
    (!is_variable && !is_plain && !is_named && !is_number && password.len() > 2).then_some((colon + 1, end))
}

/// Whether no letter or digit goes on before or behind it.
fn stands_alone(text: &str, span: Span) -> bool {
    let goes_on = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = text.as_bytes();
    let before = (span.start as usize).checked_sub(1).and_then(|at| bytes.get(at));
    !goes_on(before) && !goes_on(bytes.get(span.end as usize))
}

/// `ghp_xxxxxxxxxxxxxxxx…`: eight times the same.
fn is_filler(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.windows(8).any(|window| window.first().is_some_and(|first| window.iter().all(|byte| byte == first)))
}

/// Whether a key follows its first line: a variable or the pattern of a search may do so as well.
fn has_body(behind: &str, alone: bool) -> bool {
    let behind = behind.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\\' | '"' | '\''));
    let behind = behind.strip_prefix(['n', 'r']).map_or(behind, |rest| rest.trim_start_matches(['\\', 'n', 'r']));
    let length = behind.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b':')).count();
    length >= 24 || (alone && behind.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::BuildOptions;

    fn found(text: &str) -> Vec<(&'static str, String)> {
        let document = Document::new(text.as_bytes().to_vec(), &BuildOptions::default());
        let secrets = leaked_secrets(&document).into_iter();
        secrets.map(|secret| (secret.what, String::from_utf8_lossy(secret.range.slice(document.text())).into_owned())).collect()
    }

    /// Every pattern of the table can be compiled, and needs one of its marks.
    #[test]
    fn the_table_is_sound() {
        assert!(SET.is_some() && MARKS.is_some() && PATTERNS.iter().all(Option::is_some));
        assert!(FORMS.iter().all(|form| !form.marks.is_empty()));
    }

    /// The samples are put together here, so that no scanner of secrets takes them for some.
    #[test]
    fn each_form_is_found() {
        let body = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6a7B8c9D0e1F2g3H4i5J6k7L8m9N0p1Q2r3S4t5U6v7W8x9Y0";
        let hex = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9";
        let upper = body.to_uppercase();
        let of = |text: &str, length: usize| text.get(..length).unwrap().to_owned();
        let samples = [
            format!("ghp_{}", of(body, 36)),
            format!("github_pat_{}_{}", of(body, 22), of(body, 59)),
            format!("glpat-{}", of(body, 20)),
            format!("AKIA{}", of(&upper, 16)),
            format!("xoxb-{}", of(body, 40)),
            format!("xapp-1-{}", of(body, 40)),
            format!("hooks.slack.com/services/T{}/B{}/{}", of(&upper, 9), of(&upper, 9), of(body, 24)),
            format!("sk_live_{}", of(body, 24)),
            format!("npm_{}", of(body, 36)),
            format!("pypi-AgEIcHlwaS5vcmc{}", of(body, 60)),
            format!("rubygems_{}", of(hex, 48)),
            format!("AIza{}", of(body, 35)),
            format!("GOCSPX-{}", of(body, 28)),
            format!("dckr_pat_{}", of(body, 27)),
            format!("hf_{}", of(body, 34)),
            format!("dop_v1_{hex}"),
            format!("SG.{}.{}", of(body, 22), of(body, 43)),
            format!("shpat_{}", of(hex, 32)),
            format!("hvs.{}", of(body, 24)),
            format!("{}.atlasv1.{}", of(body, 14), of(body, 67)),
            format!("sk-{}T3BlbkFJ{}", of(body, 20), of(body, 20)),
            format!("sk-ant-api03-{}", of(body, 93)),
            format!("{}:AA{}", "123456789", of(body, 33)),
            format!("NRAK-{}", of(&upper, 27)),
            format!("glsa_{}_{}", of(body, 32), of(hex, 8)),
            format!("sntrys_{}", of(body, 60)),
            format!("AccountKey={}==", of(body, 86)),
            format!("eyJ{}.eyJ{}.{}", of(body, 20), of(body, 40), of(body, 43)),
            format!("-----BEGIN {}PRIVATE KEY-----", "RSA "),
        ];
        assert_eq!(samples.len() + 1, FORMS.len());
        for (sample, form) in samples.iter().zip(FORMS) {
            assert_eq!(found(&format!("FROM scratch\nENV X={sample:?}\n")), [(form.what, sample.clone())]);
        }
    }

    #[test]
    fn passwords_of_urls() {
        let password = |url: &str| found(&format!("FROM scratch\nRUN git clone {url}\n")).into_iter().map(|(_, text)| text).next();
        for url in ["https://ci:s3cr3tX@git.example.com/a.git", "https://:s3cr3tX@git.example.com", "amqp://a:s3cr3tX@mq:5672/x"] {
            assert_eq!(password(url).as_deref(), Some("s3cr3tX"), "{url}");
        }
        for url in [
            "https://ci:$TOKEN@git.example.com/a.git",
            "https://ci:${TOKEN}@git.example.com/a.git",
            "https://$TOKEN@git.example.com/a.git",
            "https://ci:<token>@git.example.com/a.git",
            "https://user:password@git.example.com/a.git",
            "https://guest:guest@git.example.com",
            "https://ci:xxxx@git.example.com",
            "https://git.example.com:8443/a@b",
            "ssh://git@git.example.com:22/a.git",
        ] {
            assert_eq!(password(url), None, "{url}");
        }
    }

    #[test]
    fn what_is_none() {
        let key = "-----BEGIN RSA PRIVATE KEY-----";
        for text in [
            format!("RUN grep -q '{key}' /key"),
            format!("RUN printf '{key}\\n%s' \"$KEY\" > /key"),
            "ENV T=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx".to_owned(),
            "ENV T=ghp_${REST}".to_owned(),
            "ENV T=XAKIAIOSFODNN7EXAMPLE".to_owned(),
        ] {
            assert_eq!(found(&format!("FROM scratch\n{text}\n")), [], "{text}");
        }
    }

    #[test]
    fn everywhere_in_an_instruction() {
        let token = format!("npm_{}", "a1B2c3D4e5".repeat(4).get(..36).unwrap());
        let text = format!(
            "# {token}\nFROM node\nARG T={token}\nLABEL t={token}\nRUN echo \\\n  {token}\nCOPY <<EOF /x\n{token}\nEOF\nONBUILD RUN echo {token}\n"
        );
        assert_eq!(found(&text).len(), 5);
        let key = format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n", "b3BlbnNzaC1rZXkt".repeat(4));
        assert_eq!(found(&format!("FROM node\nCOPY <<EOF /key\n{key}EOF\n")).len(), 1);
    }
}
