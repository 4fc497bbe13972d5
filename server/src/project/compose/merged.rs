//! The services of Compose files that are merged: with the file of the default name, by `include`, by a call.

use std::collections::BTreeSet;

use super::reader::{Reader, Service, merge};
use super::{Call, DEFAULT, Found};
use crate::project::data::Node;
use crate::project::recipe::Recipe;
use crate::project::sources::{FileId, FileKind, Sources, folder, join};

/// Files that include others are followed so far.
const MAX_INCLUDED: usize = 100;

/// What a file builds: by itself, and merged over the file with the default name.
pub(super) fn found(reader: &Reader<'_>, file: FileId) -> Vec<Found> {
    let sources = reader.sources;
    let own_folder = sources.folder(file);
    let base = base_of(sources, file);
    let below = base.map(|base| all_included(reader, base)).unwrap_or_default();
    let is_override = file_name(sources, file).contains(".override.");
    let mut all = Vec::new();
    for Service { name, place } in &reader.file(file).services {
        let found = |recipe, folder: &str, merged, doubted| {
            let (name, place) = (name.clone(), *place);
            Found { name, place, folder: folder.to_owned(), recipe, merged, doubted }
        };
        let alone = reader.resolve(file, name, own_folder);
        let mut is_completed = false;
        if let Some(base) = base {
            // The paths of all files begin where the first one is.
            let project = sources.folder(base);
            let included = || {
                let mut found = below.iter().find(|found| found.name == *name)?.clone();
                found.recipe.rebase(&found.folder, project);
                Some(found.recipe)
            };
            let under = reader.resolve(base, name, project).or_else(included);
            let over = reader.resolve(file, name, project);
            if let (Some(mut recipe), Some(over)) = (under, over) {
                is_completed = true;
                let before = recipe.clone();
                merge(&mut recipe, over);
                if recipe != before && !recipe.is_none {
                    let doubted = !is_override && alone.as_ref().is_some_and(|alone| !is_part(alone));
                    all.push(found(recipe, project, Some(base), doubted));
                }
            }
        }
        if let Some(recipe) = alone.filter(|recipe| !recipe.is_none && (!is_completed || !is_part(recipe))) {
            all.push(found(recipe, own_folder, None, false));
        }
    }
    // What the included files say when they are read by themselves is said already.
    all.extend(all_included(reader, file).into_iter().filter(|found| found.merged.is_some() || is_lent(sources, found.place.file)));
    all
}

/// A part of a service that is completed by another file: alone it would be a build of the folder's own Dockerfile.
fn is_part(recipe: &Recipe) -> bool {
    recipe.context.is_none() && recipe.inline.is_none()
}

fn is_lent(sources: &Sources, file: FileId) -> bool {
    sources.get(file).is_some_and(|file| file.lent)
}

fn file_name(sources: &Sources, file: FileId) -> &str {
    let path = sources.path(file);
    path.rsplit('/').next().unwrap_or(path)
}

/// The file with a default name over which a file is merged: in its folder, or the next one above that has one.
fn base_of(sources: &Sources, file: FileId) -> Option<FileId> {
    let mut folder_name = sources.folder(file);
    loop {
        let found = DEFAULT.iter().find_map(|name| sources.find_from(folder_name, name));
        if let Some(base) = found {
            // What has a default name itself is merged over none.
            return (base != file && !DEFAULT.contains(&file_name(sources, file))).then_some(base);
        }
        if folder_name.is_empty() {
            return None;
        }
        folder_name = folder(folder_name);
    }
}

/// What a call builds that the files do not say when they are read by themselves.
pub(super) fn called(reader: &Reader<'_>, call: &Call) -> Vec<Found> {
    let sources = reader.sources;
    let Some((first, others)) = call.files.split_first() else { return Vec::new() };
    let is_known = |file: &FileId| !is_lent(sources, *file) && sources.folder(*file) == call.project;
    match others {
        [] if is_known(first) => return Vec::new(),
        [over] if base_of(sources, *over) == Some(*first) && is_known(first) && !is_lent(sources, *over) => return Vec::new(),
        _ => {}
    }
    let mut all = together(reader, &call.files, &call.project);
    for file in &call.files {
        let included = all_included(reader, *file);
        all.extend(included.into_iter().filter(|_| is_lent(sources, *file)));
    }
    all
}

/// The services of several files, of which each is merged over those before it.
fn together(reader: &Reader<'_>, files: &[FileId], project: &str) -> Vec<Found> {
    let sources = reader.sources;
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    let services: Vec<Service> = files.iter().flat_map(|file| reader.file(*file).services.clone()).collect();
    for Service { name, mut place } in services {
        if !seen.insert(name.clone()) {
            continue;
        }
        let mut merged: Option<(Recipe, FileId)> = None;
        let mut parts = 0;
        for file in files {
            let Some(over) = reader.resolve(*file, &name, project) else { continue };
            parts += 1;
            let named = reader.file(*file).services.iter().find(|service| service.name == name).map(|service| service.place);
            place = named.unwrap_or(place);
            match &mut merged {
                Some((recipe, _)) => merge(recipe, over),
                None => merged = Some((over, *file)),
            }
        }
        let Some((recipe, first)) = merged.filter(|(recipe, _)| !recipe.is_none) else { continue };
        if parts > 1 || is_lent(sources, first) || sources.folder(first) != project {
            all.push(Found { name, place, folder: project.to_owned(), recipe, merged: Some(first), doubted: false });
        }
    }
    all
}

fn all_included(reader: &Reader<'_>, file: FileId) -> Vec<Found> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::from([file]);
    included(reader, file, &mut seen, &mut all);
    all
}

/// What `include` brings. Without a folder of its own and without other files, an included file is read where it is: then nothing is
/// merged.
fn included(reader: &Reader<'_>, file: FileId, seen: &mut BTreeSet<FileId>, all: &mut Vec<Found>) {
    let sources = reader.sources;
    let own = sources.folder(file);
    let read = reader.file(file);
    for include in read.parsed.documents.iter().filter_map(|document| document.get("include")).flat_map(Node::one_or_more) {
        let paths = match include.scalar() {
            Some(_) => std::slice::from_ref(include),
            None => include.get("path").map(Node::one_or_more).unwrap_or_default(),
        };
        let find = |path: &Node| sources.find_from_as(own, &reader.text(file, path, own)?, FileKind::Compose);
        let files: Vec<_> = paths.iter().filter_map(find).collect();
        let Some((first, others)) = files.split_first() else { continue };
        let given = include.get("project_directory").and_then(|given| reader.text(file, given, own));
        let is_alone = given.is_none() && others.is_empty();
        let project = given.map_or_else(|| Some(sources.folder(*first).to_owned()), |given| join(own, &given));
        let Some(project) = project else { continue };
        if is_alone && seen.contains(first) {
            continue;
        }
        if is_alone {
            let services = reader.file(*first).services.clone();
            all.extend(services.into_iter().filter_map(|Service { name, place }| {
                let recipe = reader.resolve(*first, &name, &project).filter(|recipe| !recipe.is_none)?;
                Some(Found { name, place, folder: project.clone(), recipe, merged: None, doubted: false })
            }));
        } else {
            all.extend(together(reader, &files, &project));
        }
        for file in files {
            if seen.len() < MAX_INCLUDED && seen.insert(file) {
                included(reader, file, seen, all);
            }
        }
    }
}
