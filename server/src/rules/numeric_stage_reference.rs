//! A stage that is named by its number.

use crate::lint::{Facts, Fix, Group, Level, Report, Rule};
use crate::stages::EdgeKind;

pub static RULE: Rule = Rule {
    name: "numeric-stage-reference",
    summary: "A `COPY --from` names a stage by its number.",
    level: Level::Info,
    group: Group::Stages,
    fixable: true,
    aliases: &[],
    page: include_str!("numeric_stage_reference.md"),
    late: false,
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    for (index, edge) in facts.edges() {
        let Some(to) = edge.source.stage().filter(|to| *to < index && edge.kind == EdgeKind::Copy) else { continue };
        if edge.name.parse::<i64>().is_err() {
            continue;
        }
        let Some(stage) = facts.graph().stages.get(to) else { continue };
        let finding = report.add(edge.range, format!("`--from={}` means another stage as soon as one is added above.", edge.name));
        finding.related(facts.stage_range(to), "the stage it means now");
        // A name that a later stage has too would mean that one.
        let unique = stage.name.as_deref().filter(|name| facts.graph().stage_named(name) == Some(to));
        if let Some(name) = unique {
            finding.fix(Fix::safe(format!("Write `{name}`"), edge.range, name));
        }
        finding.help(match &stage.name {
            Some(name) => format!("Write `--from={name}`."),
            None => "Give the stage a name with `AS`, and write that.".to_owned(),
        });
    }
}
