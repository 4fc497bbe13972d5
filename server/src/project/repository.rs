//! All builds that the files of a repository describe, and which of them build a Dockerfile.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::build::{Build, Certainty};
use super::compose::{self, Call};
use super::readers;
use super::sources::{Asked, FileId, FileKind, Sources};
use crate::stages::StageGraph;

/// What the files of a repository say of builds.
#[derive(Debug, Default)]
pub struct Repository {
    sources: Sources,
    units: Vec<Unit>,
    /// By the file in which they stand.
    calls: BTreeMap<FileId, Calls>,
    /// What builds name and is not there.
    absent: BTreeSet<String>,
    /// Files that others name, of which it is known whether they are there.
    looked_for: BTreeSet<String>,
}

/// No more files are read because others name them.
const MAX_LENT: usize = 500;

/// A file that others name may name others: so far they are followed.
const MAX_ROUNDS: usize = 6;

/// Files that are read together, and what stands in them.
#[derive(Clone, Debug)]
struct Unit {
    read: Read,
    /// Other files that the reader looked for.
    asked: Asked,
    builds: Arc<[Build]>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Read {
    /// Files of one kind that belong together by their names and places.
    Files(FileKind, Vec<FileId>),
    /// Compose files that a command names together.
    Call(Call),
}

/// The calls of Compose in a file.
#[derive(Clone, Debug)]
struct Calls {
    calls: Vec<Call>,
    asked: Asked,
}

impl Repository {
    pub fn read(sources: Sources) -> Self {
        let mut units = readers::units(&sources);
        units.sort();
        let units = units.into_iter().map(|(kind, files)| Unit::new(Read::Files(kind, files), &sources)).collect();
        let calls = sources.all().filter_map(|(file, _)| Some((file, Calls::of(&sources, file)?))).collect();
        let mut repository = Self { sources, units, calls, ..Self::default() };
        repository.read_calls();
        repository
    }

    /// Reads what is called now and was not before.
    fn read_calls(&mut self) {
        let calls: BTreeSet<&Call> = self.calls.values().flat_map(|calls| &calls.calls).collect();
        let called = |unit: &Unit| if let Read::Call(call) = &unit.read { Some(calls.contains(call)) } else { None };
        self.units.retain(|unit| called(unit).unwrap_or(true));
        let known: BTreeSet<&Read> = self.units.iter().map(|unit| &unit.read).collect();
        let new: Vec<_> = calls.into_iter().map(|call| Read::Call(call.clone())).filter(|read| !known.contains(read)).collect();
        self.units.extend(new.into_iter().map(|read| Unit::new(read, &self.sources)));
    }

    /// The same repository after one of its files has another text: only what depends on that is read again. None if there is no such
    /// file.
    pub fn with_text(&self, path: &str, text: String) -> Option<Self> {
        let file = self.sources.find(path)?;
        let sources = self.sources.with_text(file, text);
        Some(self.with_sources(sources, &|asked| asked == path, &|of| of == file))
    }

    /// The same repository with other files: what depends on those is read again.
    fn with_sources(&self, sources: Sources, is_new: &dyn Fn(&str) -> bool, changed: &dyn Fn(FileId) -> bool) -> Self {
        let again = |unit: &Unit| unit.files().iter().any(|file| changed(*file)) || unit.asked.keys().any(|path| is_new(path));
        let read = |unit: &Unit| if again(unit) { Unit::new(unit.read.clone(), &sources) } else { unit.clone() };
        let units = self.units.iter().map(read).collect();
        let of_file = |(file, _)| match self.calls.get(&file) {
            Some(calls) if !changed(file) && !calls.asked.keys().any(|path| is_new(path)) => Some((file, calls.clone())),
            None if !changed(file) && self.sources.get(file).is_some() => None,
            _ => Some((file, Calls::of(&sources, file)?)),
        };
        let calls = sources.all().filter_map(of_file).collect();
        let (absent, looked_for) = (self.absent.clone(), self.looked_for.clone());
        let mut repository = Self { sources, units, calls, absent, looked_for };
        repository.read_calls();
        repository
    }

