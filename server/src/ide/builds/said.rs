//! What stands at a place in a build file.

use crate::project::{Build, Certainty, Context, Dockerfile, FileId, Place, Repository, Sources, Value};

/// What a value says of a build.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The stage to build.
    Target,
    /// The name of a context: it takes the place of the stage of that name.
    ContextName,
    /// The path of the Dockerfile, or of the folder it is in.
    Dockerfile,
}

/// A value of a build, which stands at a place that was asked about.
#[derive(Clone, Copy, Debug)]
pub struct Said<'r> {
    pub build: &'r Build,
    pub part: Part,
    pub value: &'r Value,
    /// What was asked about of it.
    pub place: Place,
    /// Whether all of its text stands there, so that another text can be put in its place.
    pub exact: bool,
}

/// What is said at a byte offset of a file. It is of several builds, if they share it: by a variable, an anchor, a target of Bake that
/// others build on.
pub fn said(repository: &Repository, file: FileId, offset: u32) -> Vec<Said<'_>> {
    let mut found = Vec::new();
    for build in repository.builds() {
        for (part, value) in parts(build) {
            let is_here = |place: &Place| place.file == file && place.range.touches(offset);
            let exact = value.exact_place().filter(is_here).map(|place| (place, true));
            // What nothing is known of may be said by a whole file that could not be read.
            let whole = || Some(value.place).filter(is_here).filter(|_| !value.is_unknown()).map(|place| (place, false));
            let here = exact.or_else(whole);
            found.extend(here.map(|(place, exact)| Said { build, part, value, place, exact }));
        }
    }
    // A place in another is what was meant.
    let smallest = found.iter().map(|said| said.place.range.len()).min();
    found.retain(|said| Some(said.place.range.len()) == smallest);
    found
}

fn parts(build: &Build) -> impl Iterator<Item = (Part, &Value)> {
    let target = build.target.iter().map(|value| (Part::Target, value));
    let contexts = build.contexts.iter().map(|context| (Part::ContextName, &context.name));
    let dockerfile = match &build.dockerfile {
        Dockerfile::InContext(value) | Dockerfile::InFolder(value) => Some(value),
        _ => None,
    };
    let folder = match &build.context {
        Context::Local(value) => Some(value),
        _ => None,
    };
    target.chain(contexts).chain(dockerfile.into_iter().chain(folder).map(|value| (Part::Dockerfile, value)))
}

/// The Dockerfiles that a build builds or may build, by their paths below the root; of several only those of which it is certain, if there
/// is one.
pub fn dockerfiles(build: &Build, sources: &Sources) -> Vec<(String, Certainty)> {
    let all = sources.dockerfiles().map(|path| (path, build.builds(path, sources)));
    let mut found: Vec<_> = all.filter(|(_, certainty)| *certainty > Certainty::No).collect();
    let most = found.iter().map(|(_, certainty)| *certainty).max();
    found.retain(|(_, certainty)| Some(*certainty) == most);
    found.into_iter().map(|(path, certainty)| (path.to_owned(), certainty)).collect()
}

/// So many Dockerfiles are looked at for one place: where nothing is known of a path, it may be any.
const MAX_DOCKERFILES: usize = 20;

/// The Dockerfiles that the builds at a byte offset of a file build or may build.
pub fn dockerfiles_at(repository: &Repository, file: FileId, offset: u32) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for said in said(repository, file, offset) {
        for (path, _) in dockerfiles(said.build, repository.sources()) {
            if found.len() < MAX_DOCKERFILES && !found.contains(&path) {
                found.push(path);
            }
        }
    }
    found
}
