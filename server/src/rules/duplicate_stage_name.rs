//! Two stages with one name.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::EdgeKind;

pub static RULE: Rule = Rule {
    name: "duplicate-stage-name",
    summary: "Two stages have the same name.",
    level: Level::Warning,
    group: Group::Stages,
    fixable: false,
    aliases: &["DuplicateStageName", "DL3024", "DS-0012", "CKV_DOCKER_11", "DUPLICATE_BUILD_STAGE_NAME"],
    page: include_str!("duplicate_stage_name.md"),
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let graph = facts.graph();
    let mut first: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    for (index, stage) in graph.stages.iter().enumerate() {
        let (Some(name), Some(range)) = (stage.name.as_deref(), stage.name_range) else { continue };
        let Some(before) = first.insert(name, index) else { continue };
        let message = format!(
            "There is a stage `{name}` above already. `COPY --from`, `RUN --mount=from=` and `--target` mean the last stage of a name, `FROM` the nearest above it."
        );
        let finding = report.add(range, message);
        finding.help("Give one of them another name.").related(facts.stage_range(before), "the stage above");
        for (_, edge) in facts.edges() {
            let Some(to) = edge.source.stage().filter(|to| *to == before || *to == index) else { continue };
            let by_name = edge.name.eq_ignore_ascii_case(name);
            // The last of several duplicates tells of all references.
            if !by_name || (edge.kind == EdgeKind::Base && edge.range.start < range.start && to == index) {
                continue;
            }
            let line = graph.stages.get(to).map_or(0, |stage| stage.lines.first);
            finding.related(edge.range, format!("means the stage of line {line}"));
        }
    }
}
