//! A token, key or password in the text of the file.

use crate::lint::{Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "leaked-secret",
    summary: "The file contains a token, key or password in plain text.",
    level: Level::Warning,
    group: Group::Security,
    page: include_str!("leaked_secret.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for secret in facts.leaked_secrets() {
        let message = format!("This is {} in plain text: anyone who can read this file or pull the image can use it.", secret.what);
        report
            .add(secret.range, message)
            .secret(secret.range)
            .help("Revoke it, then pass a new one with `RUN --mount=type=secret`, or when the container runs.");
    }
}
