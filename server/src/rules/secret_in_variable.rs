//! A secret in an ARG or ENV.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule};
use crate::syntax::Keyword;

pub static RULE: Rule = Rule {
    name: "secret-in-variable",
    summary: "An ARG or ENV has the name of a secret.",
    level: Level::Warning,
    group: Group::Security,
    aliases: &["SecretsUsedInArgOrEnv", "DL3064", "DS-0031"],
    page: include_str!("secret_in_variable.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::SecretsUsedInArgOrEnv) {
        // The path of a socket.
        if check.subject == "SSH_AUTH_SOCK" {
            continue;
        }
        let is_arg = facts.instruction(check.instruction).is_some_and(|instruction| instruction.keyword == Some(Keyword::Arg));
        let (who, help) = if is_arg {
            let id = check.subject.to_lowercase();
            (
                "image's history or the build's attestations",
                format!("Mount it where it is used: `RUN --mount=type=secret,id={id},env={} …`.", check.subject),
            )
        } else {
            (
                "image",
                "Give it when the container runs, with `docker run --env` or a mounted file; or to one RUN with `--mount=type=secret`."
                    .to_owned(),
            )
        };
        report.add(check.range, format!("`{}` sounds like a secret, and whoever has the {who} can read it.", check.subject)).help(help);
    }
}
