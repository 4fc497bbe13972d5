//! Two stages with one name.

use std::collections::HashMap;

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "duplicate-stage-name",
    summary: "Two stages have the same name.",
    level: Level::Warning,
    group: Group::Stages,
    aliases: &["DuplicateStageName", "DL3024", "DS-0012", "CKV_DOCKER_11", "DUPLICATE_BUILD_STAGE_NAME"],
    page: include_str!("duplicate_stage_name.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let graph = facts.graph();
    let mut above: HashMap<&str, usize> = HashMap::new();
    let duplicates: Vec<_> =
        graph.stages.iter().enumerate().filter_map(|(index, stage)| Some((above.insert(stage.name.as_deref()?, index)?, index))).collect();
    if duplicates.is_empty() {
        return;
    }
    let references = references(facts);
    for (before, index) in duplicates {
        let Some((name, range)) = graph.stages.get(index).and_then(|stage| Some((stage.name.as_deref()?, stage.name_range?))) else {
            continue;
        };
        let message = format!(
            "There is a stage `{name}` above already. `COPY --from`, `RUN --mount=from=` and `--target` mean the last stage of a name, `FROM` the nearest above it."
        );
        let finding = report.add(range, message);
        finding.help("Give one of them another name.").related(facts.stage_range(before), "the stage above");
        for stage in [before, index] {
            let line = graph.stages.get(stage).map_or(0, |stage| stage.lines.first);
            for range in references.get(&stage).into_iter().flatten() {
                finding.related(*range, format!("means the stage of line {line}"));
            }
        }
    }
}

/// More than this many references to a stage are not shown.
const SHOWN: usize = 10;

/// Where each stage is named.
fn references(facts: &Facts<'_>) -> HashMap<usize, Vec<ByteRange>> {
    let mut references: HashMap<usize, Vec<ByteRange>> = HashMap::new();
    for (_, edge) in facts.edges() {
        let Some(to) = edge.source.stage() else { continue };
        let known = references.entry(to).or_default();
        let named = facts.graph().stages.get(to).and_then(|stage| stage.name.as_deref());
        if known.len() < SHOWN && named.is_some_and(|name| edge.name.eq_ignore_ascii_case(name)) {
            known.push(edge.range);
        }
    }
    references
}
