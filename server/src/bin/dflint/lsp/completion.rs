//! `textDocument/completion` and `completionItem/resolve`.

use dflint::ide::completion::{self, About, Completion, Item, ItemKind, Surroundings};
use dflint::rules;
use serde_json::json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

use super::context;
use super::session::Session;
use super::snapshot::Snapshot;

pub(super) fn offer() -> CompletionOptions {
    // In the text of a shell only `$` and `{` bring something.
    let characters = [" ", "=", "$", "{", "-", ",", "/", ":", "#", "<", "\""];
    CompletionOptions {
        trigger_characters: Some(characters.into_iter().map(str::to_owned).collect()),
        resolve_provider: Some(true),
        ..CompletionOptions::default()
    }
}

pub(super) fn complete(snapshot: &Snapshot, position: Position) -> CompletionResponse {
    let document = snapshot.document();
    let offset = snapshot.offset(position);
    let wanted = completion::wanted(document, offset);
    let entries = wanted.folder.map_or_else(Vec::new, |folder| context::entries(snapshot, &folder));
    let images = if wanted.images { snapshot.workspace.images() } else { Default::default() };
    let around = Surroundings { entries: &entries, images: &images };
    let found = completion::complete(document, rules::ALL, offset, around);
    let usable = found.items.iter().filter(|item| snapshot.workspace.supports.snippets || !item.snippet);
    let items = usable.enumerate().map(|(at, item)| literal(snapshot, &found, item, at)).collect();
    CompletionResponse::List(CompletionList { is_incomplete: false, items })
}

fn literal(snapshot: &Snapshot, found: &Completion, item: &Item, at: usize) -> CompletionItem {
    let supports = &snapshot.workspace.supports;
    let new_text = item.text.clone();
    let text_edit = match supports.insert_replace {
        true => InsertReplaceEdit { new_text, insert: snapshot.range(found.insert), replace: snapshot.range(found.replace) }.into(),
        // Without a choice, the word behind the cursor is part of what is written.
        false => TextEdit { range: snapshot.range(found.replace), new_text }.into(),
    };
    let detail = Some(item.detail.clone()).filter(|detail| !detail.is_empty());
    let (label_details, detail) = match supports.label_details {
        true => (detail.map(|description| CompletionItemLabelDetails { detail: None, description: Some(description) }), None),
        false => (None, detail),
    };
    CompletionItem {
        label: item.label.clone(),
        label_details,
        kind: Some(kind(item.kind)),
        detail,
        sort_text: Some(format!("{at:05}")),
        insert_text_format: item.snippet.then_some(InsertTextFormat::SNIPPET),
        text_edit: Some(text_edit),
        commit_characters: item.commit.filter(|_| supports.commit_characters).map(|character| vec![character.to_string()]),
        data: item.about.as_ref().map(|about| json!({"uri": snapshot.uri, "about": about.write()})),
        ..CompletionItem::default()
    }
}

const fn kind(kind: ItemKind) -> CompletionItemKind {
    match kind {
        ItemKind::Keyword => CompletionItemKind::KEYWORD,
        ItemKind::Snippet => CompletionItemKind::SNIPPET,
        ItemKind::Stage => CompletionItemKind::MODULE,
        ItemKind::Image => CompletionItemKind::CLASS,
        ItemKind::Flag => CompletionItemKind::PROPERTY,
        ItemKind::Value => CompletionItemKind::ENUM_MEMBER,
        ItemKind::Variable => CompletionItemKind::VARIABLE,
        ItemKind::File => CompletionItemKind::FILE,
        ItemKind::Folder => CompletionItemKind::FOLDER,
        ItemKind::User => CompletionItemKind::CONSTANT,
        ItemKind::Rule => CompletionItemKind::REFERENCE,
    }
}

/// Adds the description of an item. Something that says nothing to the server comes back as it is.
pub(super) async fn resolve(session: &Session, mut item: CompletionItem) -> Result<CompletionItem> {
    let field = |name: &str| item.data.as_ref()?.get(name)?.as_str();
    let (Some(uri), Some(about)) = (field("uri").and_then(|uri| uri.parse().ok()), field("about").and_then(About::read)) else {
        return Ok(item);
    };
    let describe = move |snapshot: &Snapshot| {
        let text = about.describe(snapshot.document(), snapshot.settings(), rules::ALL)?;
        Some(snapshot.workspace.supports.completion_markup.documentation(text))
    };
    if let Some(text) = session.answer(uri, describe).await?.flatten() {
        item.documentation = Some(text);
    }
    Ok(item)
}
