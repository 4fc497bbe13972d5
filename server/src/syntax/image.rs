//! References to images: their parts, and whether a registry would take them.
//!
//! Source: github.com/distribution/reference normalize.go, reference.go and regexp.go, which BuildKit calls for base images.

use std::borrow::Cow;

use super::line::Span;

/// The parts of a reference as written, without expansion. Each span lies in the text that was split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImageParts {
    /// The host, with its port.
    pub registry: Option<Span>,
    /// The path on the registry.
    pub name: Span,
    /// Without the `:`.
    pub tag: Option<Span>,
    /// Without the `@`.
    pub digest: Option<Span>,
}

impl ImageParts {
    /// Splits a reference. Variables in it are left as they are: a `:` or `/` inside `${…}` splits nothing.
    pub fn split(reference: &str) -> Self {
        let mut colon = None;
        let mut at = None;
        let mut first_slash = None;
        let mut braces = 0_u32;
        let mut after_dollar = false;
        for (offset, c) in reference.char_indices() {
            match c {
                '{' if after_dollar || braces > 0 => braces += 1,
                '}' if braces > 0 => braces -= 1,
                '/' if braces == 0 && at.is_none() => {
                    first_slash.get_or_insert(offset);
                    colon = None;
                }
                ':' if braces == 0 && at.is_none() && colon.is_none() => colon = Some(offset),
                '@' if braces == 0 && at.is_none() => at = Some(offset),
                _ => {}
            }
            after_dollar = c == '$';
        }
        let end = reference.len();
        let before_digest = at.unwrap_or(end);
        let name_end = colon.unwrap_or(before_digest);
        // What a variable stands for is not known here.
        let is_host = |part: &str| !part.contains('$') && is_host(part);
        let registry = first_slash.filter(|slash| is_host(reference.get(..*slash).unwrap_or_default()));
        let name_start = registry.map_or(0, |slash| slash + 1);
        Self {
            registry: registry.map(|slash| Span::new(0, slash)),
            name: Span::new(name_start, name_end.max(name_start)),
            tag: colon.map(|colon| Span::new(colon + 1, before_digest)),
            digest: at.map(|at| Span::new(at + 1, end)),
        }
    }
}

/// Whether the part before the first slash is a host (`splitDockerDomain`).
fn is_host(part: &str) -> bool {
    part == "localhost" || part.contains(['.', ':']) || part.chars().any(char::is_uppercase)
}

/// Why a reference is refused (`ParseNormalizedNamed`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidReference {
    /// 64 hexadecimal digits look like an image id.
    LooksLikeId,
    /// The repository has an upper-case letter; this is it.
    UpperCase(String),
    /// It does not have the form of a reference.
    Format,
    /// The repository is longer than 255 characters.
    TooLong,
    /// The digest's algorithm is unknown, or its length is wrong.
    Digest,
}

/// A repository, without its registry, may be this long (RepositoryNameTotalLengthMax).
const MAX_REPOSITORY: usize = 255;

/// Checks a reference after expansion.
pub fn validate(reference: &str) -> Result<(), InvalidReference> {
    if reference.len() == 64 && reference.bytes().all(is_lower_hex) {
        return Err(InvalidReference::LooksLikeId);
    }
    let (domain, remainder) = split_domain(reference);
    let remainder = remainder.as_ref();
    let remote = remainder.split(':').next().unwrap_or_default();
    if remote.chars().any(char::is_uppercase) {
        return Err(InvalidReference::UpperCase(remote.to_owned()));
    }
    let (without_digest, digest) = match remainder.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (remainder, None),
    };
    let (path, tag) = match without_digest.rsplit_once(':') {
        Some((path, tag)) => (path, Some(tag)),
        None => (without_digest, None),
    };
    let valid = is_domain(domain) && path.split('/').all(is_path_component) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
    if !valid {
        return Err(InvalidReference::Format);
    }
    if path.len() > MAX_REPOSITORY {
        return Err(InvalidReference::TooLong);
    }
    match digest {
        Some(digest) if !is_supported_digest(digest) => Err(InvalidReference::Digest),
        _ => Ok(()),
    }
}

