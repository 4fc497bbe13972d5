//! A flag that the instruction does not have.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::{FaultKind, flags_of};

pub static RULE: Rule = Rule {
    name: "unknown-flag",
    summary: "An instruction is given a flag that it does not have.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: true,
    aliases: &["UNKNOWN_FROM_FLAG", "UNKNOWN_ADD_FLAG", "UNKNOWN_COPY_FLAG", "UNKNOWN_HEALTHCHECK_FLAG"],
    page: include_str!("unknown_flag.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for at in &facts.faults {
        let FaultKind::UnknownFlag { name, suggestion } = &at.fault.kind else { continue };
        let keyword = at.instruction.keyword_text().to_uppercase();
        let finding = report.fault(at, format!("{keyword} has no flag `--{name}`"));
        let known = at.instruction.keyword.map_or(&[][..], flags_of);
        match suggestion {
            Some(known) => {
                let fix = facts.respell(at.fault.range, name, known);
                finding.help(format!("Did you mean `--{known}`?")).fix(facts.mending(fix))
            }
            None if known.is_empty() => {
                finding.help(format!("{keyword} has no flags. Write `--` before an argument that begins with `--`."))
            }
            None => {
                let names: Vec<_> = known.iter().map(|flag| format!("`--{}`", flag.name)).collect();
                finding.help(format!("It has {}.", names.join(", ")))
            }
        };
    }
}
