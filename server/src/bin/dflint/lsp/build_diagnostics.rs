//! Findings in build files, as diagnostics: those of `dflint check`.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use dflint::document::Document;
use dflint::lint::{BuildFacts, Finding, keep_in_build_file, run_on_builds, run_on_inline};
use dflint::project::{Build, Dockerfile, FileId, Place};
use dflint::rules;
use tower_lsp::ls_types::*;

use super::actions::is_wanted;
use super::around::{Around, BuildFile, Repository};
use super::convert;
use super::diagnostics::diagnostic_in;
use super::workspace::Workspace;

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

/// What can be done about what is found in an open build file at a place.
pub(super) fn actions(file: &BuildFile, around: &Around, range: Range, context: &CodeActionContext) -> Vec<CodeActionOrCommand> {
    let workspace = &around.workspace;
    let is_offered = workspace.supports.code_action_literals && workspace.settings().diagnostics;
    if !is_offered || !is_wanted("quickfix", context.only.as_deref()) {
        return Vec::new();
    }
    let Some(repository) = around.repository(&file.path) else { return Vec::new() };
    let Some(id) = repository.find(&file.path) else { return Vec::new() };
    let (start, end) = (file.offset(range.start), file.offset(range.end));
    let mut findings = find(&repository, Some(id)).remove(&id).unwrap_or_default();
    findings.retain(|finding| finding.range.start <= end && start <= finding.range.end);
    keep(&repository, id, &file.uri, &mut findings);
    let action = |finding: &Finding| {
        let fix = finding.fix_in_build_file()?;
        let edits = fix.edits.iter().map(|edit| TextEdit { range: file.range(edit.range), new_text: edit.text.clone() });
        Some(CodeActionOrCommand::CodeAction(CodeAction {
            title: fix.title.clone(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostic_in(&file.uri, workspace, |range| file.range(range), finding)]),
            is_preferred: workspace.supports.is_preferred.then_some(true),
            edit: Some(workspace_edit(file, workspace, edits.collect())),
            ..CodeAction::default()
        }))
    };
    findings.iter().filter_map(action).collect()
}

fn workspace_edit(file: &BuildFile, workspace: &Workspace, edits: Vec<TextEdit>) -> WorkspaceEdit {
    if !workspace.supports.document_changes {
        return WorkspaceEdit { changes: Some(HashMap::from([(file.uri.clone(), edits)])), ..WorkspaceEdit::default() };
    }
    let text_document = OptionalVersionedTextDocumentIdentifier { uri: file.uri.clone(), version: Some(file.version) };
    let edit = TextDocumentEdit { text_document, edits: edits.into_iter().map(OneOf::Left).collect() };
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(vec![edit])), ..WorkspaceEdit::default() }
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
    keep(repository, id, &uri, &mut findings);
    let to_range = |range| repository.range(Place { file: id, range });
    let items = findings.iter().map(|finding| diagnostic_in(&uri, workspace, to_range, finding)).collect();
    Some(Report { uri, version, items })
}

/// Drops what is off or suppressed; the rest gets the levels of the configuration.
fn keep(repository: &Repository<'_>, id: FileId, uri: &Uri, findings: &mut Vec<Finding>) {
    let sources = repository.facts().sources();
    let settings = repository.around.workspace.settings_of(uri, Some(&repository.opened.path_of(sources.path(id))));
    keep_in_build_file(sources.text(id), &settings.levels, settings.forbid_suppressions, findings);
}
