//! FROM of a stage in other letter case.

use crate::lint::{Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "stage-name-case-mismatch",
    summary: "FROM spells a stage with other letter case, and so misses it.",
    level: Level::Error,
    group: Group::Stages,
    fixable: false,
    aliases: &[],
    page: include_str!("stage_name_case_mismatch.md"),
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for (index, stage) in facts.graph().stages.iter().enumerate() {
        let Some(meant) = facts.graph().base_ignoring_case(index) else { continue };
        let written = &stage.base.resolved;
        let message = format!(
            "`{written}` is not found among the stages, which FROM knows in lower case only, and no image has upper-case letters: the build stops here."
        );
        let finding = report.add(stage.base.range, message);
        finding.help(format!("Write `{}`.", written.to_lowercase())).related(facts.stage_range(meant), "the stage");
        if !stage.base.known {
            finding.level(Level::Info);
        }
    }
}
