//! What the client can, and what the server offers it.

use dflint::text::Encoding;
use serde_json::{Value, json};
use tower_lsp::ls_types::*;
use tracing::warn;

use super::markup::Markup;
use super::registration::Registrable;
use super::{actions, commands, completion, convert, formatting, lenses, signature, tokens};

/// What the client has said about itself, as far as it matters.
#[derive(Clone, Debug, Default)]
pub(super) struct Supports {
    pub encoding: Encoding,
    /// It asks for diagnostics, and does so again when it is told to, so they are not sent unasked.
    pub pull_diagnostics: bool,
    /// It asks for diagnostics, but cannot be told that they have changed by something else than an edit, as Neovim 0.11. It is
    /// not offered to ask, and is sent them.
    pub pull_without_refresh: bool,
    pub related_information: bool,
    pub code_description: bool,
    pub diagnostic_data: bool,
    pub tags: bool,
    pub configuration: bool,
    pub configuration_registration: bool,
    pub watched_files_registration: bool,
    pub document_changes: bool,
    /// It can ask the user to confirm single edits.
    pub change_annotations: bool,
    pub code_action_literals: bool,
    pub code_action_resolve: bool,
    pub is_preferred: bool,
    pub line_folding_only: bool,
    pub fold_limit: usize,
    pub nested_symbols: bool,
    pub type_hierarchy_registration: bool,
    pub registrable: Registrable,
    pub definition_links: bool,
    pub declaration_links: bool,
    pub type_definition_links: bool,
    pub snippets: bool,
    pub commit_characters: bool,
    pub insert_replace: bool,
    pub label_details: bool,
    pub completion_markup: Markup,
    pub hover_markup: Markup,
    pub signature_markup: Markup,
    pub label_offsets: bool,
    pub link_tooltips: bool,
    /// The types of semantic tokens that the client knows; all, if it names none.
    pub token_types: Vec<SemanticTokenType>,
    pub token_modifiers: Vec<SemanticTokenModifier>,
    pub token_refresh: bool,
    pub hint_refresh: bool,
    pub lens_refresh: bool,
    /// It has the command `dflint.showReferences`.
    pub show_references: bool,
}

impl Supports {
    pub(super) fn of(client: &ClientCapabilities) -> Self {
        let text = client.text_document.clone().unwrap_or_default();
        let workspace = client.workspace.clone().unwrap_or_default();
        let edit = workspace.workspace_edit.clone().unwrap_or_default();
        let general = client.general.clone().unwrap_or_default();
        let registrable = Registrable::of(&text);
        let publish = text.publish_diagnostics.unwrap_or_default();
        let pull = text.diagnostic.clone().unwrap_or_default();
        let action = text.code_action.unwrap_or_default();
        let folding = text.folding_range.unwrap_or_default();
        let item = text.completion.and_then(|completion| completion.completion_item).unwrap_or_default();
        let signature = text.signature_help.and_then(|help| help.signature_information).unwrap_or_default();
        let markup = |formats: Option<Vec<MarkupKind>>| Markup::of(formats.as_deref());
        let is = |flag: Option<bool>| flag.unwrap_or_default();
        let pulls = text.diagnostic.is_some();
        let refreshes = is(workspace.diagnostics.and_then(|diagnostics| diagnostics.refresh_support));
        let tokens = text.semantic_tokens.unwrap_or_default();
        let resolves_edit = action.resolve_support.is_some_and(|support| support.properties.iter().any(|name| name == "edit"));
        Self {
            encoding: convert::encoding_from(general.position_encodings.as_deref()),
            pull_diagnostics: pulls && refreshes,
            pull_without_refresh: pulls && !refreshes,
            related_information: is(publish.related_information) || is(pull.related_information),
            code_description: is(publish.code_description_support) || is(pull.code_description_support),
            diagnostic_data: is(publish.data_support) || is(pull.data_support),
            tags: publish.tag_support.is_some() || pull.tag_support.is_some(),
            configuration: is(workspace.configuration),
            configuration_registration: is(workspace.did_change_configuration.and_then(|change| change.dynamic_registration)),
            watched_files_registration: is(workspace.did_change_watched_files.and_then(|watched| watched.dynamic_registration)),
            document_changes: is(edit.document_changes),
            change_annotations: edit.change_annotation_support.is_some(),
            code_action_literals: action.code_action_literal_support.is_some(),
            code_action_resolve: resolves_edit && is(action.data_support),
            is_preferred: is(action.is_preferred_support),
            line_folding_only: is(folding.line_folding_only),
            fold_limit: folding.range_limit.map_or(usize::MAX, |limit| limit as usize),
            type_hierarchy_registration: is(text.type_hierarchy.and_then(|hierarchy| hierarchy.dynamic_registration)),
            registrable,
            definition_links: is(text.definition.and_then(|definition| definition.link_support)),
            declaration_links: is(text.declaration.and_then(|declaration| declaration.link_support)),
            type_definition_links: is(text.type_definition.and_then(|definition| definition.link_support)),
            link_tooltips: is(text.document_link.and_then(|link| link.tooltip_support)),
            token_types: tokens.token_types,
            token_modifiers: tokens.token_modifiers,
            token_refresh: is(workspace.semantic_tokens.and_then(|tokens| tokens.refresh_support)),
            hint_refresh: is(workspace.inlay_hint.and_then(|hints| hints.refresh_support)),
            lens_refresh: is(workspace.code_lens.and_then(|lenses| lenses.refresh_support)),
            show_references: client.experimental.as_ref().is_some_and(lenses::shows_references),
            nested_symbols: is(text.document_symbol.and_then(|symbol| symbol.hierarchical_document_symbol_support)),
            snippets: is(item.snippet_support),
            commit_characters: is(item.commit_characters_support),
            insert_replace: is(item.insert_replace_support),
            label_details: is(item.label_details_support),
            completion_markup: markup(item.documentation_format),
            hover_markup: markup(text.hover.and_then(|hover| hover.content_format)),
            signature_markup: markup(signature.documentation_format),
            label_offsets: is(signature.parameter_information.and_then(|parameter| parameter.label_offset_support)),
        }
    }
}

