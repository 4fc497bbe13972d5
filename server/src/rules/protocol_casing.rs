//! A protocol with upper-case letters.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "protocol-casing",
    summary: "The protocol of an EXPOSE has upper-case letters.",
    level: Level::Info,
    group: Group::Style,
    fixable: false,
    aliases: &["ExposeProtoCasing"],
    page: include_str!("protocol_casing.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::ExposeProtoCasing) {
        report
            .add(check.range, format!("The protocol of `{}` has upper-case letters.", check.subject))
            .help(format!("Write `{}`.", check.subject.to_lowercase()));
    }
}