    /// Reads files that others name and that are not known by their own names: the base of a Compose service in `common.yml`, `.env`.
    /// `read` has their bytes by a path below the root; None if there is no such file, or it is not to be read.
    pub fn find_files(&mut self, read: impl Fn(&str) -> Option<Vec<u8>>) {
        for _ in 0..MAX_ROUNDS {
            let asked = self.units.iter().map(|unit| &unit.asked).chain(self.calls.values().map(|calls| &calls.asked)).flatten();
            let is_new = |path: &str| !self.looked_for.contains(path) && !self.sources.has(path);
            let new: BTreeMap<_, _> =
                asked.filter_map(|(path, kind)| Some((path.clone(), (*kind)?))).filter(|(path, _)| is_new(path)).collect();
            if new.is_empty() {
                return;
            }
            let room = MAX_LENT.saturating_sub(self.sources.all().filter(|(_, file)| file.lent).count());
            self.looked_for.extend(new.keys().cloned());
            let found = new.into_iter().filter_map(|(path, kind)| read(&path).map(|text| (path, kind, text)));
            let found: Vec<_> = found.take(room).collect();
            if found.is_empty() {
                continue;
            }
            let paths: BTreeSet<String> = found.iter().map(|(path, ..)| path.clone()).collect();
            *self = self.with_sources(self.sources.with_lent(found), &|asked| paths.contains(asked), &|_| false);
        }
    }

    /// Learns which of the Dockerfiles that builds name are there: they may be called anything. `is_there` says it of a path below the
    /// root; None if it cannot be known, because the folder is missing, or has nothing in it.
    pub fn find_dockerfiles(&mut self, is_there: impl Fn(&str) -> Option<bool>) {
        let named: BTreeSet<_> = self.builds().filter_map(Build::written_paths).flatten().collect();
        let unknown = named.into_iter().filter(|path| !self.sources.is_dockerfile(path));
        let (found, absent): (Vec<_>, Vec<_>) =
            unknown.filter_map(|path| Some((is_there(&path)?, path))).partition(|(is_there, _)| *is_there);
        self.sources.add_dockerfiles(found.into_iter().map(|(_, path)| path));
        self.absent = absent.into_iter().map(|(_, path)| path).collect();
    }

    /// Whether a path that a build names is certainly not there.
    pub fn is_absent(&self, path: &str) -> bool {
        self.absent.contains(path)
    }

    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The builds that a group of a Bake file stands for, by their names; empty if there is no such group.
    pub fn group(&self, file: FileId, name: &str) -> Vec<String> {
        readers::group(&self.sources, file, name)
    }

    /// Where the syntax of a file is broken first, if it is: what follows may not be read.
    pub fn broken_at(&self, file: FileId) -> Option<u32> {
        readers::broken_at(&self.sources, file)
    }

    pub fn builds(&self) -> impl Iterator<Item = &Build> {
        self.units.iter().flat_map(|unit| unit.builds.iter())
    }
}

impl Unit {
    fn new(read: Read, sources: &Sources) -> Self {
        sources.take_asked();
        let builds = match &read {
            Read::Files(kind, files) => readers::read(*kind, sources, files),
            Read::Call(call) => compose::read_call(sources, call),
        };
        Self { read, asked: sources.take_asked(), builds: builds.into() }
    }

