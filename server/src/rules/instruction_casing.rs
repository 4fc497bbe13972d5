//! A keyword in another letter case than the others.

use crate::lint::{CheckName, Facts, Fix, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "instruction-casing",
    summary: "An instruction is written in another letter case than most of the file.",
    level: Level::Info,
    group: Group::Style,
    fixable: true,
    aliases: &["ConsistentInstructionCasing", "CASING_INSTRUCTION"],
    page: include_str!("instruction_casing.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for check in facts.checks(CheckName::ConsistentInstructionCasing) {
        // A word that is no instruction may be a line of a script.
        let Some(instruction) = facts.instruction(check.instruction).filter(|instruction| instruction.keyword.is_some()) else { continue };
        let message = format!("`{}` is written in another letter case than most instructions of the file.", instruction.keyword_text());
        let finding = report.add(check.range, message);
        finding.help(format!("Write `{}`.", check.subject));
        // A keyword that is continued on the next line has the continuation in its range.
        if check.range.len() as usize == check.subject.len() {
            finding.fix(Fix::safe(format!("Write `{}`", check.subject), check.range, check.subject.clone()));
        }
    }
}
