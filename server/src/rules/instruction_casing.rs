//! A keyword in another letter case than the others.

use crate::lint::{CheckName, Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "instruction-casing",
    summary: "An instruction is written in another letter case than most of the file.",
    level: Level::Info,
    group: Group::Style,
    fixable: false,
    aliases: &["ConsistentInstructionCasing", "CASING_INSTRUCTION"],
    page: include_str!("instruction_casing.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::ConsistentInstructionCasing) {
        let Some(instruction) = facts.instruction(check.instruction) else { continue };
        let message = format!("`{}` is written in another letter case than most instructions of the file.", instruction.keyword_text());
        report.add(check.range, message).help(format!("Write `{}`.", check.subject));
    }
}
