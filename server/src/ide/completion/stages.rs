//! Stages, where a name or number of one may stand.

use super::super::stage;
use super::{About, Asked, Item, ItemKind};

/// Where a stage is named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reference {
    From,
    Copy,
    Mount,
}

/// The stages that the instruction of the number `at` can name, the nearest first. FROM knows them by their names in lower case; COPY also
/// by their numbers; and all but FROM mean the last stage of a name, wherever that stands.
pub(super) fn stages(asked: &Asked<'_>, at: usize, reference: Reference) -> Vec<Item> {
    let graph = asked.document.graph();
    // A FROM begins a stage of its own, and all others are in one.
    let here =
        if reference == Reference::From { graph.stages.partition_point(|stage| stage.from < at) } else { graph.stage_at(at).unwrap_or(0) };
    let mut items = Vec::new();
    for (distance, (index, found)) in graph.stages.iter().enumerate().take(here).rev().enumerate() {
        let from = found.base.written.as_str();
        let line = stage::line(asked.document, found.from);
        let about = About::Stage(index);
        let is_meant = |name: &str| match reference {
            Reference::From => !graph.stages.iter().take(here).skip(index + 1).any(|other| other.name.as_deref() == Some(name)),
            Reference::Copy | Reference::Mount => graph.stage_named(name) == Some(index),
        };
        if let Some((name, range)) = found.name.as_deref().zip(found.name_range).filter(|(name, _)| is_meant(name)) {
            let written = String::from_utf8_lossy(range.slice(asked.document.text()));
            let label = if reference == Reference::From { name } else { &*written };
            items.push(Item::new(ItemKind::Stage, label).detail(format!("FROM {from}, line {line}")).rank(distance).about(about.clone()));
        }
        if reference == Reference::Copy {
            let title = if found.name.is_some() { stage::title(asked.document, index).replace('`', "") } else { format!("FROM {from}") };
            let rank = if found.name.is_some() { 20_000 } else { 10_000 } + distance;
            items.push(Item::new(ItemKind::Stage, index.to_string()).detail(format!("{title}, line {line}")).rank(rank).about(about));
        }
    }
    items
}
