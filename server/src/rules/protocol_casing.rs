//! A protocol with upper-case letters.

use crate::lint::{CheckName, Facts, Fix, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "protocol-casing",
    summary: "The protocol of an EXPOSE has upper-case letters.",
    level: Level::Info,
    group: Group::Style,
    fixable: true,
    aliases: &["ExposeProtoCasing"],
    page: include_str!("protocol_casing.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::ExposeProtoCasing) {
        let lower = check.subject.to_lowercase();
        let finding = report.add(check.range, format!("The protocol of `{}` has upper-case letters.", check.subject));
        finding.help(format!("Write `{}`.", lower.rsplit(':').next().unwrap_or_default()));
        // What comes out of a variable cannot be changed here.
        if check.range.slice(facts.document.text()) == check.subject.as_bytes() {
            finding.fix(Fix::safe(format!("Write `{lower}`"), check.range, lower));
        }
    }
}
