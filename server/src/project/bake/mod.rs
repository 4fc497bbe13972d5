//! Docker Bake files, in HCL and JSON: the targets that are built.
//!
//! Sources: docs/bake-reference.md and bake/ of docker/buildx. The environment overrides variables, so what depends on one is read twice:
//! with the defaults, and with holes where variables go ([`Standing::Overridden`]).

mod collections;
mod data;
mod definitions;
mod evaluate;
mod functions;
mod operators;
mod parse;
mod targets;
mod template;

use std::collections::{BTreeMap, HashMap, HashSet};

use super::build::{Build, Dockerfile, Folder, Standing};
use super::compose;
use super::recipe::{Assume, Recipe};
use super::sources::{FileId, FileKind, Sources, folder, join};
use super::value::Place;

use definitions::{Definitions, File};
use evaluate::{Evaluator, Scope};
use targets::{Said, Targets};

/// What Bake takes where it is called without `-f`: all there are, in this order. The default Compose files come before them.
const DEFAULT: [&str; 4] = ["docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"];

/// The default files of a folder are read together, every other one by itself.
pub(super) fn units(sources: &Sources) -> Vec<Vec<FileId>> {
    let mut together: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
    let mut units = Vec::new();
    for (file, source) in sources.all().filter(|(_, file)| file.kind == FileKind::Bake) {
        match default_place(&source.path) {
            Some(_) => together.entry(sources.folder(file)).or_default().push(file),
            None => units.push(vec![file]),
        }
    }
    for mut files in together.into_values() {
        files.sort_by_key(|file| default_place(sources.path(*file)));
        units.push(files);
    }
    units
}

fn default_place(path: &str) -> Option<usize> {
    let name = path.rsplit('/').next()?;
    DEFAULT.iter().position(|default| *default == name)
}

pub(super) fn read(sources: &Sources, unit: &[FileId]) -> Vec<Build> {
    let mut unit = unit.to_vec();
    unit.sort_by_key(|file| default_place(sources.path(*file)));
    let mut reading = Reading { sources, builds: Vec::new(), known: HashMap::new() };
    let is_default = unit.iter().all(|file| default_place(sources.path(*file)).is_some());
    let under = others(sources, &unit, is_default);
    if is_default {
        reading.set(&under, &unit, Merge::Lend, true);
        // Without the override too: it may be for one's own machine only.
        let plain: Vec<_> = unit.iter().copied().filter(|file| !sources.path(*file).contains(".override.")).collect();
        if plain.len() < unit.len() && !plain.is_empty() {
            reading.set(&under, &plain, Merge::Lend, true);
        }
    } else {
        reading.set(&under, &unit, Merge::Lend, false);
        if under.iter().any(|other| unit.iter().any(|file| sources.folder(*other) == sources.folder(*file))) {
            reading.set(&under, &unit, Merge::Merge, false);
        }
    }
    reading.builds
}

