//! What a value is, as far as it can be seen.

use super::names::SecretName;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecretValue {
    /// A switch, a number, a path, a fingerprint, a placeholder.
    Harmless,
    /// A password that everyone tries first.
    Guessable,
    Secret,
}

/// Values that stand for "no value" or for any, and switches.
const SWITCHES: [&str; 26] = [
    "",
    "0",
    "1",
    "bar",
    "default",
    "disable",
    "disabled",
    "enable",
    "enabled",
    "false",
    "foo",
    "n/a",
    "na",
    "nil",
    "no",
    "none",
    "null",
    "off",
    "on",
    "optional",
    "required",
    "true",
    "undef",
    "undefined",
    "unset",
    "yes",
];

/// What people write where a secret is to be filled in.
const PLACEHOLDERS: [&str; 26] = [
    "change_me",
    "change me",
    "change-me",
    "change_this",
    "change-this",
    "changeit",
    "changeme",
    "changethis",
    "dummy",
    "edit_me",
    "editme",
    "example",
    "fake",
    "fill_in",
    "fixme",
    "insert",
    "missing",
    "not set",
    "not_set",
    "notset",
    "placeholder",
    "please",
    "replace",
    "sample",
    "todo",
    "your",
];

const GUESSABLE: [&str; 24] = [
    "admin",
    "administrator",
    "changeme",
    "demo",
    "guest",
    "letmein",
    "master",
    "mysql",
    "p@ssw0rd",
    "pass",
    "passw0rd",
    "passwd",
    "password",
    "password1",
    "postgres",
    "qwerty",
    "root",
    "secret",
    "test",
    "toor",
    "user",
    "username",
    "welcome",
    "welcome1",
];

/// Words of which placeholders are made.
const PLAIN_WORDS: [&str; 18] = [
    "a", "access", "api", "at", "auth", "id", "is", "key", "my", "none", "password", "secret", "service", "some", "test", "the", "this",
    "token",
];

/// Endings of files that values name.
const FILES: [&str; 18] = [
    ".asc", ".conf", ".cfg", ".crt", ".gpg", ".ini", ".jks", ".json", ".key", ".p12", ".pem", ".pfx", ".pub", ".sh", ".toml", ".txt",
    ".yaml", ".yml",
];

/// What the value of a variable of such a name is, after expansion.
pub fn secret_value(value: &str, name: &str, kind: SecretName) -> SecretValue {
    let value = value.trim();
    let lower = value.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if SWITCHES.contains(&bare) || is_number(value) || is_place(value) || is_placeholder(&lower) || same_character(value) {
        return SecretValue::Harmless;
    }
    match kind {
        SecretName::Setting => SecretValue::Harmless,
        SecretName::Password if lower == name.to_lowercase() => SecretValue::Harmless,
        SecretName::Password if is_guessable(&lower, name) || says_its_name(&lower, name) => SecretValue::Guessable,
        SecretName::Password if value.chars().count() < 3 => SecretValue::Harmless,
        SecretName::Password => SecretValue::Secret,
        SecretName::Token if is_random(value, 8) && !says_its_name(&lower, name) => SecretValue::Secret,
        SecretName::Unclear if is_random(value, 16) && !is_fingerprint(value) && mixes_letters(value) => SecretValue::Secret,
        _ => SecretValue::Harmless,
    }
}

/// Whether a password is one that stands in every list, or a part of the variable's own name: `postgres`, `MYSQL_PASSWORD=mysql`.
pub(super) fn is_guessable(lower: &str, name: &str) -> bool {
    GUESSABLE.contains(&lower) || name.to_lowercase().split('_').any(|part| part == lower)
}

pub(super) fn is_placeholder(lower: &str) -> bool {
    let pairs = [('<', '>'), ('%', '%'), ('@', '@'), ('[', ']'), ('{', '}')];
    let is_framed = pairs.iter().any(|(open, close)| lower.len() > 1 && lower.starts_with(*open) && lower.ends_with(*close));
    let is_marked = PLACEHOLDERS.iter().any(|word| lower.contains(word)) || lower.ends_with("here") || lower.starts_with("test");
    is_framed || is_marked || ["xxx", "***", "...", "{{"].iter().any(|mark| lower.contains(mark))
}

