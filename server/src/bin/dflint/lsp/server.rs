//! The methods of the protocol: each of them one line or two, the rest stands in the file of the feature.

use std::path::PathBuf;
use std::sync::OnceLock;

use dflint::document::Document;
use dflint::ide;
use dflint::ide::definition::Target;
use dflint::ide::names::Names;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer};
use tracing::{debug, info};

use super::around::{Asked, File};
use super::capabilities::{self, Supports};
use super::session::Session;
use super::settings::EditorSettings;
use super::workspace::Workspace;
use super::{
    actions, build_diagnostics, builds, commands, completion, convert, definition, diagnostics, folding, formatting, hierarchy, hints,
    hover, lenses, links, parent, references, rename, selection, signature, symbols, tokens, watch, workspace_diagnostics,
};

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

    /// `definition`, `declaration` or `typeDefinition`.
    fn go_to(
        &self,
        params: GotoDefinitionParams,
        question: fn(&Document, &Names, u32) -> Vec<Target>,
        links: fn(&Supports) -> bool,
        in_build_files: bool,
    ) -> impl Future<Output = Result<Option<GotoDefinitionResponse>>> + Send {
        let place = params.text_document_position_params;
        let answer = self.session().map(|session| {
            let links = links(&session.workspace.supports);
            session.answer_around(place.text_document.uri, move |asked| match &asked.file {
                File::Dockerfile(snapshot) => Some(definition::go_to(snapshot, place.position, question, links)),
                File::Build(file) => in_build_files.then(|| builds::go_to(file, &asked.around, place.position, links))?,
            })
        });
        async move { answer?.await }
    }

    /// `dflint/text`: a document as the server has it, for tests and for those who look for a fault in the synchronisation.
    pub(super) async fn text(&self, params: TextDocumentIdentifier) -> Result<Option<Value>> {
        let text = |asked: &Asked| {
            let (version, text) = match &asked.file {
                File::Dockerfile(snapshot) => (snapshot.version, snapshot.document().text()),
                File::Build(file) => (Some(file.version), file.text()),
            };
            Some(json!({"version": version, "text": String::from_utf8_lossy(text)}))
        };
        self.session()?.answer_around(params.uri, text).await
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let supports = Supports::of(&params.capabilities);
        let capabilities = capabilities::offer(&supports);
        let settings = params.initialization_options.as_ref().map(EditorSettings::read).unwrap_or_default();
        let workspace = Workspace::new(supports, folders(&params), settings);
        if let Some(process) = params.process_id {
            parent::watch(process, self.stop.clone());
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
            if !session.workspace.supports.token_types.is_empty() {
                // It takes longer than the first answer that needs it.
                tokio::task::spawn_blocking(ide::tokens::prepare);
            }
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

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        if let Ok(session) = self.session() {
            watch::saved(session, &params.text_document.uri);
        }
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        if let Ok(session) = self.session() {
            session.workspace.tokens.forget(&params.text_document.uri);
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
            watch::files_changed(session, &params.changes);
        }
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let previous = params.previous_result_id;
        let report = move |asked: &_| Some(diagnostics::document_report(asked, previous.as_deref()));
        let session = self.session()?;
        let report = session.answer_around(params.text_document.uri, report).await?;
        session.tell_mistakes().await;
        Ok(report.unwrap_or_else(diagnostics::no_report))
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        workspace_diagnostics::report(self.session()?, params).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let CodeActionParams { text_document, range, context, .. } = params;
        let offer = move |asked: &Asked| match &asked.file {
            File::Dockerfile(snapshot) => Some(actions::actions(snapshot, range, &context)),
            File::Build(file) => Some(build_diagnostics::actions(file, &asked.around, range, &context)),
        };
        self.session()?.answer_around(text_document.uri, offer).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        actions::resolve(self.session()?, action).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        commands::execute(self.session()?, params).await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let options = params.options;
        self.session()?.answer(params.text_document.uri, move |snapshot| formatting::document(snapshot, &options)).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let (range, options) = (params.range, params.options);
        self.session()?.answer(params.text_document.uri, move |snapshot| formatting::range(snapshot, range, &options)).await
    }

    async fn on_type_formatting(&self, params: DocumentOnTypeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let (place, options) = (params.text_document_position, params.options);
        self.session()?.answer(place.text_document.uri, move |snapshot| formatting::on_type(snapshot, place.position, &options)).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.go_to(params, ide::definition::definition, |supports| supports.definition_links, true).await
    }

    async fn goto_declaration(&self, params: request::GotoDeclarationParams) -> Result<Option<request::GotoDeclarationResponse>> {
        self.go_to(params, ide::definition::declaration, |supports| supports.declaration_links, true).await
    }

    async fn goto_type_definition(&self, params: request::GotoTypeDefinitionParams) -> Result<Option<request::GotoTypeDefinitionResponse>> {
        self.go_to(params, ide::definition::base, |supports| supports.type_definition_links, false).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let (place, declarations) = (params.text_document_position, params.context.include_declaration);
        self.session()?
            .answer_around(place.text_document.uri, move |asked| match &asked.file {
                File::Dockerfile(snapshot) => Some(references::references(snapshot, &asked.around, place.position, declarations)),
                File::Build(file) => builds::references(file, &asked.around, place.position, declarations),
            })
            .await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let place = params.text_document_position_params;
        self.session()?
            .answer_around(place.text_document.uri, move |asked| match &asked.file {
                File::Dockerfile(snapshot) => Some(references::highlights(snapshot, place.position)),
                File::Build(file) => builds::highlights(file, &asked.around, place.position),
            })
            .await
    }

    async fn prepare_rename(&self, place: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        let answer = self.session()?.answer_around(place.text_document.uri, move |asked| rename::prepare(asked, place.position));
        answer.await?.transpose()
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let (place, name) = (params.text_document_position, params.new_name);
        let session = self.session()?;
        let answer = session.answer_around(place.text_document.uri, move |asked| Some(rename::rename(asked, place.position, &name)));
        let Some(answer) = answer.await?.transpose()? else { return Ok(None) };
        if let Some(left) = answer.left {
            session.client.show_message(MessageType::INFO, left).await;
        }
        Ok(Some(answer.edit))
    }

    async fn linked_editing_range(&self, params: LinkedEditingRangeParams) -> Result<Option<LinkedEditingRanges>> {
        let place = params.text_document_position_params;
        Ok(self.session()?.answer(place.text_document.uri, move |snapshot| rename::linked(snapshot, place.position)).await?.flatten())
    }

    async fn prepare_call_hierarchy(&self, params: CallHierarchyPrepareParams) -> Result<Option<Vec<CallHierarchyItem>>> {
        let place = params.text_document_position_params;
        Ok(self
            .session()?
            .answer(place.text_document.uri, move |snapshot| hierarchy::prepare_calls(snapshot, place.position))
            .await?
            .flatten())
    }

    async fn incoming_calls(&self, params: CallHierarchyIncomingCallsParams) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let item = params.item;
        Ok(self.session()?.answer(item.uri.clone(), move |snapshot| hierarchy::incoming(snapshot, &item)).await?.flatten())
    }

    async fn outgoing_calls(&self, params: CallHierarchyOutgoingCallsParams) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        let item = params.item;
        Ok(self.session()?.answer(item.uri.clone(), move |snapshot| hierarchy::outgoing(snapshot, &item)).await?.flatten())
    }

    async fn prepare_type_hierarchy(&self, params: TypeHierarchyPrepareParams) -> Result<Option<Vec<TypeHierarchyItem>>> {
        let place = params.text_document_position_params;
        Ok(self
            .session()?
            .answer(place.text_document.uri, move |snapshot| hierarchy::prepare_types(snapshot, place.position))
            .await?
            .flatten())
    }

    async fn supertypes(&self, params: TypeHierarchySupertypesParams) -> Result<Option<Vec<TypeHierarchyItem>>> {
        let item = params.item;
        Ok(self.session()?.answer(item.uri.clone(), move |snapshot| hierarchy::supertypes(snapshot, &item)).await?.flatten())
    }

    async fn subtypes(&self, params: TypeHierarchySubtypesParams) -> Result<Option<Vec<TypeHierarchyItem>>> {
        let item = params.item;
        Ok(self.session()?.answer(item.uri.clone(), move |snapshot| hierarchy::subtypes(snapshot, &item)).await?.flatten())
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        self.session()?
            .answer_around(text_document.uri, move |asked| match &asked.file {
                File::Dockerfile(snapshot) => Some(completion::complete(snapshot, position)),
                File::Build(file) => builds::complete(file, &asked.around, position),
            })
            .await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        completion::resolve(self.session()?, item).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.session()?
            .answer_around(text_document.uri, move |asked| match &asked.file {
                File::Dockerfile(snapshot) => hover::hover(snapshot, position),
                File::Build(file) => builds::hover(file, &asked.around, position),
            })
            .await
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        Ok(self.session()?.answer(text_document.uri, move |snapshot| signature::signature(snapshot, position)).await?.flatten())
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

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        self.session()?.answer(params.text_document.uri, tokens::full).await
    }

    async fn semantic_tokens_full_delta(&self, params: SemanticTokensDeltaParams) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let previous = params.previous_result_id;
        self.session()?.answer(params.text_document.uri, move |snapshot| tokens::delta(snapshot, &previous)).await
    }

    async fn semantic_tokens_range(&self, params: SemanticTokensRangeParams) -> Result<Option<SemanticTokensRangeResult>> {
        let range = params.range;
        self.session()?.answer(params.text_document.uri, move |snapshot| tokens::range(snapshot, range)).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let range = params.range;
        self.session()?.answer(params.text_document.uri, move |snapshot| hints::hints(snapshot, range)).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.session()?.answer(params.text_document.uri, lenses::lenses).await
    }

    async fn code_lens_resolve(&self, lens: CodeLens) -> Result<CodeLens> {
        lenses::resolve(self.session()?, lens).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.session()?
            .answer_around(params.text_document.uri, |asked| match &asked.file {
                File::Dockerfile(snapshot) => Some(links::links(snapshot)),
                File::Build(file) => builds::links(file, &asked.around),
            })
            .await
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
