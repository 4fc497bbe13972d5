//! EXPOSE with a host port or an address.

use crate::lint::{CheckName, Facts, Fix, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "host-port-in-expose",
    summary: "EXPOSE has a host port or an address in it.",
    level: Level::Warning,
    group: Group::Correctness,
    fixable: true,
    aliases: &["ExposeInvalidFormat"],
    page: include_str!("host_port_in_expose.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::ExposeInvalidFormat) {
        let port = check.subject.rsplit(':').next().unwrap_or_default();
        let message = format!("EXPOSE takes ports of the container only: what stands before `{port}` has no effect.");
        let finding = report.add(check.range, message);
        finding.help(format!("Write `EXPOSE {port}`, and publish it with `docker run -p`."));
        if check.range.slice(facts.document.text()) == check.subject.as_bytes() {
            finding.fix(Fix::safe(format!("Write `{port}`"), check.range, port));
        }
    }
}
