//! `textDocument/references` and `documentHighlight`.

use dflint::ide::references::{self, Access};
use tower_lsp::ls_types::*;

use super::snapshot::Snapshot;

pub(super) fn references(snapshot: &Snapshot, position: Position, declarations: bool) -> Vec<Location> {
    let sites = references::references(snapshot.names(), snapshot.offset(position), declarations);
    sites.into_iter().map(|site| Location::new(snapshot.uri.clone(), snapshot.range(site.range))).collect()
}

pub(super) fn highlights(snapshot: &Snapshot, position: Position) -> Vec<DocumentHighlight> {
    let highlights = references::highlights(snapshot.names(), snapshot.offset(position));
    let highlight = |(site, access): (dflint::ide::names::Site, Access)| DocumentHighlight {
        range: snapshot.range(site.range),
        kind: Some(match access {
            Access::Read => DocumentHighlightKind::READ,
            Access::Write => DocumentHighlightKind::WRITE,
        }),
    };
    highlights.into_iter().map(highlight).collect()
}