/// The default files that a file is called with, perhaps (`-f docker-bake.hcl -f x.hcl`): those of its folder, or of the next one above
/// that has some.
fn others(sources: &Sources, unit: &[FileId], is_default: bool) -> Vec<FileId> {
    let Some(first) = unit.first() else { return Vec::new() };
    let mut at = sources.folder(*first);
    let mut above = is_default;
    loop {
        if above && at.is_empty() {
            return Vec::new();
        }
        if above {
            at = folder(at);
        }
        let found: Vec<_> = DEFAULT.iter().filter_map(|name| sources.find_from(at, name)).collect();
        if !found.is_empty() {
            return found;
        }
        above = true;
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Merge {
    /// The other files give what is missing.
    Lend,
    /// Their targets are merged with those of the same name.
    Merge,
}

struct Reading<'s> {
    sources: &'s Sources,
    builds: Vec<Build>,
    /// What was found already of each target.
    known: HashMap<String, Vec<Recipe>>,
}

impl Reading<'_> {
    /// Reads files together.
    fn set(&mut self, under: &[FileId], files: &[FileId], merge: Merge, with_services: bool) {
        let sources = self.sources;
        let under: Vec<_> = under.iter().map(|file| File::read(sources, *file)).collect();
        let files: Vec<_> = files.iter().map(|file| File::read(sources, *file)).collect();
        let mut definitions = Definitions::default();
        under.iter().for_each(|file| definitions.add(file));
        let lent = definitions.targets.len();
        files.iter().for_each(|file| definitions.add(file));
        let home = files.first().map_or("", |file| sources.folder(file.id));
        for assume in [Assume::Default, Assume::Anything] {
            let evaluator = Evaluator::new(&definitions, assume);
            let mut services = compose::recipes(sources, home, assume);
            if !with_services {
                // They lend only.
                services.retain(|(name, _)| !definitions.targets.iter().any(|target| target.label == *name));
            }
            let mut targets = Targets::new(&evaluator, &definitions, lent, services);
            targets.merged = merge == Merge::Merge;
            let grouped = grouped(&evaluator, &definitions);
            self.targets(&targets, grouped.as_ref(), assume);
        }
        if merge == Merge::Lend {
            for file in &files {
                self.unread(file, &definitions);
            }
        }
    }

    fn targets(&mut self, targets: &Targets, grouped: Option<&HashSet<String>>, assume: Assume) {
        let own = targets.instances.get(targets.own_from..).unwrap_or_default();
        let mut seen = HashSet::new();
        for instance in own.iter().filter(|instance| instance.name.is_none() || seen.insert(instance.name.clone())) {
            let name = instance.name.clone().unwrap_or_else(|| instance.label.clone());
            let in_group = grouped.is_none_or(|grouped| grouped.contains(&name) || grouped.contains(&instance.label));
            let lends = name.starts_with('_') || targets.inherited.contains(&name);
            let standing = match assume {
                Assume::Anything => Standing::Overridden,
                Assume::Default if lends && !in_group && name != "default" => Standing::Inherited,
                Assume::Default => Standing::Certain,
            };
            let Said { recipe, other_targets } = targets.resolve(instance);
            for target in other_targets {
                let mut other = recipe.clone();
                other.target = Some(target);
                self.add(&name, instance.place, other, Standing::Overridden);
            }
            self.add(&name, instance.place, recipe, standing);
        }
    }

    fn add(&mut self, name: &str, place: Place, recipe: Recipe, standing: Standing) {
        let known = self.known.entry(name.to_owned()).or_default();
        if known.contains(&recipe) {
            return;
        }
        known.push(recipe.clone());
        let home = Folder::Known(self.sources.folder(place.file).to_owned());
        let mut build = recipe.build(FileKind::Bake, Some(name.to_owned()), place, home);
        build.standing = standing;
        build.folder = self.folder(&build);
        self.builds.push(build);
    }

    /// Paths begin where Bake is called: in the folder of the file, or in one above. Which one, a Dockerfile tells that is in one only.
    fn folder(&self, build: &Build) -> Folder {
        let mut folders = vec![self.sources.folder(build.place.file).to_owned()];
        while let Some(last) = folders.last().filter(|last| !last.is_empty()) {
            folders.push(folder(last).to_owned());
        }
        let path = match &build.dockerfile {
            Dockerfile::InContext(path) => path.text(),
            _ => Some("Dockerfile".to_owned()),
        };
        let there = |home: &&String| {
            let context = Build { folder: Folder::Known((*home).clone()), ..build.clone() }.context_folder();
            context
                .zip(path.as_ref())
                .and_then(|(context, path)| join(&context, path))
                .is_some_and(|path| self.sources.is_dockerfile(&path))
        };
        let found: Vec<_> = folders.iter().filter(there).collect();
        match found.as_slice() {
            [only] => Folder::Known((*only).clone()),
            _ if folders.len() == 1 => Folder::Known(String::new()),
            _ => Folder::Perhaps(folders),
        }
    }

    /// Whatever stands in a file that could not be read, but in a target of which the rest could.
    fn unread(&mut self, file: &File, definitions: &Definitions<'_>) {
        let targets: Vec<_> = definitions.targets.iter().filter(|target| target.place.file == file.id && target.broken).collect();
        if let Some(range) = file.unread.iter().find(|unread| !targets.iter().any(|target| target.range.contains(**unread))) {
            let place = Place { file: file.id, range: *range };
            let home = Folder::Known(self.sources.folder(file.id).to_owned());
            let mut build = Recipe::unknown(place).build(FileKind::Bake, None, place, home);
            build.standing = Standing::Unread;
            self.builds.push(build);
        }
    }
}

/// Where the syntax of a file is broken first.
pub(super) fn broken_at(sources: &Sources, file: FileId) -> Option<u32> {
    File::read(sources, file).unread.iter().map(|range| range.start).min()
}

/// What the groups build. None if it is not known of all of them.
fn grouped(evaluator: &Evaluator<'_>, definitions: &Definitions<'_>) -> Option<HashSet<String>> {
    let mut names = HashSet::new();
    for (_, targets) in &definitions.groups {
        let data = targets.map(|targets| evaluator.definition(targets, &Scope::EMPTY));
        for item in data.as_ref().map_or(Some(&[][..]), data::Data::items)? {
            names.insert(item.text()?);
        }
    }
    Some(names)
}

/// The names of the targets that a group of a file builds, groups in it and matrices minded, or those of a matrix.
pub(super) fn group(sources: &Sources, file: FileId, name: &str) -> Vec<String> {
    let unit = units(sources).into_iter().find(|unit| unit.contains(&file)).unwrap_or_else(|| vec![file]);
    let files: Vec<_> = unit.iter().map(|file| File::read(sources, *file)).collect();
    let mut definitions = Definitions::default();
    files.iter().for_each(|file| definitions.add(file));
    let evaluator = Evaluator::new(&definitions, Assume::Default);
    let mut names = vec![name.to_owned()];
    let mut at = 0;
    while let Some(name) = names.get(at).cloned() {
        at += 1;
        for (_, targets) in definitions.groups.iter().filter(|(group, _)| *group == name) {
            let data = targets.map(|targets| evaluator.definition(targets, &Scope::EMPTY));
            let members = data.as_ref().and_then(data::Data::items).into_iter().flatten().filter_map(|item| item.text());
            let new: Vec<_> = members.filter(|member| !names.contains(member)).collect();
            names.extend(new);
        }
    }
    let targets = Targets::new(&evaluator, &definitions, 0, Vec::new());
    let built = targets
        .instances
        .iter()
        .filter(|instance| names.contains(&instance.label) || instance.name.as_ref().is_some_and(|name| names.contains(name)));
    built.filter_map(|instance| instance.name.clone()).collect()
}
