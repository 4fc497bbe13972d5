//! Findings in build files, as diagnostics: those of `dflint check`.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use dflint::document::Document;
use dflint::lint::{BuildFacts, Finding, keep_in_build_file, run_on_builds, run_on_inline};
use dflint::project::{Build, Dockerfile, FileId, Place};
use dflint::rules;
use tower_lsp::ls_types::{Diagnostic, Uri};

use super::around::{Around, BuildFile, Repository};
use super::convert;
use super::diagnostics::diagnostic_in;

/// Of a build file.
pub(super) struct Report {
    pub uri: Uri,
    /// None if it is not open.
    pub version: Option<i32>,
    pub items: Vec<Diagnostic>,
}

/// Of an open build file.
pub(super) fn diagnostics(file: &BuildFile, around: &Around) -> Vec<Diagnostic> {
    let Some(repository) = around.repository(&file.path) else { return Vec::new() };
    let Some(id) = repository.find(&file.path) else { return Vec::new() };
    let findings = find(&repository, Some(id)).remove(&id).unwrap_or_default();
    report(&repository, id, findings).map_or_else(Vec::new, |report| report.items)
}

/// Of the build files below a folder that have any.
pub(super) fn below(folder: &Path, around: &Around) -> Vec<Report> {
    let Some(repository) = around.repository(&folder.join("Dockerfile")) else { return Vec::new() };
    let sources = repository.facts().sources();
    let is_below = |id: &FileId| repository.opened.path_of(sources.path(*id)).starts_with(&repository.opened.folder);
    let exclusions = around.workspace.exclusions();
    let is_left_out = |id: &FileId| exclusions.leaves_out_below(folder, &repository.opened.path_of(sources.path(*id)));
    let all = find(&repository, None).into_iter().filter(|(id, _)| is_below(id) && !is_left_out(id));
    all.filter_map(|(id, findings)| report(&repository, id, findings)).filter(|report| !report.items.is_empty()).collect()
}

fn find(repository: &Repository<'_>, only: Option<FileId>) -> BTreeMap<FileId, Vec<Finding>> {
    let known: RefCell<HashMap<String, Option<Arc<Document>>>> = RefCell::default();
    let document = |path: &str| {
        let read = || repository.dockerfile(path).map(|snapshot| snapshot.shared_document());
        known.borrow_mut().entry(path.to_owned()).or_insert_with(read).clone()
    };
    let facts = BuildFacts::new(&repository.opened.loaded, &document);
    let mut by_file = run_on_builds(&facts, only, rules::ON_BUILDS);
    let settings = |file: FileId| {
        let path = repository.opened.path_of(facts.sources().path(file));
        convert::path_to(&path).map(|uri| repository.around.workspace.settings_of(&uri, Some(&path))).unwrap_or_default()
    };
    let is_wanted =
        |build: &Build| only.is_none_or(|file| matches!(&build.dockerfile, Dockerfile::Inline(text) if text.place.file == file));
    for (file, findings) in run_on_inline(&facts, is_wanted, settings, rules::ALL) {
        by_file.entry(file).or_default().extend(findings);
    }
    by_file
}

/// With the levels of the configuration.
fn report(repository: &Repository<'_>, id: FileId, mut findings: Vec<Finding>) -> Option<Report> {
    let workspace = &repository.around.workspace;
    let (uri, version) = repository.uri(id)?;
    if !workspace.settings().diagnostics {
        return Some(Report { uri, version, items: Vec::new() });
    }
    let sources = repository.facts().sources();
    let settings = workspace.settings_of(&uri, Some(&repository.opened.path_of(sources.path(id))));
    keep_in_build_file(sources.text(id), &settings.levels, settings.forbid_suppressions, &mut findings);
    let to_range = |range| repository.range(Place { file: id, range });
    let items = findings.iter().map(|finding| diagnostic_in(&uri, workspace, to_range, finding)).collect();
    Some(Report { uri, version, items })
}
