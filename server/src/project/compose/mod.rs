//! Compose files: the services that are built.
//!
//! Read after the Compose specification, and the older files that had services at their top. The file with the default name is merged
//! with its override, and with each of the others beside it, because they are called so (`-f compose.yaml -f compose.prod.yaml`); other
//! files are merged where a command names them together, or `COMPOSE_FILE` in `.env` does.

mod call;
mod env;
mod interpolate;
mod merged;
mod reader;
mod service;

use std::collections::BTreeMap;

use super::build::{Build, Folder, Standing};
use super::recipe::{Assume, Recipe};
use super::sources::{FileId, FileKind, Sources};
use super::value::Place;

pub(super) use call::Call;
use merged::found;
use reader::Reader;

/// What `docker compose` takes where it is called without `-f`, the first there is.
const DEFAULT: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// The Compose files of a folder are read together.
pub(super) fn units(sources: &Sources) -> Vec<Vec<FileId>> {
    let mut folders: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
    for (file, _) in sources.all().filter(|(_, file)| file.kind == FileKind::Compose && !file.lent) {
        folders.entry(sources.folder(file)).or_default().push(file);
    }
    folders.into_values().collect()
}

pub(super) fn read(sources: &Sources, unit: &[FileId]) -> Vec<Build> {
    let readers = readers(sources);
    let mut builds = Vec::new();
    for file in unit {
        builds.extend(both(readers.each_ref().map(|reader| found(reader, *file))));
        builds.extend(broken(&readers, *file));
    }
    builds
}

/// The calls of Compose in a file.
pub(super) fn calls(sources: &Sources, file: FileId) -> Vec<Call> {
    call::of(sources, file)
}

/// What a call builds that the files do not say when each is read by itself.
pub(super) fn read_call(sources: &Sources, call: &Call) -> Vec<Build> {
    let readers = readers(sources);
    let mut builds = both(readers.each_ref().map(|reader| merged::called(reader, call)));
    let lent = call.files.iter().filter(|file| sources.get(**file).is_some_and(|file| file.lent));
    builds.extend(lent.filter_map(|file| broken(&readers, *file)));
    builds
}

/// The services of the default files of a folder, as Bake takes them for its own targets.
pub(super) fn recipes(sources: &Sources, folder: &str, assume: Assume) -> Vec<(String, Recipe)> {
    let reader = Reader::new(sources, assume);
    let files: Vec<_> = DEFAULT.iter().filter_map(|name| sources.find_from(folder, name)).collect();
    let named = files.into_iter().flat_map(|file| found(&reader, file)).filter(|found| found.merged.is_none());
    // Bake's names have no dots (buildx bake/compose.go, `sanitizeTargetName`).
    named.map(|found| (found.name.replace('.', "_"), found.recipe)).collect()
}

fn readers(sources: &Sources) -> [Reader<'_>; 2] {
    [Assume::Default, Assume::Anything].map(|assume| Reader::new(sources, assume))
}

/// A service that is built.
#[derive(Clone)]
struct Found {
    name: String,
    place: Place,
    folder: String,
    recipe: Recipe,
    /// The file over which it is merged.
    merged: Option<FileId>,
    /// Whether its file may be called by itself as well as over another.
    doubted: bool,
}

impl Found {
    fn build(self, standing: Standing) -> Build {
        let mut build = self.recipe.build(FileKind::Compose, Some(self.name), self.place, Folder::Known(self.folder));
        build.standing = if self.doubted { standing.doubted() } else { standing };
        build
    }
}

/// The builds of what is found with the defaults, and with holes where variables go.
fn both([defaults, anything]: [Vec<Found>; 2]) -> Vec<Build> {
    let mut builds = Vec::new();
    let mut anything = anything.into_iter().peekable();
    for default in defaults {
        // Both readers find the services in the same order; assumptions can tell two apart that are one otherwise.
        let is_same = |other: &Found| (other.place, &other.folder, other.merged) == (default.place, &default.folder, default.merged);
        while anything.peek().is_some_and(|other| !is_same(other)) && anything.clone().any(|other| is_same(&other)) {
            anything.next();
        }
        let other = anything.next_if(is_same).filter(|other| other.recipe != default.recipe);
        builds.push(default.build(Standing::Certain));
        builds.extend(other.map(|other| other.build(Standing::Overridden)));
    }
    builds
}

/// What stands behind the place where a broken file breaks off.
fn broken(readers: &[Reader<'_>], file: FileId) -> Option<Build> {
    let reader = readers.first()?;
    let at = reader.file(file).parsed.error.as_ref().map(|(at, _)| *at)?;
    let place = Place { file, range: crate::text::ByteRange::empty(at) };
    let folder = Folder::Known(reader.sources.folder(file).to_owned());
    let mut build = Recipe::unknown(place).build(FileKind::Compose, None, place, folder);
    build.standing = Standing::Unread;
    Some(build)
}