/// `0000-0000`, `xxxx`.
pub(super) fn same_character(value: &str) -> bool {
    let mut characters = value.chars().filter(|c| c.is_alphanumeric());
    characters.next().is_none_or(|first| characters.all(|c| c == first))
}

fn is_number(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit()) && value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-'))
}

/// A path, the name of a file, or a URL. The credentials in a URL are another rule's.
fn is_place(value: &str) -> bool {
    let is_windows = matches!(value.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    let begins = ["/", "./", "../", "~/"].iter().any(|start| value.starts_with(start));
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'/' | b'.' | b'-' | b'_');
    let is_relative = value.contains('/') && value.bytes().all(plain);
    let is_file = !value.contains(' ') && FILES.iter().any(|ending| value.ends_with(ending));
    is_windows || (begins && !value.contains(' ')) || is_relative || is_file || value.contains("://")
}

/// Of a public key: hexadecimal, with spaces or colons or with `0x`; also a UUID.
fn is_fingerprint(value: &str) -> bool {
    let digits = value.strip_prefix("0x").or_else(|| value.strip_prefix("0X")).unwrap_or(value);
    digits.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b' ' | b':' | b'-'))
}

/// Whether it has letters and digits and no spaces, and does not just count up.
fn is_random(value: &str, shortest: usize) -> bool {
    let has = |of: fn(&u8) -> bool| value.as_bytes().iter().any(of);
    let counts_up = ["123456", "abcdef", "deadbeef"].iter().any(|run| value.to_lowercase().contains(run));
    value.len() >= shortest && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) && !has(u8::is_ascii_whitespace) && !counts_up
}

/// Whether letters and digits change places often, as they do in no name: `ec384` and `aes-256-gcm-siv` do not.
fn mixes_letters(value: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let changes = value.chars().zip(value.chars().skip(1)).filter(|(a, b)| is_digit(*a) != is_digit(*b)).count();
    changes >= 5
}

/// Whether all of its words are in the variable's name, or plain ones.
fn says_its_name(lower: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| PLAIN_WORDS.contains(&word) || name.split('_').any(|part| part == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(name: &str, value: &str) -> SecretValue {
        secret_value(value, name, super::super::secret_name(name))
    }

    #[test]
    fn values_that_are_none() {
        for (name, value) in [
            ("GPG_KEY", "9F3A61C07D2B48E5A1C6037BD94E58F2607A1BC3"),
            ("RELEASE_KEY", "B3F1 77AA C0DE 19E2 84B1  5C30 7788 90AB CDEF 1122"),
            ("SIGNING_KEY", "0x2B7E151628AED2A6"),
            ("APP_PASSWORD", "None"),
            ("APP_PASSWORD", "**None**"),
            ("APP_TOKEN", "0"),
            ("APP_SECRET", "/run/secrets/app"),
            ("APP_SECRET", "certs/tls/server.key"),
            ("APP_TOKEN", "https://login.example.org/token"),
            ("APP_TOKEN", "<token>"),
            ("APP_PASSWORD", "ChangeMe!"),
            ("APP_PASSWORD", "xxxxxxxx"),
            ("APP_API_KEY", "your-api-key"),
            ("APP_API_KEY", "00000000-0000-0000-0000-000000000000"),
            ("APP_TOKEN", "app_token"),
            ("APP_SECRET", "vault"),
            ("LEGO_KEY", "ec384"),
        ] {
            assert_eq!(judge(name, value), SecretValue::Harmless, "{name}={value}");
        }
    }

    #[test]
    fn values_that_are_some() {
        for (name, value) in [
            ("DB_PASSWORD", "hunter2"),
            ("APP_SECRET", "4f1c7be09a25d3e86f40b7a1c9e2d355"),
            ("MASTER_KEY", "4f1c7be09a25d3e86f40b7a1c9e2d355"),
            ("SECRET_KEY_BASE", "kq7Zp02/wLx9TnB4vYs"),
            ("PROXY_AUTH", "u8Kd93mQz7x1Lp40"),
        ] {
            assert_eq!(judge(name, value), SecretValue::Secret, "{name}={value}");
        }
        assert_eq!(judge("MYSQL_ROOT_PASSWORD", "root"), SecretValue::Guessable);
        assert_eq!(judge("POSTGRES_PASSWORD", "postgres"), SecretValue::Guessable);
    }
}
