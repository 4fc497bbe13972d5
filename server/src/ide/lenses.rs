//! Code lenses: what stands above each FROM, of the stage that begins there.

use super::stage::builders;
use crate::document::Document;
use crate::lint::Settings;
use crate::project::{Build, Place};
use crate::stages::Stage;
use crate::text::ByteRange;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lens {
    /// FROM.
    pub range: ByteRange,
    pub stage: usize,
    pub kind: LensKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LensKind {
    /// Where the stage is named.
    References,
    /// What builds it.
    Targets,
}

/// The lenses of some kinds, by place.
pub fn lenses(document: &Document, kinds: &[LensKind]) -> Vec<Lens> {
    let mut lenses = Vec::new();
    for (index, stage) in document.graph().stages.iter().enumerate() {
        let Some(from) = document.file().instructions.get(stage.from) else { continue };
        lenses.extend(kinds.iter().map(|kind| Lens { range: from.keyword_range(), stage: index, kind: *kind }));
    }
    lenses
}

/// Where the references to a stage stand. What only another value of a variable would mean is none.
pub fn references(document: &Document, stage: usize) -> Vec<ByteRange> {
    let edges = document.graph().stages.iter().flat_map(|stage| stage.edges.iter().filter(|edge| !edge.trigger).chain(&stage.put_off));
    edges.filter(|edge| edge.source.stage() == Some(stage)).map(|edge| edge.range).collect()
}

/// What is shown of the references.
pub fn references_title(count: usize) -> String {
    match count {
        0 => "no references".to_owned(),
        1 => "1 reference".to_owned(),
        _ => format!("{count} references"),
    }
}

/// What builds a stage: by name what in the repository does, else what needs it.
pub fn targets_title(document: &Document, settings: &Settings, stage: usize) -> String {
    const SHOWN: usize = 3;
    let graph = document.graph();
    let builds = settings.stage_builds(document);
    let roots = settings.roots(document, &builds);
    let by_default = settings.asked_for(document) == graph.last_stage().into_iter().collect::<Vec<_>>();
    let mut builders = builders(settings, &builds, stage);
    if builders.len() > SHOWN {
        let more = builders.len() - SHOWN;
        builders.truncate(SHOWN);
        builders.push(format!("{more} more"));
    }
    if settings.asked_for(document).contains(&stage) {
        builders.insert(0, if by_default { "the default target".to_owned() } else { "a target".to_owned() });
        // Alone it is what the stage is, not what builds it.
        if let [only] = builders.as_slice() {
            return only.clone();
        }
    }
    if !builders.is_empty() {
        return format!("built by {}", builders.join(", "));
    }
    let certain = graph.reach(roots.iter().copied());
    if let Some((by, _)) = certain.reason(graph, stage) {
        return format!("needed by {}", title(document, by));
    }
    // Another value of a variable in a FROM would need it.
    if let Some((by, _)) = graph.possible_reach(roots.iter().copied()).reason(graph, stage) {
        return format!("may be needed by {}", title(document, by));
    }
    match (builds.open.is_empty(), by_default && roots.len() == 1) {
        (false, _) => "perhaps built: a target is computed".to_owned(),
        (_, true) => "not built by the default target".to_owned(),
        (_, false) => "not built by any target".to_owned(),
    }
}

/// Where a build says which stage it builds; without that, what stands for the build.
pub fn place(build: &Build) -> Place {
    let target = build.target.as_ref().filter(|target| target.text().is_none_or(|text| !text.is_empty()));
    target.map_or(build.place, |target| target.origin())
}

/// Its name as written, or its number.
fn title(document: &Document, index: usize) -> String {
    let range = document.graph().stages.get(index).and_then(|stage: &Stage| stage.name_range);
    range.map_or_else(|| format!("stage {index}"), |range| String::from_utf8_lossy(range.slice(document.text())).into_owned())
}