/// Takes those abilities out of the parameters of `initialize` that are not as LSP 3.17 has them: a client that knows a later version,
/// or has a fault, goes without them, and is not refused.
pub(super) fn drop_unknown(parameters: &mut Value) {
    let Some(groups) = parameters.get_mut("capabilities").and_then(Value::as_object_mut) else { return };
    let is_known = |value: Value| serde_json::from_value::<ClientCapabilities>(value).is_ok();
    for (group, abilities) in groups.iter_mut() {
        if is_known(json!({group: abilities})) {
            continue;
        }
        warn!("not all abilities of the client in `{group}` are understood");
        match abilities.as_object_mut() {
            Some(abilities) => abilities.retain(|name, ability| is_known(json!({group: {name: ability}}))),
            None => *abilities = Value::Null,
        }
    }
}

pub(super) fn offer(supports: &Supports) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(convert::encoding_to(supports.encoding)),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            ..TextDocumentSyncOptions::default()
        })),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            ..WorkspaceServerCapabilities::default()
        }),
        diagnostic_provider: is_offered_at_once(supports).then(|| DiagnosticServerCapabilities::Options(offer_diagnostics())),
        code_action_provider: Some(CodeActionProviderCapability::Options(actions::offer())),
        execute_command_provider: Some(commands::offer()),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        document_on_type_formatting_provider: Some(formatting::offer_on_type()),
        definition_provider: Some(OneOf::Left(true)),
        declaration_provider: Some(DeclarationCapability::Simple(true)),
        type_definition_provider: Some(TypeDefinitionProviderCapability::Simple(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        linked_editing_range_provider: Some(LinkedEditingRangeServerCapabilities::Simple(true)),
        call_hierarchy_provider: Some(CallHierarchyServerCapability::Simple(true)),
        completion_provider: Some(completion::offer()),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        signature_help_provider: Some(signature::offer()),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        semantic_tokens_provider: Some(tokens::offer().into()),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(true) }),
        // A link has its target from the beginning: not every client asks for it later.
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        ..ServerCapabilities::default()
    }
}

/// Whether the client may ask for diagnostics, and is not asked later to do so.
const fn is_offered_at_once(supports: &Supports) -> bool {
    let is_later = supports.pull_diagnostics && supports.registrable.diagnostics();
    !supports.pull_without_refresh && !is_later
}

pub(super) fn offer_diagnostics() -> DiagnosticOptions {
    DiagnosticOptions {
        identifier: Some("dflint".to_owned()),
        // What is built, and what there is to build, stands in other files.
        inter_file_dependencies: true,
        workspace_diagnostics: true,
        work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
    }
}
