//! `textDocument/formatting`, `rangeFormatting` and `onTypeFormatting`.

use dflint::ide::indent::{self, Step};
use dflint::lint::Edit;
use tower_lsp::ls_types::*;

use super::snapshot::Snapshot;

pub(super) fn offer_on_type() -> DocumentOnTypeFormattingOptions {
    DocumentOnTypeFormattingOptions { first_trigger_character: "\n".to_owned(), more_trigger_character: None }
}

pub(super) fn document(snapshot: &Snapshot, options: &FormattingOptions) -> Vec<TextEdit> {
    edits(snapshot, &indent::format(snapshot.document(), snapshot.document().range(), step(options)))
}

pub(super) fn range(snapshot: &Snapshot, range: Range, options: &FormattingOptions) -> Vec<TextEdit> {
    edits(snapshot, &indent::format(snapshot.document(), snapshot.byte_range(range), step(options)))
}

pub(super) fn on_type(snapshot: &Snapshot, position: Position, options: &FormattingOptions) -> Vec<TextEdit> {
    let edit = indent::after_newline(snapshot.document(), snapshot.offset(position), step(options));
    edits(snapshot, edit.as_slice())
}

fn step(options: &FormattingOptions) -> Step {
    // More than a line has room for is a mistake.
    if options.insert_spaces { Step::Blanks(options.tab_size.min(32)) } else { Step::Tab }
}

fn edits(snapshot: &Snapshot, edits: &[Edit]) -> Vec<TextEdit> {
    edits.iter().map(|edit| TextEdit { range: snapshot.range(edit.range), new_text: edit.text.clone() }).collect()
}
