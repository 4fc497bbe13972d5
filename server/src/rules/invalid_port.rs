//! EXPOSE of something that is no port.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::{InvalidPort, ProblemKind};
use crate::syntax::closest;

pub static RULE: Rule = Rule {
    name: "invalid-port",
    summary: "EXPOSE names something that is no port.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    aliases: &["DL3011", "DS-0008", "INVALID_PORT", "INVALID_PROTO"],
    page: include_str!("invalid_port.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in facts.problems() {
        let ProblemKind::InvalidPort { port, error } = &problem.kind else { continue };
        let (what, help) = match error {
            InvalidPort::Missing => ("names no port before its protocol", "Write `port/protocol`."),
            InvalidPort::Protocol => ("has a protocol that Docker does not know", "The protocols are tcp, udp and sctp."),
            InvalidPort::Container => ("is no port", "A port is a number from 0 to 65535, or a range such as `8000-8010`."),
            InvalidPort::Host => ("has something before the colon that is no port", "EXPOSE needs the container's port only: `EXPOSE 80`."),
            InvalidPort::Address => {
                ("has something before its colons that is no IP address", "EXPOSE needs the container's port only: `EXPOSE 80`.")
            }
            InvalidPort::Ranges => ("has two ranges of different lengths", "EXPOSE needs the container's ports only: `EXPOSE 8000-8010`."),
        };
        let comment = port.starts_with('#');
        let help = if comment { "A comment cannot stand behind an instruction: put it on a line of its own." } else { help };
        let fix = match error {
            _ if comment => facts.comment_of_its_own(problem.range.start),
            InvalidPort::Protocol => port.rsplit_once('/').and_then(|(number, protocol)| {
                let known = closest(protocol, ["tcp", "udp", "sctp"])?;
                facts.respell(problem.range, port, &format!("{number}/{known}"))
            }),
            InvalidPort::Host | InvalidPort::Address | InvalidPort::Ranges => {
                port.rsplit(':').next().and_then(|container| facts.respell(problem.range, port, container))
            }
            InvalidPort::Missing | InvalidPort::Container => None,
        };
        report.problem(problem, format!("`{port}` {what}")).help(help).fix(facts.mending(fix));
    }
}
