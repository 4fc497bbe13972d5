//! Compose files: the services that are built.
//!
//! Read after the Compose specification, and the older files that had services at their top. The file with the default name is merged
//! with its override, and with each of the others beside it, because they are called so (`-f compose.yaml -f compose.prod.yaml`); three
//! files at once are not tried, and `COMPOSE_FILE` in `.env` is not read. Of the tags, `!reset` is minded, because null stands behind it;
//! `!override` is not: what it throws away still counts.

mod interpolate;
mod reader;
mod service;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::build::{Build, Folder, Standing};
use super::data::Node;
use super::recipe::{Assume, Recipe};
use super::sources::{FileId, FileKind, Sources, folder, join};
use super::value::Place;

use reader::{Reader, Service};

/// What `docker compose` takes where it is called without `-f`, the first there is.
const DEFAULT: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// The Compose files of a folder are read together.
pub(super) fn units(sources: &Sources) -> Vec<Vec<FileId>> {
    let mut folders: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
    for (file, _) in sources.all().filter(|(_, file)| file.kind == FileKind::Compose) {
        folders.entry(sources.folder(file)).or_default().push(file);
    }
    folders.into_values().collect()
}

pub(super) fn read(sources: &Sources, unit: &[FileId]) -> Vec<Build> {
    let readers = [Assume::Default, Assume::Anything].map(|assume| Reader::new(sources, assume));
    let mut builds = Vec::new();
    for file in unit {
        let [defaults, anything] = readers.each_ref().map(|reader| found(reader, *file));
        let mut anything = anything.into_iter();
        for default in defaults {
            // Both readers find the same services in the same order: assumptions change values only.
            let other = anything.next().filter(|other| other.recipe != default.recipe);
            builds.push(default.build(Standing::Certain));
            builds.extend(other.map(|other| other.build(Standing::Overridden)));
        }
        if let Some(at) = readers.first().and_then(|reader| reader.file(*file).parsed.error.as_ref().map(|(at, _)| *at)) {
            builds.push(unread(*file, at, sources));
        }
    }
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

/// A service that is built.
struct Found {
    name: String,
    place: Place,
    folder: String,
    recipe: Recipe,
    /// The file over which it is merged.
    merged: Option<FileId>,
}

impl Found {
    fn build(self, standing: Standing) -> Build {
        let mut build = self.recipe.build(FileKind::Compose, Some(self.name), self.place, Folder::Known(self.folder));
        build.standing = standing;
        build
    }
}

/// What a file builds: by itself, and merged over the file with the default name.
fn found(reader: &Reader<'_>, file: FileId) -> Vec<Found> {
    let sources = reader.sources;
    let own_folder = sources.folder(file);
    let base = base_of(sources, file);
    let mut all = Vec::new();
    for service in &reader.file(file).services {
        let alone = reader.resolve(file, &service.name);
        let under = base.and_then(|base| reader.resolve(base, &service.name));
        // A part of a service that is completed by another file: alone it would be a build of the folder's own Dockerfile.
        let is_part = |recipe: &Recipe| recipe.context.is_none() && recipe.inline.is_none();
        let found = |recipe, folder: &str, merged| {
            let Service { name, place } = service.clone();
            Found { name, place, folder: folder.to_owned(), recipe, merged }
        };
        if let (Some(base), Some(mut recipe), Some(over)) = (base, under.clone(), alone.clone()) {
            // The paths of all files begin where the first one is.
            let before = recipe.clone();
            recipe.merge(over);
            if recipe != before {
                all.push(found(recipe, sources.folder(base), Some(base)));
            }
        }
        if let Some(recipe) = alone.filter(|recipe| under.is_none() || !is_part(recipe)) {
            all.push(found(recipe, own_folder, None));
        }
    }
    all.extend(included(reader, file));
    all
}

/// The file with a default name over which a file is merged: in its folder, or the next one above that has one.
fn base_of(sources: &Sources, file: FileId) -> Option<FileId> {
    let path = sources.path(file);
    let mut folder_name = folder(path);
    loop {
        let found = DEFAULT.iter().find_map(|name| sources.find_from(folder_name, name));
        if let Some(base) = found {
            // What has a default name itself is merged over none.
            let name = path.rsplit('/').next().unwrap_or(path);
            return (base != file && !DEFAULT.contains(&name)).then_some(base);
        }
        if folder_name.is_empty() {
            return None;
        }
        folder_name = folder(folder_name);
    }
}

/// What `include` adds to what the included files say when they are read by themselves: another folder, or several files merged.
fn included(reader: &Reader<'_>, file: FileId) -> Vec<Found> {
    let sources = reader.sources;
    let read = reader.file(file);
    let includes = read.parsed.documents.iter().filter_map(|document| document.get("include")).flat_map(Node::one_or_more);
    let mut all = Vec::new();
    for include in includes {
        let paths = include.get("path").map(Node::one_or_more).unwrap_or_default();
        let files: Vec<_> = paths.iter().filter_map(|path| sources.find_from(sources.folder(file), path.text()?)).collect();
        let Some((first, others)) = files.split_first() else { continue };
        let given = include.get("project_directory").and_then(Node::text);
        if given.is_none() && others.is_empty() {
            continue;
        }
        let folder = given.map_or_else(|| Some(sources.folder(*first).to_owned()), |given| join(sources.folder(file), given));
        let Some(folder) = folder else { continue };
        let services: Vec<_> = files.iter().flat_map(|file| reader.file(*file).services.clone()).collect();
        let mut seen = BTreeSet::new();
        for Service { name, place } in services.into_iter().filter(|service| seen.insert(service.name.clone())) {
            let mut recipes = files.iter().filter_map(|file| reader.resolve(*file, &name));
            let Some(mut recipe) = recipes.next() else { continue };
            recipes.for_each(|over| recipe.merge(over));
            all.push(Found { name, place, folder: folder.clone(), recipe, merged: Some(*first) });
        }
    }
    all
}

/// What stands behind the place where a broken file breaks off.
fn unread(file: FileId, at: u32, sources: &Sources) -> Build {
    let place = Place { file, range: crate::text::ByteRange::empty(at) };
    let folder = Folder::Known(sources.folder(file).to_owned());
    let mut build = Recipe::unknown(place).build(FileKind::Compose, None, place, folder);
    build.standing = Standing::Unread;
    build
}
