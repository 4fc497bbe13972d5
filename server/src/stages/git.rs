//! What ADD takes behind the address of a Git repository: `#ref:folder` and `?key=value`.
//!
//! Source: moby/buildkit frontend/dockerfile/dfgitutil/git_ref.go (`loadQuery`) and util/gitutil/git_url.go.

use super::evaluate::join;
use crate::syntax::Span;

/// Why BuildKit refuses the address of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidGitQuery {
    Unknown {
        key: String,
    },
    Empty {
        key: String,
    },
    Repeated {
        key: String,
    },
    NotBoolean {
        key: String,
        value: String,
    },
    ModificationTime {
        value: String,
    },
    /// `#v1` and `?tag=v2`; of a key that says the same as the fragment or another key, and says it differently.
    Conflict {
        key: String,
        value: String,
        other: String,
    },
    BranchAndTag,
}

/// The keys that BuildKit knows.
pub const GIT_QUERY_KEYS: [&str; 10] =
    ["ref", "tag", "branch", "subdir", "checksum", "commit", "keep-git-dir", "submodules", "mtime", "fetch-by-commit"];

struct Pair {
    key: String,
    value: String,
    span: Span,
}

/// What is wrong with the query of a repository's address, and where in the address.
pub(super) fn check(address: &str) -> Option<(InvalidGitQuery, Span)> {
    let (before, fragment) = address.split_once('#').unwrap_or((address, ""));
    let (_, query) = before.split_once('?')?;
    let pairs = pairs(query, before.len() - query.len());
    if let Some(found) = pairs.iter().enumerate().find_map(|(at, pair)| Some((alone(pair, pairs.get(..at)?)?, pair.span))) {
        return Some(found);
    }
    conflict(&pairs, &decode(fragment)?)
}

/// What is wrong with a pair, whatever comes behind it.
fn alone(pair: &Pair, before: &[Pair]) -> Option<InvalidGitQuery> {
    let (key, value) = (pair.key.clone(), pair.value.clone());
    if before.iter().any(|other| other.key == key) {
        return Some(InvalidGitQuery::Repeated { key });
    }
    match (key.as_str(), value.as_str()) {
        ("keep-git-dir" | "submodules" | "fetch-by-commit", "") => None,
        ("keep-git-dir" | "submodules" | "fetch-by-commit", _) => {
            (!is_boolean(&value)).then_some(InvalidGitQuery::NotBoolean { key, value })
        }
        ("ref" | "tag" | "branch" | "subdir" | "checksum" | "commit" | "mtime", "") => Some(InvalidGitQuery::Empty { key }),
        ("mtime", "checkout" | "commit") => None,
        ("mtime", _) => Some(InvalidGitQuery::ModificationTime { value }),
        ("ref" | "tag" | "branch" | "subdir" | "checksum" | "commit", _) => None,
        _ => Some(InvalidGitQuery::Unknown { key }),
    }
}

/// Whether two parts of the address name different refs or folders.
fn conflict(pairs: &[Pair], fragment: &str) -> Option<(InvalidGitQuery, Span)> {
    let of = |key: &str| pairs.iter().find(|pair| pair.key == key);
    let (mut reference, folder) = fragment.split_once(':').map_or((fragment.to_owned(), ""), |(name, folder)| (name.to_owned(), folder));
    let folder = join("/", folder).split_off(1);
    let differs = |pair: &Pair, value: &str, other: &str| {
        let (key, value, other) = (pair.key.clone(), value.to_owned(), other.to_owned());
        (!other.is_empty() && other != value).then_some((InvalidGitQuery::Conflict { key, value, other }, pair.span))
    };
    if let Some(found) = of("subdir").and_then(|pair| differs(pair, &pair.value, &folder)) {
        return Some(found);
    }
    for (key, prefix) in [("ref", ""), ("tag", "refs/tags/"), ("branch", "refs/heads/")] {
        let Some(pair) = of(key) else { continue };
        if key == "branch" && of("tag").is_some() {
            return Some((InvalidGitQuery::BranchAndTag, pair.span));
        }
        let full = if pair.value.starts_with(prefix) { pair.value.clone() } else { format!("{prefix}{}", pair.value) };
        if let Some(found) = differs(pair, &full, &reference) {
            return Some(found);
        }
        reference = full;
    }
    None
}

