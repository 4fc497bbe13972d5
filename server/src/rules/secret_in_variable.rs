//! A secret in an ARG or ENV.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "secret-in-variable",
    summary: "An ARG or ENV has the name of a secret.",
    level: Level::Warning,
    group: Group::Security,
    fixable: false,
    aliases: &["SecretsUsedInArgOrEnv", "DL3064", "DS-0031"],
    page: include_str!("secret_in_variable.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::SecretsUsedInArgOrEnv) {
        let keyword = facts.instruction(check.instruction).map_or(String::new(), |instruction| instruction.keyword_text().to_uppercase());
        let message = format!("`{}` sounds like a secret, and whoever has the image can read what {keyword} was given.", check.subject);
        report.add(check.range, message).help(format!(
            "Mount it where it is used: `RUN --mount=type=secret,id={},env={} …`.",
            check.subject.to_lowercase(),
            check.subject
        ));
    }
}
