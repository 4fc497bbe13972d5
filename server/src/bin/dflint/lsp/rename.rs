//! `textDocument/prepareRename`, `rename` and `linkedEditingRange`.

use dflint::ide::rename;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::*;

use super::actions::workspace_edit;
use super::snapshot::Snapshot;

/// None where no name is; an error, which editors show, where there is one that cannot be changed.
pub(super) fn prepare(snapshot: &Snapshot, position: Position) -> Result<Option<PrepareRenameResponse>> {
    match rename::prepare(snapshot.document(), snapshot.names(), snapshot.offset(position)) {
        Ok(found) => {
            let (range, placeholder) = (snapshot.range(found.range), found.placeholder);
            Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder }))
        }
        Err(Some(why)) => Err(refused(why)),
        Err(None) => Ok(None),
    }
}

pub(super) fn rename(snapshot: &Snapshot, position: Position, name: &str) -> Result<WorkspaceEdit> {
    let edits = rename::rename(snapshot.document(), snapshot.names(), snapshot.offset(position), name.trim()).map_err(refused)?;
    Ok(workspace_edit(snapshot, &edits))
}

pub(super) fn linked(snapshot: &Snapshot, position: Position) -> Option<LinkedEditingRanges> {
    let ranges = rename::linked(snapshot.document(), snapshot.names(), snapshot.offset(position));
    let ranges: Vec<Range> = ranges.into_iter().map(|range| snapshot.range(range)).collect();
    (!ranges.is_empty()).then(|| LinkedEditingRanges { ranges, word_pattern: Some("[A-Za-z0-9_.-]+".to_owned()) })
}

/// LSP 3.17: `RequestFailed`, with a text for the user.
fn refused(why: String) -> Error {
    Error { code: ErrorCode::ServerError(-32803), message: why.into(), data: None }
}
