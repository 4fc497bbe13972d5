//! `textDocument/foldingRange`.

use dflint::ide::folding::{self, FoldKind};
use tower_lsp::ls_types::{FoldingRange, FoldingRangeKind};

use super::snapshot::Snapshot;

pub(super) fn folding(snapshot: &Snapshot) -> Vec<FoldingRange> {
    let supports = &snapshot.workspace.supports;
    let range = |fold: &folding::Fold| {
        let range = snapshot.range(fold.range);
        // What is folded begins behind the first line.
        let first_line_end = dflint::text::Position { line: range.start.line, column: u32::MAX };
        let start = snapshot.offset(super::convert::position_to(first_line_end));
        FoldingRange {
            start_line: range.start.line,
            start_character: (!supports.line_folding_only).then(|| snapshot.position(start).character),
            end_line: range.end.line,
            end_character: (!supports.line_folding_only).then_some(range.end.character),
            kind: match fold.kind {
                FoldKind::Code => None,
                FoldKind::Comment => Some(FoldingRangeKind::Comment),
                FoldKind::Region => Some(FoldingRangeKind::Region),
            },
            collapsed_text: None,
        }
    };
    folding::folds(snapshot.document()).iter().take(supports.fold_limit).map(range).collect()
}
