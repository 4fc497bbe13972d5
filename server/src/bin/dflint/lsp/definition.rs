//! `textDocument/definition`, `declaration`, `typeDefinition`.

use dflint::document::Document;
use dflint::ide::definition::Target;
use dflint::ide::names::Names;
use tower_lsp::ls_types::*;

use super::snapshot::Snapshot;

/// The answer to one of the three questions.
pub(super) fn go_to(
    snapshot: &Snapshot,
    position: Position,
    question: impl Fn(&Document, &Names, u32) -> Vec<Target>,
    links: bool,
) -> GotoDefinitionResponse {
    let targets = question(snapshot.document(), snapshot.names(), snapshot.offset(position));
    let uri = &snapshot.uri;
    if links {
        let link = |target: Target| LocationLink {
            origin_selection_range: Some(snapshot.range(target.origin)),
            target_uri: uri.clone(),
            target_range: snapshot.range(target.range),
            target_selection_range: snapshot.range(target.selection),
        };
        return GotoDefinitionResponse::Link(targets.into_iter().map(link).collect());
    }
    let location = |target: Target| Location::new(uri.clone(), snapshot.range(target.selection));
    GotoDefinitionResponse::Array(targets.into_iter().map(location).collect())
}
