//! Paths as URIs.

use std::fmt::Write;
use std::path::{Component, MAIN_SEPARATOR, Path};

/// The URI of a file.
pub(super) struct Uri {
    pub text: String,
    /// Whether it is meant from the folder of the call.
    pub is_relative: bool,
}

impl Uri {
    /// Of a path as it is shown. What lies below the folder of the call is relative to it, however the path is written; the URI of a
    /// file elsewhere is absolute, because `..` is not allowed in one with a base (SARIF 2.1.0, §3.4.4).
    pub(super) fn new(path: &str) -> Self {
        let is_inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if Path::new(path).components().all(is_inside) {
            return Self { text: encode(path), is_relative: true };
        }
        let absolute = Path::new(path).canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.into());
        let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
        let slashes = |path: &Path| path.to_string_lossy().replace(MAIN_SEPARATOR, "/");
        match absolute.strip_prefix(&here) {
            Ok(inside) => Self { text: encode(&slashes(inside)), is_relative: true },
            Err(_) => {
                let path = slashes(&absolute);
                // Windows: `//?/C:/x` is `C:/x`.
                let path = path.trim_start_matches("//?/").trim_start_matches('/');
                Self { text: format!("file:///{}", encode(path)), is_relative: false }
            }
        }
    }
}

/// Every byte that is not allowed as it is in a part of a path, as `%` and two digits (RFC 3986, 2.1), and `:` too, which would end a
/// scheme.
fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        for (path, uri, is_relative) in [
            ("Dockerfile", "Dockerfile", true),
            ("a/Dockerfile.dev", "a/Dockerfile.dev", true),
            ("a b/C#/ü%?.Dockerfile", "a%20b/C%23/%C3%BC%25%3F.Dockerfile", true),
            ("a:b/Dockerfile", "a%3Ab/Dockerfile", true),
            ("-", "-", true),
        ] {
            let found = Uri::new(path);
            assert_eq!((found.text.as_str(), found.is_relative), (uri, is_relative), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn places_outside_are_absolute() {
        let found = Uri::new("/nowhere/a b/Dockerfile");
        assert_eq!((found.text.as_str(), found.is_relative), ("file:///nowhere/a%20b/Dockerfile", false));
        assert!(Uri::new("../Cargo.toml").text.starts_with("file:///"));
        let here = std::env::current_dir().unwrap().join("Cargo.toml");
        assert_eq!(Uri::new(here.to_str().unwrap()).text, "Cargo.toml");
        assert_eq!(Uri::new("src/../Cargo.toml").text, "Cargo.toml");
    }
}
