//! A stage that is named by its number.

use crate::lint::{Edit, Facts, Fix, Group, Level, Report, Rule};
use crate::stages::EdgeKind;

pub static RULE: Rule = Rule {
    name: "numeric-stage-reference",
    summary: "A `COPY --from` names a stage by its number.",
    level: Level::Info,
    group: Group::Stages,
    fixable: true,
    page: include_str!("numeric_stage_reference.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    // A fix of each with all others in it would be too much for a file that a program has written.
    let many = facts.edges().nth(1_000).is_some();
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
            finding.fix(facts.respell(edge.range, &edge.name, name).map(Fix::sure));
        } else if stage.name.is_none() && !many {
            finding.fix(name_it(facts, to));
        }
        finding.help(match &stage.name {
            Some(name) => format!("Write `--from={name}`."),
            None => "Give the stage a name with `AS`, and write that.".to_owned(),
        });
    }
}

/// Gives a stage a name, and writes it wherever its number stands. The name is the one that the builder shows for it.
fn name_it(facts: &Facts<'_>, stage: usize) -> Option<Fix> {
    let name = format!("stage-{stage}");
    let from = facts.graph().stages.get(stage)?;
    let is_taken = facts.graph().stage_named(&name).is_some() || facts.edges().any(|(_, edge)| edge.name.eq_ignore_ascii_case(&name));
    if is_taken || facts.is_refused(from.from) {
        return None;
    }
    let keyword = facts.instruction(from.from)?.keyword_text();
    let alias = if keyword == keyword.to_lowercase() { "as" } else { "AS" };
    let mut edits = vec![Edit::insert(from.base.range.end, format!(" {alias} {name}"))];
    for (_, edge) in facts.edges().filter(|(_, edge)| edge.kind == EdgeKind::Copy && edge.source.stage() == Some(stage)) {
        if !facts.is_verbatim(edge.range, &edge.name) {
            return None;
        }
        edits.push(Edit::replace(edge.range, name.as_str()));
    }
    Some(Fix::of(format!("Name the stage `{name}`, and write that"), edits))
}
