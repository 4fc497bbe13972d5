//! A reference that nearly names a stage.

use crate::lint::{Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "unknown-stage",
    summary: "A `--from` names no stage, but nearly one.",
    level: Level::Warning,
    group: Group::Stages,
    fixable: true,
    aliases: &["DL3022", "DF049"],
    page: include_str!("unknown_stage.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for (_, edge) in facts.outside_edges() {
        let Some(known) = facts.nearly_meant(edge).filter(|_| !facts.may_be_context(&edge.name)) else { continue };
        let message = format!("There is no stage `{}`: BuildKit looks for an image or build context of that name.", edge.name);
        let finding = report.add(edge.range, message);
        finding.help(format!("Did you mean `{known}`?")).fix(facts.respell(edge.range, &edge.name, known));
        if let Some(stage) = facts.graph().stage_named(known) {
            finding.related(facts.stage_range(stage), "a stage of a similar name");
        }
    }
}
