//! `dflint check` of the files that describe builds: Compose files, Bake files, workflows, scripts.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use dflint::document::Document;
use dflint::lint::{BuildFacts, Finding, keep_in_build_file, run_on_builds};
use dflint::project::FileKind;
use dflint::rules;
use dflint::stages::BuildOptions;
use dflint::text::LineIndex;

use super::checked::{Checked, Source};
use super::files::File;
use crate::dockerfiles;
use crate::repository::{Opened, Repositories};

/// Whether a file that is named on the command line is one that describes builds.
pub(super) fn is_build_file(path: &Path) -> bool {
    let shown = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    // A file without an ending may be a Dockerfile, in whatever folder it lies.
    let kind = FileKind::of(&shown).filter(|kind| *kind != FileKind::Script || path.extension().is_some());
    !dockerfiles::is_dockerfile(path) && kind.is_some()
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
    pub(super) fn checked(mut self, settings: &dflint::lint::Settings) -> Checked {
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
/// what is below a folder.
pub(super) fn find(folders: &[PathBuf], files: &[PathBuf], repositories: &Repositories) -> Vec<Found> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for (place, is_folder) in folders.iter().map(|folder| (folder, true)).chain(files.iter().map(|file| (file, false))) {
        let folder = if is_folder { place.as_path() } else { place.parent().unwrap_or(place) };
        let Some(opened) = repositories.open(folder) else { continue };
        let by_file = all(&opened);
        let sources = opened.loaded.repository.sources();
        for (file, source) in sources.all() {
            let on_disk = opened.path_of(&source.path);
            let Ok(below) = on_disk.strip_prefix(&opened.folder) else { continue };
            let shown = folder.join(below);
            let wanted = if is_folder {
                by_file.contains_key(&file)
            } else {
                shown.file_name() == place.file_name() && shown == folder.join(place.file_name().unwrap_or_default())
            };
            if !wanted || !seen.insert(on_disk) {
                continue;
            }
            let findings = by_file.get(&file).cloned().unwrap_or_default();
            found.push(Found { path: shown, text: source.text.clone(), findings });
        }
    }
    found
}

fn all(opened: &Opened) -> BTreeMap<dflint::project::FileId, Vec<Finding>> {
    let documents: Mutex<HashMap<String, Option<Arc<Document>>>> = Mutex::default();
    let document = |path: &str| {
        let mut documents = documents.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || Some(Arc::new(Document::new(std::fs::read(opened.path_of(path)).ok()?, &BuildOptions::default())));
        documents.entry(path.to_owned()).or_insert_with(read).clone()
    };
    run_on_builds(&BuildFacts::new(&opened.loaded, &document), None, rules::ON_BUILDS)
}