/// Domain and remainder; the remainder of a name without a path on Docker Hub begins with `library/`.
fn split_domain(name: &str) -> (&str, Cow<'_, str>) {
    const HUB: &str = "docker.io";
    let (domain, remainder) = match name.split_once('/') {
        None => (HUB, name),
        Some(("index.docker.io", rest)) => (HUB, rest),
        Some((first, rest)) if is_host(first) => (first, rest),
        Some(_) => (HUB, name),
    };
    if domain == HUB && !remainder.contains('/') {
        return (HUB, format!("library/{remainder}").into());
    }
    (domain, remainder.into())
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

fn is_domain(domain: &str) -> bool {
    let (host, port) = match domain.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (domain, None),
    };
    if port.is_some_and(|port| port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit())) {
        return false;
    }
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':');
    }
    host.split('.').all(|label| {
        let inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && label.bytes().all(inside) && !label.starts_with('-') && !label.ends_with('-')
    })
}

/// `[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*`
fn is_path_component(component: &str) -> bool {
    let is_alphanumeric = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut rest = component.as_bytes();
    loop {
        let length = rest.iter().take_while(|byte| is_alphanumeric(byte)).count();
        if length == 0 {
            return false;
        }
        rest = rest.get(length..).unwrap_or_default();
        if rest.is_empty() {
            return true;
        }
        let separator = match rest {
            [b'_', b'_', ..] => 2,
            [b'.' | b'_', ..] => 1,
            [b'-', ..] => rest.iter().take_while(|byte| **byte == b'-').count(),
            _ => return false,
        };
        rest = rest.get(separator..).unwrap_or_default();
    }
}

/// `[\w][\w.-]{0,127}`
fn is_tag(tag: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = tag.as_bytes();
    bytes.len() <= 128
        && bytes.first().is_some_and(|byte| is_word(*byte))
        && bytes.iter().all(|byte| is_word(*byte) || matches!(byte, b'.' | b'-'))
}

/// `[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*[:][[:xdigit:]]{32,}`
fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return false;
    };
    let part = |part: &str| {
        part.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    algorithm.split(['-', '_', '+', '.']).all(part) && hex.len() >= 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// github.com/opencontainers/go-digest: sha256, sha384 and sha512 in lower-case hexadecimal.
pub fn is_supported_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return false;
    };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == length && hex.bytes().all(is_lower_hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(reference: &str) -> (Option<&str>, &str, Option<&str>, Option<&str>) {
        let parts = ImageParts::split(reference);
        (
            parts.registry.map(|span| span.of(reference)),
            parts.name.of(reference),
            parts.tag.map(|span| span.of(reference)),
            parts.digest.map(|span| span.of(reference)),
        )
    }

    #[test]
    fn references_are_split() {
        assert_eq!(parts("alpine"), (None, "alpine", None, None));
        assert_eq!(parts("a.b:5000/c/d:e@f:g"), (Some("a.b:5000"), "c/d", Some("e"), Some("f:g")));
        assert_eq!(parts("localhost/x"), (Some("localhost"), "x", None, None));
        assert_eq!(parts("lib/x:1"), (None, "lib/x", Some("1"), None));
        assert_eq!(parts("${A:-b/c}/x:${V:-1}"), (None, "${A:-b/c}/x", Some("${V:-1}"), None));
        assert_eq!(parts("a:"), (None, "a", Some(""), None));
    }

    #[test]
    fn references_are_judged() {
        let hex = "0123456789abcdef".repeat(4);
        for good in [
            "alpine",
            "alpine:3.19",
            "docker.io/library/x",
            "a/b/c",
            "localhost:5000/x",
            "x.y/z-a__b.c:1_-.",
            "UPPER/x",
            "[::1]:5/x",
            &format!("a@sha256:{hex}"),
            &format!("a:1@sha256:{hex}"),
        ] {
            assert_eq!(validate(good), Ok(()), "{good}");
        }
        for bad in ["", "a:", ":a", "a//b", "a b", "-a", "a-", "a..b", "a___b", "a@", "a@sha256:12", "a:1:2", "a.b:/c", "a:$V"] {
            assert_eq!(validate(bad), Err(InvalidReference::Format), "{bad}");
        }
        assert_eq!(validate("Build"), Err(InvalidReference::UpperCase("library/Build".into())));
        assert_eq!(validate(&hex), Err(InvalidReference::LooksLikeId));
        assert_eq!(validate(&format!("a@md5:{hex}")), Err(InvalidReference::Digest));
    }
}
