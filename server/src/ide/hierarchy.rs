//! The stage graph as editors ask for it: who takes files from a stage (calls), and what it builds on (types).

use super::definition::{Target, stage_target};
use super::names::{Name, Names};
use crate::document::Document;
use crate::stages::EdgeKind;
use crate::text::ByteRange;

/// A stage, and where another one takes something from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relative {
    pub stage: usize,
    /// Where the names stand, in the stage that takes.
    pub places: Vec<ByteRange>,
}

/// The stage at a byte offset: the one that is named there, or else the one the place lies in.
pub fn stage_at(document: &Document, names: &Names, offset: u32) -> Option<usize> {
    match names.at(offset).map(|site| site.name) {
        Some(Name::Stage(index)) => Some(index),
        _ => document.graph().stage_at(document.instruction_at(offset)?),
    }
}

/// What an editor shows of a stage: its name or its FROM, and in a few words what it is.
pub fn describe(document: &Document, stage: usize) -> Option<(String, String, Target)> {
    let found = document.graph().stages.get(stage)?;
    let name = found.name_range.map(|range| String::from_utf8_lossy(range.slice(document.text())).into_owned());
    let name = name.unwrap_or_else(|| format!("stage {stage}"));
    Some((name, format!("FROM {}", found.base.written), stage_target(document, stage, found.range)?))
}

/// The stages that take files from a stage, by COPY, ADD or mounts.
pub fn takers(document: &Document, stage: usize) -> Vec<Relative> {
    relatives(document, |taker, kind, source| (kind != EdgeKind::Base && source == stage).then_some(taker))
}

/// The stages that a stage takes files from.
pub fn givers(document: &Document, stage: usize) -> Vec<Relative> {
    relatives(document, |taker, kind, source| (kind != EdgeKind::Base && taker == stage).then_some(source))
}

/// The stage that a stage builds on.
pub fn base(document: &Document, stage: usize) -> Option<usize> {
    document.graph().stages.get(stage)?.base.stage
}

/// The stages that build on a stage.
pub fn built_on(document: &Document, stage: usize) -> Vec<usize> {
    relatives(document, |taker, kind, source| (kind == EdgeKind::Base && source == stage).then_some(taker))
        .into_iter()
        .map(|relative| relative.stage)
        .collect()
}

/// Edges between stages, put together by the stage that `wanted` names for an edge of so and so.
fn relatives(document: &Document, wanted: impl Fn(usize, EdgeKind, usize) -> Option<usize>) -> Vec<Relative> {
    let mut found: Vec<Relative> = Vec::new();
    for (taker, stage) in document.graph().stages.iter().enumerate() {
        for edge in stage.edges.iter().filter(|edge| !edge.trigger) {
            let Some(other) = edge.source.stage().and_then(|source| wanted(taker, edge.kind, source)) else { continue };
            match found.iter_mut().find(|relative| relative.stage == other) {
                Some(relative) => relative.places.push(edge.range),
                None => found.push(Relative { stage: other, places: vec![edge.range] }),
            }
        }
    }
    found
}
