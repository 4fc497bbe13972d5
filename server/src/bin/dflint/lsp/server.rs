//! The methods of the protocol: each of them one line or two, the rest stands in the file of the feature.

use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer};
use tracing::{debug, info};

use super::capabilities::{self, Supports};
use super::session::Session;
use super::settings::EditorSettings;
use super::workspace::Workspace;
use super::{actions, convert, diagnostics, folding, parent, selection, symbols, watch, workspace_diagnostics};

pub(super) struct Server {
    pub client: Client,
    stop: mpsc::Sender<()>,
    /// From `initialize` on; before, tower-lsp calls nothing else.
    session: OnceLock<Session>,
}

impl Server {
    pub(super) const fn new(client: Client, stop: mpsc::Sender<()>) -> Self {
        Self { client, stop, session: OnceLock::new() }
    }

    fn session(&self) -> Result<&Session> {
        self.session.get().ok_or_else(Error::internal_error)
    }

    /// `dflint/text`: a document as the server has it, for tests and for those who look for a fault in the synchronisation.
    pub(super) async fn text(&self, params: TextDocumentIdentifier) -> Result<Option<Value>> {
        let text = |snapshot: &super::snapshot::Snapshot| json!({"version": snapshot.version, "text": String::from_utf8_lossy(snapshot.document().text())});
        self.session()?.answer(params.uri, text).await
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let supports = Supports::of(&params.capabilities);
        let capabilities = capabilities::offer(&supports);
        let settings = params.initialization_options.as_ref().map(EditorSettings::read).unwrap_or_default();
        let workspace = Workspace::new(supports, folders(&params), settings);
        if let Some(process) = params.process_id {
            tokio::spawn(parent::watch(process, self.stop.clone()));
        }
        let _ = self.session.set(Session::start(self.client.clone(), workspace));
        info!("initialized by {}", params.client_info.map_or_else(|| "a client without a name".to_owned(), |client| client.name));
        let version = Some(env!("CARGO_PKG_VERSION").to_owned());
        Ok(InitializeResult { capabilities, server_info: Some(ServerInfo { name: "dflint".to_owned(), version }), offset_encoding: None })
    }

    async fn initialized(&self, _: InitializedParams) {
        if let Ok(session) = self.session() {
            // The client may take its time to answer.
            tokio::spawn(watch::start(session.clone()));
        }
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        if let Ok(session) = self.session() {
            session.documents.open(params.text_document);
        }
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        if let Ok(session) = self.session() {
            let VersionedTextDocumentIdentifier { uri, version } = params.text_document;
            session.documents.change(uri, version, params.content_changes);
        }
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        if let Ok(session) = self.session() {
            watch::saved(session);
        }
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        if let Ok(session) = self.session() {
            session.documents.close(params.text_document.uri);
        }
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        if let Ok(session) = self.session() {
            tokio::spawn(watch::settings_changed(session.clone(), params.settings));
        }
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        if let Ok(session) = self.session() {
            session.workspace.change_folders(&params.event.added, &params.event.removed);
            session.renew();
        }
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        debug!("{} watched files have changed", params.changes.len());
        if let Ok(session) = self.session() {
            watch::files_changed(session);
        }
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let previous = params.previous_result_id;
        let report = move |snapshot: &_| diagnostics::document_report(snapshot, previous.as_deref());
        let session = self.session()?;
        let report = session.answer(params.text_document.uri, report).await?;
        session.tell_mistakes().await;
        Ok(report.unwrap_or_else(diagnostics::no_report))
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        workspace_diagnostics::report(self.session()?, params).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let CodeActionParams { text_document, range, context, .. } = params;
        self.session()?.answer(text_document.uri, move |snapshot| actions::actions(snapshot, range, &context)).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        actions::resolve(self.session()?, action).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.session()?.answer(params.text_document.uri, folding::folding).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let positions = params.positions;
        self.session()?.answer(params.text_document.uri, move |snapshot| selection::selection(snapshot, &positions)).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.session()?.answer(params.text_document.uri, symbols::document_symbols).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let session = self.session()?;
        let mut found = Vec::new();
        for snapshot in workspace_diagnostics::snapshots(session).await? {
            let query = params.query.clone();
            found.extend(session.compute(move || symbols::stages(&snapshot.read(), &query)).await?);
        }
        Ok(Some(WorkspaceSymbolResponse::Flat(found)))
    }
}

/// The folders of the workspace; of an older client the one it has.
#[expect(deprecated)]
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    if let Some(folders) = &params.workspace_folders {
        return folders.iter().filter_map(|folder| convert::path_from(&folder.uri)).collect();
    }
    let root = params.root_uri.as_ref().and_then(convert::path_from);
    root.or_else(|| params.root_path.as_ref().map(PathBuf::from)).into_iter().collect()
}
