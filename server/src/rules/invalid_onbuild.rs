//! An ONBUILD that cannot work.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "invalid-onbuild",
    summary: "An ONBUILD holds an instruction that cannot be put off, or that fails when it is fired.",
    level: Level::Error,
    group: Group::Correctness,
    aliases: &["DL3043", "ONBUILD_CHAINING_DISALLOWED", "ONBUILD_TRIGGER_DISALLOWED", "tally/invalid-onbuild-trigger", "DF068"],
    page: include_str!("invalid_onbuild.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        let FaultKind::ForbiddenTrigger { keyword } = &at.fault.kind else { continue };
        let help = match keyword.as_str() {
            "FROM" => "A stage that builds on this one has its own FROM.",
            "ONBUILD" => "Triggers reach the stages that build on this one directly, and no further.",
            _ => "Write it without ONBUILD; a LABEL says who maintains an image.",
        };
        report.fault(at, format!("ONBUILD cannot put off {keyword}")).help(help);
    }
    for problem in facts.problems() {
        if problem.kind == ProblemKind::InvalidTrigger {
            report.problem(problem, "BuildKit cannot parse it");
        }
    }
}
