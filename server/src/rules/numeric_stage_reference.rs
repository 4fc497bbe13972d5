//! A stage that is named by its number.

use std::collections::{BTreeMap, BTreeSet};

use crate::lint::{Edit, Facts, Fix, Group, Level, Report, Rule};
use crate::stages::{Edge, EdgeKind};

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
    let names = if many { BTreeMap::new() } else { new_names(facts) };
    for (edge, to) in by_number(facts) {
        let Some(stage) = facts.graph().stages.get(to) else { continue };
        let finding = report.add(edge.range, format!("`--from={}` means another stage as soon as one is added above.", edge.name));
        finding.related(facts.stage_range(to), "the stage it means now");
        // A name that a later stage has too would mean that one.
        let unique = stage.name.as_deref().filter(|name| facts.graph().stage_named(name) == Some(to));
        let new = names.get(&to).filter(|_| stage.name.is_none());
        if let Some(name) = unique {
            finding.fix(facts.respell(edge.range, &edge.name, name).map(Fix::sure));
        } else if let Some(name) = new {
            finding.fix(name_it(facts, to, name));
        }
        finding.help(match (&stage.name, new) {
            (Some(name), _) => format!("Write `--from={name}`."),
            (None, Some(name)) => format!("Give the stage a name, such as `AS {name}`, and write `--from={name}`."),
            (None, None) => "Give the stage a name with `AS`, and write that.".to_owned(),
        });
    }
}

/// The edges that mean a stage above by its number, and that stage.
fn by_number<'d>(facts: &Facts<'d>) -> impl Iterator<Item = (&'d Edge, usize)> {
    facts.edges().filter_map(|(index, edge)| {
        let to = edge.source.stage().filter(|to| *to < index && edge.kind == EdgeKind::Copy)?;
        edge.name.parse::<i64>().is_ok().then_some((edge, to))
    })
}

/// A name for each stage that has none and is copied from by its number.
fn new_names(facts: &Facts<'_>) -> BTreeMap<usize, String> {
    let is_unnamed = |stage: &usize| facts.graph().stages.get(*stage).is_some_and(|stage| stage.name.is_none());
    let stages: BTreeSet<usize> = by_number(facts).map(|(_, to)| to).filter(is_unnamed).collect();
    let stages: Vec<_> = stages.into_iter().collect();
    let names = facts.graph().suggest_names(&stages, |name| facts.may_be_context(name));
    stages.into_iter().zip(names).collect()
}

/// Gives a stage a name, and writes it wherever its number stands.
fn name_it(facts: &Facts<'_>, stage: usize, name: &str) -> Option<Fix> {
    let from = facts.graph().stages.get(stage)?;
    if facts.is_refused(from.from) {
        return None;
    }
    let keyword = facts.instruction(from.from)?.keyword_text();
    let alias = if keyword == keyword.to_lowercase() { "as" } else { "AS" };
    let mut edits = vec![Edit::insert(from.base.range.end, format!(" {alias} {name}"))];
    for (_, edge) in facts.edges().filter(|(_, edge)| edge.kind == EdgeKind::Copy && edge.source.stage() == Some(stage)) {
        if !facts.is_verbatim(edge.range, &edge.name) {
            return None;
        }
        edits.push(Edit::replace(edge.range, name));
    }
    Some(Fix::of(format!("Name the stage `{name}`, and write that"), edits))
}
