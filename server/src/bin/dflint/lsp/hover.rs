//! `textDocument/hover`.

use dflint::ide::hover;
use dflint::rules;
use tower_lsp::ls_types::{Hover, HoverContents, Position};

use super::snapshot::Snapshot;

pub(super) fn hover(snapshot: &Snapshot, position: Position) -> Option<Hover> {
    let offset = snapshot.offset(position);
    let found = hover::hover(snapshot.document(), &|| snapshot.names(), snapshot.settings(), rules::ALL, offset)?;
    let contents = HoverContents::Markup(snapshot.workspace.supports.hover_markup.content(found.text));
    Some(Hover { contents, range: Some(snapshot.range(found.range)) })
}
