//! A number where only names of stages count.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::EdgeKind;

pub static RULE: Rule = Rule {
    name: "number-as-image",
    summary: "A number in FROM or `mount=from=` means an image, not a stage.",
    level: Level::Warning,
    group: Group::Stages,
    fixable: true,
    page: include_str!("number_as_image.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let stages = &facts.graph().stages;
    for (at, edge) in facts.outside_edges() {
        if edge.kind == EdgeKind::Copy || !edge.name.bytes().all(|byte| byte.is_ascii_digit()) || facts.may_be_context(&edge.name) {
            continue;
        }
        let place = if edge.kind == EdgeKind::Base { "FROM" } else { "`RUN --mount=from=`" };
        let message = format!("{place} takes no stage numbers: `{0}` means the image `docker.io/library/{0}`.", edge.name);
        let finding = report.add(edge.range, message);
        let meant = edge.name.parse().ok().and_then(|index: usize| Some((index, stages.get(index)?)));
        if let Some((index, stage)) = meant {
            finding.related(facts.stage_range(index), format!("stage {index}"));
            finding.help(match &stage.name {
                Some(name) => format!("Write `{name}`."),
                None => "Give the stage a name with `AS`, and write that.".to_owned(),
            });
            // FROM finds only stages above it.
            if let Some(name) = stage.name.as_deref().filter(|_| index < at) {
                finding.fix(facts.harmless(facts.respell(edge.range, &edge.name, name)));
            }
        }
    }
}
