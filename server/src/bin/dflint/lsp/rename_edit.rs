//! The edit of many files that gives a stage another name.

use std::collections::{BTreeMap, HashMap};

use dflint::ide::builds::{Certain, Renaming};
use dflint::project::FileId;
use tower_lsp::ls_types::*;

use super::around::Repository;
use super::builds::Read;

/// The annotation of what the user is asked to confirm.
const PERHAPS: &str = "dflint.perhaps";

/// So many places are told.
const TOLD: usize = 10;

/// The answer to a rename.
pub(super) struct Answer {
    pub edit: WorkspaceEdit,
    /// A message on places that were left as they are.
    pub left: Option<String>,
}

/// The edits of one document.
struct Document {
    uri: Uri,
    version: Option<i32>,
    edits: Vec<(TextEdit, Certain)>,
}

/// What is certain is changed. What is not is for the user to confirm where the client can ask, and else left and told, as are names that
/// are put together.
pub(super) fn answer(repository: &Repository<'_>, dockerfiles: &Read, renaming: Renaming) -> Answer {
    let supports = &repository.around.workspace.supports;
    let asks = supports.document_changes && supports.change_annotations;
    let mut documents = Vec::new();
    for (path, edits) in renaming.dockerfiles {
        let Some((_, snapshot)) = dockerfiles.0.iter().find(|(known, _)| *known == path) else { continue };
        let edits = edits.into_iter().map(|edit| (TextEdit { range: snapshot.range(edit.range), new_text: edit.text }, Certain::Yes));
        documents.push(Document { uri: snapshot.uri.clone(), version: snapshot.version, edits: edits.collect() });
    }
    let mut left = Vec::new();
    let mut by_file: BTreeMap<FileId, Vec<(TextEdit, Certain)>> = BTreeMap::new();
    for renamed in renaming.places {
        match renamed.certain {
            Certain::Yes => {}
            Certain::Perhaps if asks => {}
            Certain::Perhaps | Certain::Computed => {
                left.push(repository.shown(renamed.place));
                continue;
            }
        }
        let edit = TextEdit { range: repository.range(renamed.place), new_text: renaming.name.clone() };
        by_file.entry(renamed.place.file).or_default().push((edit, renamed.certain));
    }
    for (file, edits) in by_file {
        let Some((uri, version)) = repository.uri(file) else { continue };
        documents.push(Document { uri, version, edits });
    }
    let edit = if supports.document_changes { versioned(documents) } else { plain(documents) };
    Answer { edit, left: told(&left) }
}

fn versioned(documents: Vec<Document>) -> WorkspaceEdit {
    let mut annotations = HashMap::new();
    let mut one = |(edit, certain): (TextEdit, Certain)| {
        if certain == Certain::Yes {
            return OneOf::Left(edit);
        }
        annotations.entry(PERHAPS.to_owned()).or_insert_with(|| ChangeAnnotation {
            label: "Perhaps another stage".to_owned(),
            needs_confirmation: Some(true),
            description: Some("It is not certain that this is a build of the same Dockerfile.".to_owned()),
        });
        OneOf::Right(AnnotatedTextEdit { text_edit: edit, annotation_id: PERHAPS.to_owned() })
    };
    let edits: Vec<_> = documents
        .into_iter()
        .map(|Document { uri, version, edits }| TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
            edits: edits.into_iter().map(&mut one).collect(),
        })
        .collect();
    let change_annotations = (!annotations.is_empty()).then_some(annotations);
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(edits)), change_annotations, ..WorkspaceEdit::default() }
}

fn plain(documents: Vec<Document>) -> WorkspaceEdit {
    let changes = documents.into_iter().map(|Document { uri, edits, .. }| (uri, edits.into_iter().map(|(edit, _)| edit).collect()));
    WorkspaceEdit { changes: Some(changes.collect()), ..WorkspaceEdit::default() }
}

fn told(left: &[String]) -> Option<String> {
    let mut listed = left.iter().take(TOLD).cloned().collect::<Vec<_>>().join(", ");
    if left.len() > TOLD {
        listed.push_str(&format!(" and {} more", left.len() - TOLD));
    }
    (!left.is_empty()).then(|| format!("dflint: the stage may be meant in other places, which are left as they are: {listed}."))
}
