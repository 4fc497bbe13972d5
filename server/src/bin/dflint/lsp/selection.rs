//! `textDocument/selectionRange`.

use dflint::ide::selection;
use tower_lsp::ls_types::{Position, SelectionRange};

use super::snapshot::Snapshot;

/// One chain of ranges for each position.
pub(super) fn selection(snapshot: &Snapshot, positions: &[Position]) -> Vec<SelectionRange> {
    positions.iter().map(|position| chain(snapshot, *position)).collect()
}

fn chain(snapshot: &Snapshot, position: Position) -> SelectionRange {
    let ranges = selection::ranges(snapshot.document(), snapshot.offset(position));
    let mut chain: Option<SelectionRange> = None;
    for range in ranges.into_iter().rev() {
        chain = Some(SelectionRange { range: snapshot.range(range), parent: chain.map(Box::new) });
    }
    // The whole file is always there.
    chain.unwrap_or_default()
}
