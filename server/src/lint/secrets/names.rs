//! What the name of a variable says of its value.

/// What a variable is for, by its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecretName {
    /// A setting that goes with a secret, or something that is public: `TOKEN_TTL`, `KEY_PATH`, `USE_AUTH`.
    Setting,
    /// It may be a secret or not: `GPG_KEY` is the fingerprint of a public key, `PROXY_AUTH` a mode. Its value decides.
    Unclear,
    /// A token, a private key, an API key.
    Token,
    Password,
}

const PASSWORDS: [&str; 3] = ["password", "passwd", "pword"];
const TOKENS: [&str; 5] = ["apikey", "credential", "credentials", "secret", "token"];
/// Words that mean a secret in some names only.
const UNCLEAR: [&str; 2] = ["key", "auth"];

/// Before `key`, these make it a secret.
const OF_SECRET_KEYS: [&str; 14] = [
    "access",
    "account",
    "api",
    "app",
    "auth",
    "client",
    "deploy",
    "encryption",
    "license",
    "master",
    "private",
    "secret",
    "shared",
    "storage",
];

/// Behind the word for a secret, these leave it one: `SECRET_KEY_BASE`, `TOKEN_PROD`.
const QUALIFIERS: [&str; 22] = [
    "base",
    "base64",
    "b64",
    "ci",
    "current",
    "dev",
    "development",
    "json",
    "live",
    "local",
    "new",
    "old",
    "pem",
    "prod",
    "production",
    "ro",
    "rw",
    "staging",
    "string",
    "test",
    "text",
    "value",
];

/// Anywhere before the word for a secret, these make it a switch: `USE_TOKEN`, `ALLOW_EMPTY_PASSWORD`.
const SWITCHES: [&str; 18] = [
    "allow", "check", "disable", "disabled", "enable", "enabled", "force", "has", "ignore", "is", "no", "persist", "protect", "require",
    "requires", "skip", "use", "without",
];

/// As the last word of a name, these say what it is, and that is nothing secret.
const DESCRIPTIONS: [&str; 98] = [
    "adapter",
    "address",
    "addr",
    "age",
    "alg",
    "algo",
    "algorithm",
    "alias",
    "allowed",
    "arn",
    "attribute",
    "audience",
    "author",
    "authorization",
    "backend",
    "bits",
    "cache",
    "charset",
    "checking",
    "checksum",
    "class",
    "column",
    "connection",
    "cookie",
    "cost",
    "count",
    "default",
    "digest",
    "dir",
    "directory",
    "domain",
    "driver",
    "email",
    "enabled",
    "encoding",
    "endpoint",
    "env",
    "expiration",
    "expires",
    "expiry",
    "field",
    "fingerprint",
    "folder",
    "format",
    "grant",
    "group",
    "hash",
    "header",
    "headers",
    "host",
    "hostname",
    "id",
    "ids",
    "index",
    "interval",
    "issuer",
    "length",
    "level",
    "lifetime",
    "limit",
    "location",
    "manager",
    "max",
    "method",
    "min",
    "mode",
    "name",
    "namespace",
    "names",
    "owner",
    "path",
    "paths",
    "plugin",
    "policy",
    "port",
    "prefix",
    "provider",
    "realm",
    "regex",
    "region",
    "required",
    "role",
    "rounds",
    "salt",
    "scheme",
    "scope",
    "service",
    "sha1",
    "sha256",
    "size",
    "sock",
    "strategy",
    "suffix",
    "timeout",
    "ttl",
    "type",
    "uri",
    "url",
];

/// The same, of names that are longer lists elsewhere.
const MORE_DESCRIPTIONS: [&str; 20] = [
    "algorithms",
    "config",
    "dirs",
    "duration",
    "files",
    "md5",
    "numbits",
    "pattern",
    "prompt",
    "ref",
    "rotation",
    "server",
    "sha512",
    "socket",
    "source",
    "store",
    "thumbprint",
    "user",
    "username",
    "verify",
];

/// What begins like this is built into the pages that everyone is sent, and so is meant to be seen.
///
/// Source: the documentation of Create React App, Vue CLI, Vite, Gatsby and Storybook on environment variables.
const OF_BROWSERS: [&str; 5] = ["gatsby_", "react_app_", "storybook_", "vite_", "vue_app_"];

/// A path, wherever it is set: Google's libraries read the file.
const PATHS: [&str; 1] = ["google_application_credentials"];

/// What a name says, its parts between `_` read from the end: in English the last word says what a thing is.
pub fn secret_name(name: &str) -> SecretName {
    let lower = name.to_lowercase();
    let parts: Vec<&str> = lower.split('_').filter(|part| !part.is_empty()).collect();
    let is_secret = |part: &&str| PASSWORDS.contains(part) || TOKENS.contains(part) || UNCLEAR.contains(part);
    let Some(at) = parts.iter().rposition(is_secret) else { return SecretName::Setting };
    let (before, behind) = (parts.get(..at).unwrap_or_default(), parts.get(at + 1..).unwrap_or_default());
    let is_sent = OF_BROWSERS.iter().any(|start| lower.starts_with(start));
    if is_sent || before.iter().any(|part| SWITCHES.contains(part)) || PATHS.contains(&lower.as_str()) {
        return SecretName::Setting;
    }
    if let Some(last) = behind.last().filter(|_| !behind.iter().all(|part| is_qualifier(part))) {
        let describes = DESCRIPTIONS.contains(last) || MORE_DESCRIPTIONS.contains(last);
        return if describes { SecretName::Setting } else { SecretName::Unclear };
    }
    match parts.get(at) {
        Some(word) if PASSWORDS.contains(word) => SecretName::Password,
        Some(word) if TOKENS.contains(word) => SecretName::Token,
        Some(&"key") if before.iter().any(|part| OF_SECRET_KEYS.contains(part)) => SecretName::Token,
        _ => SecretName::Unclear,
    }
}

fn is_qualifier(part: &str) -> bool {
    QUALIFIERS.contains(&part) || part.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_says_what_it_is() {
        for (kind, names) in [
            (
                SecretName::Setting,
                "TOKEN_TTL API_KEY_HEADER SECRET_NAME PASSWORD_MIN_LENGTH OAUTH_TOKEN_URL KEY_PATH KMS_KEY_ALIAS AWS_ACCESS_KEY_ID \
                 CREDENTIAL_MANAGER APP_AUTH_MODE AUTH_TYPE SSH_AUTH_SOCK GOOGLE_APPLICATION_CREDENTIALS HOME"
                    .split_whitespace(),
            ),
            (SecretName::Setting, "USE_AUTH ALLOW_EMPTY_PASSWORD REQUIRE_TOKEN KUBEBOX_USE_SA_TOKEN ENABLE_API_KEY".split_whitespace()),
            (SecretName::Unclear, "GPG_KEY TOOL_SIGNING_KEY KEY AUTH APP_KEY_OBJECTS TOKEN_REPLACER".split_whitespace()),
            (
                SecretName::Token,
                "NPM_TOKEN SECRET_KEY_BASE API_KEY GITHUB_TOKEN_2 RAILS_MASTER_KEY SSH_PRIVATE_KEY apikey".split_whitespace(),
            ),
            (SecretName::Password, "DB_PASSWORD password MYSQL_PASSWD_TEST App__Db__Password".split_whitespace()),
        ] {
            for name in names {
                assert_eq!(secret_name(name), kind, "{name}");
            }
        }
    }
}
