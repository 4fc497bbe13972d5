//! From a name to where it is defined.

use super::names::{Name, Names, Site, SiteKind};
use crate::document::Document;
use crate::text::ByteRange;

/// A place to go to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target {
    /// What the question was asked of.
    pub origin: ByteRange,
    /// Everything that belongs to the answer: of a stage all of it, of a variable its instruction.
    pub range: ByteRange,
    /// The name in it.
    pub selection: ByteRange,
}

/// Where the name at a byte offset is defined. Of a stage without a name that is its FROM. A word with a variable may mean several stages.
pub fn definition(document: &Document, names: &Names, offset: u32) -> Vec<Target> {
    let Some(site) = names.at(offset) else { return Vec::new() };
    let here = names.sites().iter().filter(|other| other.range == site.range);
    let mut targets: Vec<Target> = here.flat_map(|site| of_site(document, names, site)).collect();
    targets.dedup();
    targets
}

/// Of an ARG in a stage, the global one that it takes over; of everything else its definition.
pub fn declaration(document: &Document, names: &Names, offset: u32) -> Vec<Target> {
    let Some(site) = names.at(offset) else { return Vec::new() };
    let first = names.of_name(site.name).find(|other| matches!(other.kind, SiteKind::Definition | SiteKind::Redeclaration));
    match (site.name, first) {
        (Name::Variable(_), Some(first)) => vec![target(document, &site, &first)],
        _ => definition(document, names, offset),
    }
}

/// Of a stage, the stage it builds on.
pub fn base(document: &Document, names: &Names, offset: u32) -> Vec<Target> {
    let graph = document.graph();
    let site = names.at(offset);
    let stage = match site.map(|site| site.name) {
        Some(Name::Stage(index)) => Some(index),
        _ => document.instruction_at(offset).and_then(|at| graph.stage_at(at)),
    };
    let Some(base) = stage.and_then(|stage| graph.stages.get(stage)?.base.stage) else { return Vec::new() };
    let origin = site.map_or(ByteRange::empty(offset), |site| site.range);
    stage_target(document, base, origin).into_iter().collect()
}

fn of_site(document: &Document, names: &Names, site: &Site) -> Vec<Target> {
    match site.name {
        Name::Stage(index) => stage_target(document, index, site.range).into_iter().collect(),
        _ => names.definitions(site).iter().map(|definition| target(document, site, definition)).collect(),
    }
}

fn target(document: &Document, site: &Site, definition: &Site) -> Target {
    let instruction = document.file().instructions.get(definition.instruction);
    let range = instruction.map_or(definition.range, |instruction| instruction.range);
    Target { origin: site.range, range: range.cover(definition.range), selection: definition.range }
}

/// A stage as a place to go to.
pub fn stage_target(document: &Document, index: usize, origin: ByteRange) -> Option<Target> {
    let stage = document.graph().stages.get(index)?;
    let from = document.file().instructions.get(stage.from)?;
    Some(Target { origin, range: stage.range, selection: stage.name_range.unwrap_or(from.keyword_range()) })
}
