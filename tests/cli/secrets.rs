//! What looks like a secret, on the command line.

use super::{dflint, folder};

const TEXT: &str = "FROM debian:12.5
ENV DB_PASSWORD=kestrel-77 API_TOKEN=npm_a1B2c3D4e5a1B2c3D4e5a1B2c3D4e5a1B2c3
RUN git clone https://ci:s3cr3tX@git.example.com/shop.git
";

/// A finding is for people and for logs, which many can read.
#[test]
fn secrets_are_not_printed() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    for format in ["text", "json", "jsonl", "github", "sarif"] {
        let shown = dflint(folder.path(), &["check", "--format", format]);
        assert!(shown.stdout.contains("leaked-secret") && shown.stdout.contains("secret-in-variable"), "{format}: {}", shown.stdout);
        for secret in ["kestrel", "npm_a1B2", "s3cr3tX"] {
            assert!(!shown.stdout.contains(secret), "{format}: {}", shown.stdout);
        }
    }
    let shown = dflint(folder.path(), &["check"]);
    assert!(shown.stdout.contains("https://ci:*******@git.example.com/shop.git"), "{}", shown.stdout);
}

#[test]
fn there_is_one_finding_a_secret() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    let shown = dflint(folder.path(), &["check", "--format", "jsonl"]);
    let rules: Vec<_> = shown.lines().iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect();
    assert_eq!(rules, ["secret-in-variable", "leaked-secret", "leaked-secret"]);
}
