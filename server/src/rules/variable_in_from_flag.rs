//! A variable in --from.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::ProblemKind;
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "variable-in-from-flag",
    summary: "A `--from` has a variable in it.",
    level: Level::Error,
    group: Group::Stages,
    page: include_str!("variable_in_from_flag.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    const HELP: &str =
        "Name the choice in a stage of its own, `FROM $VARIABLE AS name` with an ARG before the first FROM, and take from that.";
    for at in &facts.faults {
        if let FaultKind::MountFromVariable { value } = &at.fault.kind {
            let finding = report.fault(at, format!("`from={value}` has a variable in it, which BuildKit never expands here"));
            finding.help(HELP);
        }
    }
    for problem in facts.problems() {
        if let ProblemKind::VariableInFrom { written } = &problem.kind {
            report.problem(problem, format!("`--from={written}` has a variable in it, which BuildKit never expands here")).help(HELP);
        }
    }
}
