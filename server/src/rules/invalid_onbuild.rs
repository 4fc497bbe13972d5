//! An ONBUILD that cannot work.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "invalid-onbuild",
    summary: "An ONBUILD holds an instruction that cannot be put off, or that fails when it is fired.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &["DL3043", "TRIGGER_NOT_ALLOWED"],
    page: include_str!("invalid_onbuild.md"),
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        let FaultKind::ForbiddenTrigger { keyword } = &at.fault.kind else { continue };
        let message = match keyword.as_str() {
            "ONBUILD" => "ONBUILD cannot put off another ONBUILD: the build stops here.".to_owned(),
            keyword => format!("ONBUILD cannot put off {keyword}: the build stops here."),
        };
        report.add(at.fault.range, message);
    }
    for problem in &facts.graph().problems {
        let ProblemKind::InvalidTrigger { trigger } = problem.kind else { continue };
        let base = problem.stage.and_then(|stage| facts.graph().stages.get(stage)?.base.stage);
        let message = "This FROM fires an ONBUILD that BuildKit cannot parse: the build stops here.";
        let finding = report.add_problem(problem, message);
        // The instruction of an image's configuration stands in no file.
        if base.is_some() {
            finding.related(trigger, "the instruction it fires");
        }
    }
}
