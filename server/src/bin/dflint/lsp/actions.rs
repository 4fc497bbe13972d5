//! `textDocument/codeAction` and `codeAction/resolve`.

use std::collections::HashMap;

use dflint::ide::actions::{self, Action, Task};
use dflint::ide::refactor::{RefactorKind, Refactoring};
use dflint::lint::{Applicability, Edit};
use dflint::rules;
use dflint::text::ByteRange;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::*;

use super::diagnostics;
use super::session::Session;
use super::snapshot::Snapshot;

/// A quick fix too, so that editors show it with the others.
const SUPPRESS: &str = "quickfix.suppress.dflint";
const FIX_ALL: &str = "source.fixAll.dflint";

pub(super) fn offer() -> CodeActionOptions {
    CodeActionOptions {
        code_action_kinds: Some(vec![
            CodeActionKind::QUICKFIX,
            CodeActionKind::REFACTOR_REWRITE,
            CodeActionKind::REFACTOR_EXTRACT,
            CodeActionKind::REFACTOR_INLINE,
            CodeActionKind::new(FIX_ALL),
        ]),
        resolve_provider: Some(true),
        ..CodeActionOptions::default()
    }
}

/// What can be done at a place. A client without code action literals (LSP before 3.8) gets nothing.
pub(super) fn actions(snapshot: &Snapshot, range: Range, context: &CodeActionContext) -> Vec<CodeActionOrCommand> {
    if !snapshot.workspace.supports.code_action_literals || !snapshot.workspace.settings().diagnostics {
        return Vec::new();
    }
    let findings = snapshot.findings();
    let mut found = actions::actions(snapshot.document(), snapshot.settings(), findings, snapshot.byte_range(range));
    let names = || snapshot.names();
    found.extend(actions::refactors(snapshot.document(), &names, snapshot.byte_range(range)));
    found.extend(actions::fix_all(snapshot.document(), findings));
    found.retain(|action| is_wanted(kind(&action.task), context.only.as_deref()));
    found.into_iter().map(|action| CodeActionOrCommand::CodeAction(literal(snapshot, action))).collect()
}

/// Whether a kind is one of those, or below one.
pub(super) fn is_wanted(kind: &str, only: Option<&[CodeActionKind]>) -> bool {
    let is = |wanted: &CodeActionKind| match kind.strip_prefix(wanted.as_str()) {
        Some(rest) => rest.is_empty() || rest.starts_with('.') || wanted.as_str().is_empty(),
        None => false,
    };
    only.is_none_or(|only| only.iter().any(is))
}

const fn kind(task: &Task) -> &'static str {
    match task {
        Task::Fix(_) | Task::FixRule { .. } => "quickfix",
        Task::Suppress { .. } => SUPPRESS,
        Task::FixAll => FIX_ALL,
        Task::Refactor(refactoring, _) => match refactoring.kind() {
            RefactorKind::Extract => "refactor.extract",
            RefactorKind::Inline => "refactor.inline",
            RefactorKind::Rewrite => "refactor.rewrite",
        },
    }
}

fn literal(snapshot: &Snapshot, action: Action) -> CodeAction {
    let supports = &snapshot.workspace.supports;
    let finding = action.finding.and_then(|at| snapshot.findings().get(at));
    // To fix all takes several rounds.
    let later = write(&action.task).filter(|_| supports.code_action_resolve);
    CodeAction {
        kind: Some(CodeActionKind::new(kind(&action.task))),
        diagnostics: finding.map(|finding| vec![diagnostics::diagnostic(snapshot, finding)]),
        is_preferred: (supports.is_preferred && action.preferred).then_some(true),
        edit: later.is_none().then(|| edit(snapshot, &action.task)),
        data: later.map(|task| json!({"uri": snapshot.uri, "version": snapshot.version, "task": task})),
        title: action.title,
        ..CodeAction::default()
    }
}

fn edit(snapshot: &Snapshot, task: &Task) -> WorkspaceEdit {
    let (document, settings) = (snapshot.document(), snapshot.settings());
    let edits = actions::edits(document, settings, snapshot.findings(), rules::ALL, task);
    workspace_edit(snapshot, &edits)
}

/// Edits of one document, with its version if the client looks at it.
pub(super) fn workspace_edit(snapshot: &Snapshot, edits: &[Edit]) -> WorkspaceEdit {
    let edits = edits.iter().map(|edit| TextEdit { range: snapshot.range(edit.range), new_text: edit.text.clone() });
    let uri = snapshot.uri.clone();
    if !snapshot.workspace.supports.document_changes {
        return WorkspaceEdit { changes: Some(HashMap::from([(uri, edits.collect())])), ..WorkspaceEdit::default() };
    }
    let text_document = OptionalVersionedTextDocumentIdentifier { uri, version: snapshot.version };
    let edit = TextDocumentEdit { text_document, edits: edits.map(OneOf::Left).collect() };
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(vec![edit])), ..WorkspaceEdit::default() }
}

/// Works out the edits of an action. If the document has changed since it was offered, they would no more fit.
pub(super) async fn resolve(session: &Session, mut action: CodeAction) -> Result<CodeAction> {
    let Some(data) = action.data.as_ref().filter(|_| action.edit.is_none()) else { return Ok(action) };
    let uri = data.get("uri").and_then(Value::as_str).and_then(|uri| uri.parse().ok());
    let (Some(uri), Some(task)) = (uri, data.get("task").and_then(read)) else {
        return Err(Error::invalid_params("the data of the code action is not what the server gave"));
    };
    let version = data.get("version").and_then(Value::as_i64);
    let edit = move |snapshot: &Snapshot| (snapshot.version.map(i64::from) == version).then(|| edit(snapshot, &task));
    match session.answer(uri, edit).await?.flatten() {
        Some(edit) => action.edit = Some(edit),
        None => return Err(Error::new(ErrorCode::ContentModified)),
    }
    Ok(action)
}

/// A task that is worked out later, as JSON, which the client hands back.
fn write(task: &Task) -> Option<Value> {
    match task {
        Task::FixRule { rule, boldest } => Some(json!({"fixRule": rule, "unsafe": *boldest == Applicability::Unsafe})),
        Task::FixAll => Some(json!("fixAll")),
        Task::Refactor(refactoring, range) => Some(json!({"refactor": refactoring.as_str(), "range": [range.start, range.end]})),
        // Their edits are there already.
        Task::Fix(_) | Task::Suppress { .. } => None,
    }
}

fn read(value: &Value) -> Option<Task> {
    if value == "fixAll" {
        return Some(Task::FixAll);
    }
    if let Some(name) = value.get("refactor") {
        let place = |at: usize| u32::try_from(value.get("range")?.get(at)?.as_u64()?).ok();
        return Some(Task::Refactor(Refactoring::parse(name.as_str()?)?, ByteRange::new(place(0)?, place(1)?)));
    }
    let rule = value.get("fixRule")?.as_str()?.to_owned();
    let boldest = if value.get("unsafe")?.as_bool()? { Applicability::Unsafe } else { Applicability::Safe };
    Some(Task::FixRule { rule, boldest })
}
