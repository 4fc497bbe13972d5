//! `dflint check` of the files that describe builds: Compose files, Bake files, workflows, scripts.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Error, Result, bail};
use dflint::document::Document;
use dflint::lint::{BuildFacts, Finding, Settings, keep_in_build_file, run_on_builds, run_on_inline};
use dflint::project::{Build, FileId, FileKind};
use dflint::rules;
use dflint::stages::BuildOptions;
use dflint::text::LineIndex;

use super::as_built;
use super::checked::{Checked, Source};
use super::files::File;
use crate::dockerfiles;
use crate::exclude::Exclusions;
use crate::repository::{MAX_SIZE, Opened, Repositories};

/// Whether a file that is named on the command line is one that describes builds.
pub(super) fn is_build_file(path: &Path, repositories: &Repositories) -> bool {
    // A file without an ending may be a Dockerfile, in whatever folder it lies.
    let is_kind = |kind: FileKind| kind != FileKind::Script || path.extension().is_some();
    !dockerfiles::is_dockerfile(path) && repositories.kind(path).is_some_and(is_kind)
}

/// Why a build file that is named on the command line cannot be checked: nobody may take it for one without findings.
pub(super) fn check_readable(path: &Path) -> Result<()> {
    let shown = File::Path(path.to_owned()).shown();
    let text = std::fs::read(path).with_context(|| format!("cannot read {shown}"))?;
    if text.len() as u64 > MAX_SIZE {
        bail!("cannot check {shown}: it is larger than {} MiB", MAX_SIZE >> 20);
    }
    if let Err(error) = std::str::from_utf8(&text) {
        let before = text.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        bail!("cannot check {shown}: it is not UTF-8 (line {line})");
    }
    Ok(())
}

/// Where a build file that is named on the command line breaks off, if it does.
fn check_whole(opened: &Opened, file: FileId, shown: &str) -> Result<()> {
    let repository = &opened.loaded.repository;
    let Some(at) = repository.broken_at(file) else { return Ok(()) };
    let line = LineIndex::new(repository.sources().text(file).as_bytes()).line(at);
    bail!("cannot check all of {shown}: there is a syntax error in line {line}")
}

/// The Dockerfiles below a folder that only files that describe builds tell of: they may be called anything.
pub(super) fn named_below(folder: &Path, repositories: &Repositories) -> Vec<PathBuf> {
    let Some(opened) = repositories.open(folder) else { return Vec::new() };
    let named = opened.loaded.repository.sources().dockerfiles().filter(|path| !dockerfiles::is_dockerfile(Path::new(path)));
    let below = named.filter_map(|path| Some(folder.join(opened.path_of(path).strip_prefix(&opened.folder).ok()?)));
    below.collect()
}

/// A build file with what is found in it, before its configuration is asked.
pub(super) struct Found {
    pub path: PathBuf,
    pub text: String,
    findings: Vec<Finding>,
}

impl Found {
    /// With the levels of its configuration.
    pub(super) fn checked(mut self, settings: &Settings) -> Checked {
        keep_in_build_file(&self.text, &settings.levels, settings.forbid_suppressions, &mut self.findings);
        let index = LineIndex::new(self.text.as_bytes());
        let path = File::Path(self.path).shown();
        Checked {
            path,
            source: Source::BuildFile { text: self.text.into_bytes(), index },
            findings: self.findings,
            fixed: 0,
            diff: Vec::new(),
        }
    }
}

/// What is found in the build files below folders, and in those that are named themselves. Those without findings are left out of
/// what is below a folder; what is named and cannot be checked is an error.
pub(super) fn find(
    folders: &[PathBuf],
    files: &[PathBuf],
    repositories: &Repositories,
    exclusions: &Exclusions,
    settings: &dyn Fn(&Path) -> Settings,
) -> (Vec<Found>, Vec<(String, Error)>) {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    repositories.name(files);
    for file in files {
        errors.extend(check_readable(file).err().map(|error| (File::Path(file.clone()).shown(), error)));
    }
    let mut seen = HashSet::new();
    for (place, is_folder) in folders.iter().map(|folder| (folder, true)).chain(files.iter().map(|file| (file, false))) {
        let parent = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = if is_folder { place.as_path() } else { parent };
        let Some(opened) = repositories.open(folder) else { continue };
        let by_file = all(&opened, settings, |_| true);
        let sources = opened.loaded.repository.sources();
        for (file, source) in sources.all() {
            let on_disk = opened.path_of(&source.path);
            let Ok(below) = on_disk.strip_prefix(&opened.folder) else { continue };
            let shown = folder.join(below);
            let wanted = if is_folder {
                by_file.contains_key(&file) && !exclusions.leaves_out_below(folder, &shown)
            } else {
                shown.file_name() == place.file_name() && shown == folder.join(place.file_name().unwrap_or_default())
            };
            if !wanted {
                continue;
            }
            if !is_folder {
                let named = File::Path(shown.clone()).shown();
                errors.extend(check_whole(&opened, file, &named).err().map(|error| (named, error)));
            }
            if !seen.insert(on_disk) {
                continue;
            }
            let findings = by_file.get(&file).cloned().unwrap_or_default();
            found.push(Found { path: shown, text: source.text.clone(), findings });
        }
    }
    (found, errors)
}

/// Findings by file, before levels count: what is wrong with builds, and with Dockerfiles that stand in their files. Of the latter only
/// those of `wanted` builds.
fn all(opened: &Opened, settings: &dyn Fn(&Path) -> Settings, wanted: impl Fn(&Build) -> bool) -> BTreeMap<FileId, Vec<Finding>> {
    let documents: Mutex<HashMap<String, Option<Arc<Document>>>> = Mutex::default();
    let document = |path: &str| {
        let mut documents = documents.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || Some(Arc::new(Document::new(std::fs::read(opened.path_of(path)).ok()?, &BuildOptions::default())));
        documents.entry(path.to_owned()).or_insert_with(read).clone()
    };
    let facts = BuildFacts::new(&opened.loaded, &document);
    let mut by_file = run_on_builds(&facts, None, rules::ON_BUILDS);
    let of_file = |file: FileId| settings(&opened.path_of(facts.sources().path(file)));
    for (file, findings) in run_on_inline(&facts, wanted, of_file, rules::ALL) {
        by_file.entry(file).or_default().extend(findings);
    }
    by_file.values_mut().for_each(|findings| findings.sort_by_key(|finding| finding.range));
    by_file
}

/// What is found in the inline Dockerfiles of builds of one file.
pub(super) fn inline(opened: &Opened, builds: &[&Build], settings: &dyn Fn(&Path) -> Settings) -> Vec<Found> {
    let none = |_: &str| None;
    let facts = BuildFacts::new(&opened.loaded, &none);
    let of_file = |file: FileId| settings(&opened.path_of(facts.sources().path(file)));
    let mut by_file = run_on_inline(&facts, |build| builds.contains(&build), of_file, rules::ALL);
    let files: BTreeSet<_> = builds.iter().map(|build| build.place.file).collect();
    let found = |file: FileId| Found {
        path: as_built::shown(opened.path_of(facts.sources().path(file))),
        text: facts.sources().text(file).to_owned(),
        findings: by_file.remove(&file).unwrap_or_default(),
    };
    files.into_iter().map(found).collect()
}
