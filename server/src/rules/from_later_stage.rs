//! FROM of a stage that stands below.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::EdgeKind;

pub static RULE: Rule = Rule {
    name: "from-later-stage",
    summary: "FROM has the name of a stage that stands below, and so means an image.",
    level: Level::Warning,
    group: Group::Stages,
    page: include_str!("from_later_stage.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let stages = &facts.graph().stages;
    for (index, stage) in stages.iter().enumerate() {
        let base = &stage.base;
        if base.stage.is_some() || base.resolved.is_empty() || !base.known {
            continue;
        }
        let later = facts.graph().stage_named(&base.resolved).filter(|later| *later > index);
        let Some((later, other)) = later.and_then(|later| Some((later, stages.get(later)?))) else { continue };
        if other.name.as_deref() != Some(&base.resolved) {
            continue;
        }
        // `FROM debian AS build` above `FROM debian AS debian`: the image is meant both times.
        if other.base.resolved == base.resolved || base.resolved == "scratch" {
            continue;
        }
        let is_context = stage.context.is_some() || stage.edges.iter().any(|edge| edge.kind == EdgeKind::Base && edge.context.is_some());
        if is_context || facts.may_be_context(&base.resolved) {
            continue;
        }
        let message =
            format!("`{}` means an image here: the stage of that name stands below, and FROM finds only stages above.", base.resolved);
        report
            .add(base.range, message)
            .help("Move the stage above this one; if the image is meant, give it a tag.")
            .related(facts.stage_range(later), "the stage begins here");
    }
}
