//! `textDocument/documentLink`.

use dflint::ide::links::{self, Link, LinkTarget};
use dflint::rules;
use tower_lsp::ls_types::{DocumentLink, Uri};

use super::convert;
use super::snapshot::Snapshot;

pub(super) fn links(snapshot: &Snapshot) -> Vec<DocumentLink> {
    let links = links::links(snapshot.document(), rules::ALL);
    let shown = |link: Link| {
        Some(DocumentLink {
            range: snapshot.range(link.range),
            target: Some(target(snapshot, &link.target)?),
            tooltip: snapshot.workspace.supports.link_tooltips.then(|| link.tooltip.to_owned()),
            data: None,
        })
    };
    links.into_iter().filter_map(shown).collect()
}

/// The build context is taken to be the folder of the Dockerfile. It may be another one: where there is no such file, there is no link.
fn target(snapshot: &Snapshot, target: &LinkTarget) -> Option<Uri> {
    match target {
        LinkTarget::Page(page) => page.parse().ok(),
        LinkTarget::File(path) => {
            let file = snapshot.path.as_ref()?.parent()?.join(path);
            file.is_file().then(|| convert::path_to(&file))?
        }
    }
}
