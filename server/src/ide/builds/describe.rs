//! What a value of a build file stands for: the stage, and where it begins.

use super::Dockerfile;
use super::said::{Part, Said, dockerfiles, said};
use crate::document::Document;
use crate::ide::definition::{Target, stage_target};
use crate::ide::stage;
use crate::lint::Settings;
use crate::project::{Certainty, Dockerfile as Written, FileId, Place, Repository};
use crate::text::ByteRange;

/// A text on what stands at a place, in Markdown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Description {
    pub place: Place,
    pub text: String,
}

/// The stages of a Dockerfile that a value means or may mean.
pub(super) fn stages(said: &Said<'_>, dockerfile: &Dockerfile<'_>) -> Vec<usize> {
    let graph = dockerfile.document.graph();
    match said.part {
        Part::Target => said.build.stages(graph),
        Part::ContextName => said.value.text().and_then(|name| graph.stage_named(&name)).into_iter().collect(),
        Part::Dockerfile => Vec::new(),
    }
}

/// The stages that what stands at a byte offset of a build file means or may mean: each with the number of its Dockerfile in `known`.
pub fn meant(repository: &Repository, file: FileId, offset: u32, known: &[Dockerfile<'_>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for said in said(repository, file, offset) {
        let paths = dockerfiles(said.build, repository.sources());
        for (at, dockerfile) in known.iter().enumerate().filter(|(_, one)| paths.iter().any(|(path, _)| path == one.path)) {
            for stage in stages(&said, dockerfile) {
                if !found.contains(&(at, stage)) {
                    found.push((at, stage));
                }
            }
        }
    }
    found
}

/// A stage in Markdown: what hover says of it in its Dockerfile.
pub fn describe_stage(document: &Document, settings: &Settings, index: usize) -> String {
    stage::describe(document, settings, index)
}

/// The stages behind a value in Markdown, each with its Dockerfile. `settings` are those of the Dockerfiles in `known`.
pub fn describe(
    repository: &Repository,
    file: FileId,
    offset: u32,
    known: &[Dockerfile<'_>],
    settings: &[&Settings],
) -> Option<Description> {
    let place = said(repository, file, offset).first()?.place;
    let text = |(at, index): (usize, usize)| {
        let (dockerfile, settings) = (known.get(at)?, settings.get(at)?);
        Some(format!("{}\n- In `{}`", stage::describe(dockerfile.document, settings, index), dockerfile.path))
    };
    let texts: Vec<_> = meant(repository, file, offset, known).into_iter().filter_map(text).collect();
    (!texts.is_empty()).then(|| Description { place, text: texts.join("\n\n---\n\n") })
}

/// Where a value leads in a Dockerfile: to the FROM of a stage, or to its beginning.
pub fn go_to(repository: &Repository, file: FileId, offset: u32, known: &[Dockerfile<'_>]) -> Vec<(usize, Target)> {
    let mut found = Vec::new();
    for said in said(repository, file, offset) {
        let paths = dockerfiles(said.build, repository.sources());
        for (at, dockerfile) in known.iter().enumerate().filter(|(_, one)| paths.iter().any(|(path, _)| path == one.path)) {
            let origin = said.place.range;
            let targets: Vec<_> = match said.part {
                Part::Dockerfile => vec![Target { origin, range: ByteRange::empty(0), selection: ByteRange::empty(0) }],
                _ => stages(&said, dockerfile).into_iter().filter_map(|stage| stage_target(dockerfile.document, stage, origin)).collect(),
            };
            found.extend(targets.into_iter().map(|target| (at, target)));
        }
    }
    found.dedup();
    found
}

/// The values of a file that are paths of Dockerfiles, where they stand, and the Dockerfiles.
pub fn links(repository: &Repository, file: FileId) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    for build in repository.builds() {
        let (Written::InContext(value) | Written::InFolder(value)) = &build.dockerfile else { continue };
        let Some(place) = value.exact_place().filter(|place| place.file == file) else { continue };
        if let [(path, Certainty::Yes)] = dockerfiles(build, repository.sources()).as_slice() {
            found.push((place, path.clone()));
        }
    }
    found.sort();
    found.dedup_by_key(|(place, _)| *place);
    found
}
