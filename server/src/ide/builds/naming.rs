//! Everywhere that build files name a stage.

use super::said::Part;
use crate::project::{Build, Certainty, Place, Value};
use crate::stages::StageGraph;

/// A place that names a stage, or may name it.
#[derive(Clone, Copy, Debug)]
pub struct Naming<'b> {
    pub build: &'b Build,
    pub part: Part,
    pub value: &'b Value,
    /// Whether the build is one of this Dockerfile.
    pub certainty: Certainty,
}

impl Naming<'_> {
    /// The name; where it is put together or computed, all of that.
    pub fn place(&self) -> Place {
        self.exact_place().unwrap_or(self.value.place)
    }

    /// Where the name stands as it is.
    pub fn exact_place(&self) -> Option<Place> {
        self.value.text().and(self.value.exact_place())
    }
}

/// Where builds of a Dockerfile name one of its stages: as their target, or as a context that takes its place. By place, each once: of
/// several builds that share it, the one of which it is most certain that it builds this Dockerfile.
pub fn namings<'b>(builds: impl IntoIterator<Item = (&'b Build, Certainty)>, graph: &StageGraph, stage: usize) -> Vec<Naming<'b>> {
    let mut found = Vec::new();
    let name = graph.stages.get(stage).and_then(|stage| stage.name.as_deref());
    for (build, certainty) in builds {
        if let Some(value) = build.target.as_ref().filter(|target| target.text().is_none_or(|text| !text.is_empty()))
            && build.stages(graph).contains(&stage)
        {
            found.push(Naming { build, part: Part::Target, value, certainty });
        }
        for context in &build.contexts {
            let is_it = |text: String| name.is_some_and(|name| text.eq_ignore_ascii_case(name));
            if context.name.text().is_some_and(is_it) {
                found.push(Naming { build, part: Part::ContextName, value: &context.name, certainty });
            }
        }
    }
    found.sort_by_key(|naming| (naming.place(), std::cmp::Reverse(naming.certainty)));
    found.dedup_by_key(|naming| naming.place());
    found
}