/// The pairs of a query. Go drops those that it cannot decode, and those with a semicolon.
fn pairs(query: &str, offset: usize) -> Vec<Pair> {
    let mut start = offset;
    let mut pairs = Vec::new();
    for part in query.split('&') {
        let span = Span::new(start, start + part.len());
        start += part.len() + 1;
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        if !part.is_empty()
            && !part.contains(';')
            && let (Some(key), Some(value)) = (decode(&key.replace('+', " ")), decode(&value.replace('+', " ")))
        {
            pairs.push(Pair { key, value, span });
        }
    }
    pairs
}

/// A text with its `%41` decoded; none if one of them is broken.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, behind) = rest.split_at_checked(2)?;
        let digit = |at: usize| digits.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        bytes.push(u8::try_from(digit(0)? * 16 + digit(1)?).ok()?);
        rest = behind;
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Go's strconv.ParseBool.
fn is_boolean(text: &str) -> bool {
    matches!(text, "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(address: &str) -> Option<(InvalidGitQuery, &str)> {
        check(address).map(|(kind, span)| (kind, span.of(address)))
    }

    #[test]
    fn queries_that_buildkit_takes() {
        for address in [
            "https://example.com/a.git",
            "https://example.com/a.git?ref=v1&subdir=x&submodules&keep-git-dir=T&mtime=commit&fetch-by-commit=",
            "https://example.com/a.git?ref=v1#v1:x",
            "https://example.com/a.git?tag=v1#refs/tags/v1",
            "https://example.com/a.git?branch=refs/heads/main&commit=abc",
            "https://example.com/a.git?subdir=x#main:/x/",
            "git@example.com:a.git?checksum=abc#main",
            "https://example.com/a.git#main?foo",
            "https://example.com/a.git?",
            "https://example.com/a.git?%zz=1&a;b",
        ] {
            assert_eq!(found(address), None, "{address}");
        }
    }

    #[test]
    fn queries_that_buildkit_refuses() {
        use InvalidGitQuery::*;
        let text = str::to_owned;
        let cases = [
            ("a.git?ref=", Empty { key: text("ref") }, "ref="),
            ("a.git?ref", Empty { key: text("ref") }, "ref"),
            ("a.git?keep-git-dir&foo=1", Unknown { key: text("foo") }, "foo=1"),
            ("a.git?ref=a&ref=a", Repeated { key: text("ref") }, "ref=a"),
            ("a.git?submodules=maybe", NotBoolean { key: text("submodules"), value: text("maybe") }, "submodules=maybe"),
            ("a.git?mtime=now", ModificationTime { value: text("now") }, "mtime=now"),
            ("a.git?branch=a&tag=b", BranchAndTag, "branch=a"),
            ("a.git?tag=v1#v2", Conflict { key: text("tag"), value: text("refs/tags/v1"), other: text("v2") }, "tag=v1"),
            ("a.git?tag=v1#v1", Conflict { key: text("tag"), value: text("refs/tags/v1"), other: text("v1") }, "tag=v1"),
            ("a.git?subdir=x#:y", Conflict { key: text("subdir"), value: text("x"), other: text("y") }, "subdir=x"),
            ("a.git?ref=a&branch=a", Conflict { key: text("branch"), value: text("refs/heads/a"), other: text("a") }, "branch=a"),
        ];
        for (address, kind, range) in cases {
            assert_eq!(found(address), Some((kind, range)), "{address}");
        }
    }
}
