//! An instruction stands before the first FROM.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "instruction-before-from",
    summary: "An instruction other than ARG stands before the first FROM.",
    level: Level::Error,
    group: Group::Correctness,
    fixable: false,
    aliases: &["DL3061"],
    page: include_str!("instruction_before_from.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let first_stage = facts.graph().stages.first();
    for at in &facts.faults {
        if at.fault.kind != FaultKind::BeforeFirstFrom {
            continue;
        }
        let keyword = at.instruction.keyword_text();
        let message = format!("{keyword} stands before the first FROM, where it belongs to no stage");
        let finding = report.fault(at, message);
        match first_stage {
            Some(stage) => finding
                .help("Move it behind the FROM. Only ARG may stand before it.")
                .related(stage.base.range, "the first stage begins here"),
            None => finding.help("Begin with `FROM image`. Only ARG may stand before it."),
        };
    }
}
