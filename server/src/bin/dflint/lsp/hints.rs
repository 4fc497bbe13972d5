//! `textDocument/inlayHint`.

use dflint::ide::hints::{self, Hint};
use tower_lsp::ls_types::*;

use super::snapshot::Snapshot;

pub(super) fn hints(snapshot: &Snapshot, range: Range) -> Vec<InlayHint> {
    let wanted = snapshot.workspace.settings().hints;
    let options = &snapshot.settings().build;
    let hints = hints::hints(snapshot.document(), options, wanted, snapshot.byte_range(range));
    hints.into_iter().map(|hint| shown(snapshot, hint)).collect()
}

fn shown(snapshot: &Snapshot, hint: Hint) -> InlayHint {
    let label = match hint.target {
        Some(target) => InlayHintLabel::LabelParts(vec![InlayHintLabelPart {
            value: hint.label,
            location: Some(Location::new(snapshot.uri.clone(), snapshot.range(target))),
            ..InlayHintLabelPart::default()
        }]),
        None => InlayHintLabel::String(hint.label),
    };
    InlayHint {
        position: snapshot.position(hint.offset),
        label,
        kind: None,
        text_edits: None,
        tooltip: hint.tooltip.map(InlayHintTooltip::String),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}
