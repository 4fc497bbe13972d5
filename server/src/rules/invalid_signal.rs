//! STOPSIGNAL of something that is no signal.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;

pub static RULE: Rule = Rule {
    name: "invalid-signal",
    summary: "STOPSIGNAL names no signal.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &["INVALID_SIGNAL"],
    page: include_str!("invalid_signal.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in &facts.graph().problems {
        let ProblemKind::InvalidSignal { signal } = &problem.kind else { continue };
        let message = match signal.as_str() {
            "" => "STOPSIGNAL names nothing once its variables are expanded".to_owned(),
            signal => format!("There is no signal `{signal}`"),
        };
        report.problem(problem, message).help("Write a name such as `SIGTERM`, or a number but 0.");
    }
}
