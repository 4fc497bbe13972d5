//! STOPSIGNAL of something that is no signal.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::{ProblemKind, closest_signal};

pub static RULE: Rule = Rule {
    name: "invalid-signal",
    summary: "STOPSIGNAL names no signal.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    aliases: &["INVALID_SIGNAL"],
    page: include_str!("invalid_signal.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for problem in facts.problems() {
        let ProblemKind::InvalidSignal { signal } = &problem.kind else { continue };
        let message = match signal.as_str() {
            "" => "STOPSIGNAL names nothing once its variables are expanded".to_owned(),
            signal => format!("There is no signal `{signal}`"),
        };
        let meant = closest_signal(signal);
        let finding = report.problem(problem, message);
        if let Some(at) = signal.find(" #") {
            finding.help("Put the comment on a line of its own, above: a `#` after the signal does not begin a comment.");
            let fix = facts.is_verbatim(problem.range, signal).then(|| facts.comment_of_its_own(problem.range.start + at as u32 + 1));
            finding.fix(facts.mending(fix.flatten()));
            continue;
        }
        finding.help(match &meant {
            Some(known) => format!("Did you mean `{known}`?"),
            None => "Write a name such as `SIGTERM`, or a number but 0.".to_owned(),
        });
        finding.fix(facts.mending(meant.and_then(|known| facts.respell(problem.range, signal, &known))));
    }
}