    fn files(&self) -> &[FileId] {
        match &self.read {
            Read::Files(_, files) => files,
            Read::Call(call) => &call.files,
        }
    }
}

impl Calls {
    /// None if the file has nothing to do with Compose.
    fn of(sources: &Sources, file: FileId) -> Option<Self> {
        sources.take_asked();
        let calls = compose::calls(sources, file);
        let asked = sources.take_asked();
        (!calls.is_empty() || !asked.is_empty()).then_some(Self { calls, asked })
    }
}

/// The builds of one Dockerfile. The repository is read when somebody asks for them.
pub struct Builds {
    /// Below the root of the repository.
    dockerfile: String,
    load: Box<dyn Fn() -> Arc<Loaded> + Send + Sync>,
    known: OnceLock<Known>,
}

/// A repository that was read.
#[derive(Debug, Default)]
pub struct Loaded {
    pub repository: Repository,
    /// Whether all files were read that may say how images are built.
    pub complete: bool,
}

struct Known {
    loaded: Arc<Loaded>,
    builds: Vec<(Build, Certainty)>,
}

impl fmt::Debug for Builds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builds").field("dockerfile", &self.dockerfile).finish_non_exhaustive()
    }
}

/// Which stages of a Dockerfile are built, and by whom.
#[derive(Clone, Debug, Default)]
pub struct StageBuilds<'b> {
    /// For each stage the builds whose target it is, or may be; without a target it is the last one.
    pub of: Vec<Vec<&'b Build>>,
    /// Builds with a target of which nothing is known: any stage may be it.
    pub open: Vec<&'b Build>,
    /// Builds of this Dockerfile whose target is none of its stages.
    pub lost: Vec<&'b Build>,
}

impl Builds {
    pub fn new(dockerfile: String, load: impl Fn() -> Arc<Loaded> + Send + Sync + 'static) -> Self {
        Self { dockerfile, load: Box::new(load), known: OnceLock::new() }
    }

    fn known(&self) -> &Known {
        self.known.get_or_init(|| {
            let loaded = (self.load)();
            let repository = &loaded.repository;
            let certainty = |build: &Build| build.builds(&self.dockerfile, repository.sources());
            let all = repository.builds().map(|build| (build, certainty(build)));
            let builds =
                all.filter(|(_, certainty)| *certainty > Certainty::No).map(|(build, certainty)| (build.clone(), certainty)).collect();
            Known { loaded, builds }
        })
    }

    pub fn sources(&self) -> &Sources {
        self.known().loaded.repository.sources()
    }

    pub fn dockerfile(&self) -> &str {
        &self.dockerfile
    }

    /// Whether all files were read that may say how it is built.
    pub fn is_complete(&self) -> bool {
        self.known().loaded.complete
    }

    /// Those that build this Dockerfile, or may.
    pub fn all(&self) -> impl Iterator<Item = (&Build, Certainty)> {
        self.known().builds.iter().map(|(build, certainty)| (build, *certainty))
    }

    /// What is built of its stages.
    pub fn stages(&self, graph: &StageGraph) -> StageBuilds<'_> {
        let mut stages = StageBuilds { of: vec![Vec::new(); graph.stages.len()], ..StageBuilds::default() };
        for (build, certainty) in self.all() {
            let meant = build.stages(graph);
            for stage in &meant {
                stages.of.get_mut(*stage).into_iter().for_each(|builds| builds.push(build));
            }
            if build.target.as_ref().is_some_and(super::Value::is_unknown) {
                stages.open.push(build);
            } else if meant.is_empty() && certainty == Certainty::Yes {
                stages.lost.push(build);
            }
        }
        stages
    }
}

impl Build {
    /// The stages that its target is or may be: none, if nothing at all is known of it.
    pub fn stages(&self, graph: &StageGraph) -> Vec<usize> {
        let Some(target) = &self.target else { return graph.last_stage().into_iter().collect() };
        if target.is_unknown() {
            return Vec::new();
        }
        if let Some(name) = target.text() {
            // `--target ""` is none.
            return if name.is_empty() { graph.last_stage() } else { graph.stage_named(&name) }.into_iter().collect();
        }
        let named = graph.stages.iter().enumerate().filter_map(|(index, stage)| Some((index, stage.name.as_deref()?)));
        named.filter(|(_, name)| target.can_be_stage(name)).map(|(index, _)| index).collect()
    }
}
