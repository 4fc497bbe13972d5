//! `workspace/diagnostic`: the findings of all Dockerfiles of the workspace and of the files that build them, open or not.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

use super::session::Session;
use super::snapshot::Snapshot;
use super::{build_diagnostics, convert, diagnostics};

/// A Dockerfile of the workspace, not read yet if it is not open.
pub(super) enum Found {
    Open(Arc<Snapshot>),
    File(Uri, PathBuf, Session),
}

impl Found {
    /// A file that cannot be read, or is gone, is empty.
    pub(super) fn read(self) -> Arc<Snapshot> {
        match self {
            Self::Open(snapshot) => snapshot,
            Self::File(uri, path, session) => {
                let text = std::fs::read(path).unwrap_or_default();
                Arc::new(Snapshot::file(uri, text, session.workspace))
            }
        }
    }
}

/// Open documents, and the files below the folders that are not open.
pub(super) async fn snapshots(session: &Session) -> Result<Vec<Found>> {
    let open = session.documents.all().await;
    let workspace = session.workspace.clone();
    let paths = session.compute(move || workspace.dockerfiles()).await?;
    let known: HashSet<PathBuf> = open.iter().filter_map(|snapshot| snapshot.path.clone()).collect();
    let mut found: Vec<_> = open.into_iter().map(Found::Open).collect();
    let others = paths.into_iter().filter(|path| !known.contains(path));
    found.extend(others.filter_map(|path| Some(Found::File(convert::path_to(&path)?, path, session.clone()))));
    Ok(found)
}

/// Each file is a computation of its own: when the request is cancelled, no other one begins.
pub(super) async fn report(session: &Session, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
    let mut previous: HashMap<Uri, String> = params.previous_result_ids.into_iter().map(|known| (known.uri, known.value)).collect();
    let partial = params.partial_result_params.partial_result_token;
    let progress = Progress::begin(session, params.work_done_progress_params.work_done_token).await;
    let found = snapshots(session).await?;
    let count = found.len();
    let mut items = Vec::new();
    for (at, found) in found.into_iter().enumerate() {
        let uri = match &found {
            Found::Open(snapshot) => snapshot.uri.clone(),
            Found::File(uri, ..) => uri.clone(),
        };
        let known = previous.remove(&uri);
        let item = session.compute(move || item(&found.read(), known.as_deref())).await?;
        match &partial {
            Some(token) => notify(session, token, json!({"items": [item]})).await,
            None => items.push(item),
        }
        progress.report(session, at + 1, count).await;
    }
    for report in in_build_files(session).await? {
        let known = previous.remove(&report.uri);
        let item = reported(report.uri, report.version, diagnostics::report_of(report.items, known.as_deref()));
        match &partial {
            Some(token) => notify(session, token, json!({"items": [item]})).await,
            None => items.push(item),
        }
    }
    // What is gone has no diagnostics any more.
    for (uri, _) in previous {
        let report = FullDocumentDiagnosticReport { result_id: None, items: Vec::new() };
        items.push(WorkspaceFullDocumentDiagnosticReport { uri, version: None, full_document_diagnostic_report: report }.into());
    }
    progress.end(session).await;
    Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }))
}

/// Those of the files around Dockerfiles, each once.
async fn in_build_files(session: &Session) -> Result<Vec<build_diagnostics::Report>> {
    if !session.workspace.settings().build_files {
        return Ok(Vec::new());
    }
    let Some(around) = session.documents.around().await else { return Ok(Vec::new()) };
    let mut reports: Vec<build_diagnostics::Report> = Vec::new();
    let around = Arc::new(around);
    for folder in session.workspace.folders() {
        let around = around.clone();
        for report in session.compute(move || build_diagnostics::below(&folder, &around)).await? {
            if reports.iter().all(|known| known.uri != report.uri) {
                reports.push(report);
            }
        }
    }
    Ok(reports)
}

fn item(snapshot: &Snapshot, previous: Option<&str>) -> WorkspaceDocumentDiagnosticReport {
    reported(snapshot.uri.clone(), snapshot.version, diagnostics::report(snapshot, previous))
}

fn reported(uri: Uri, version: Option<i32>, report: DocumentDiagnosticReportKind) -> WorkspaceDocumentDiagnosticReport {
    let version = version.map(i64::from);
    match report {
        DocumentDiagnosticReportKind::Full(report) => {
            WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report: report }.into()
        }
        DocumentDiagnosticReportKind::Unchanged(report) => {
            WorkspaceUnchangedDocumentDiagnosticReport { uri, version, unchanged_document_diagnostic_report: report }.into()
        }
    }
}

/// Work-done progress, for a client that wants it. If the request is cancelled, the client knows that nothing more comes.
struct Progress {
    token: Option<ProgressToken>,
}

impl Progress {
    async fn begin(session: &Session, token: Option<ProgressToken>) -> Self {
        if let Some(token) = &token {
            notify(session, token, json!({"kind": "begin", "title": "Checking Dockerfiles", "percentage": 0})).await;
        }
        Self { token }
    }

    async fn report(&self, session: &Session, done: usize, of: usize) {
        if let Some(token) = &self.token {
            let percentage = done * 100 / of.max(1);
            notify(session, token, json!({"kind": "report", "message": format!("{done} of {of}"), "percentage": percentage})).await;
        }
    }

    async fn end(self, session: &Session) {
        if let Some(token) = &self.token {
            notify(session, token, json!({"kind": "end"})).await;
        }
    }
}

/// `$/progress` with any value: tower-lsp's own knows work-done progress only.
enum AnyProgress {}

impl notification::Notification for AnyProgress {
    type Params = Value;
    const METHOD: &'static str = "$/progress";
}

async fn notify(session: &Session, token: &ProgressToken, value: Value) {
    session.client.send_notification::<AnyProgress>(json!({"token": token, "value": value})).await;
}
