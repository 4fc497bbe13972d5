//! `textDocument/references` and `documentHighlight`.

use dflint::ide::builds;
use dflint::ide::names::{Name, Site};
use dflint::ide::references::{self, Access};
use dflint::project::Builds;
use tower_lsp::ls_types::*;

use super::around::{Around, Repository};
use super::snapshot::Snapshot;

/// Of a stage also where build files name it.
pub(super) fn references(snapshot: &Snapshot, around: &Around, position: Position, declarations: bool) -> Vec<Location> {
    let offset = snapshot.offset(position);
    let sites = references::references(snapshot.names(), offset, declarations);
    let mut found = locations(snapshot, sites);
    if let Some(Name::Stage(stage)) = snapshot.names().at(offset).map(|site| site.name)
        && let Some(repository) = snapshot.path.as_ref().and_then(|path| around.repository(path))
    {
        found.extend(in_build_files(snapshot, &repository, stage));
    }
    found
}

/// Where a Dockerfile names one of its stages.
pub(super) fn of_stage(snapshot: &Snapshot, stage: usize, declarations: bool) -> Vec<Location> {
    let name = snapshot.document().graph().stages.get(stage).and_then(|stage| stage.name_range);
    let sites = name.map_or_else(Vec::new, |name| references::references(snapshot.names(), name.start, declarations));
    locations(snapshot, sites)
}

/// Where files around a Dockerfile name one of its stages.
pub(super) fn in_build_files(snapshot: &Snapshot, repository: &Repository<'_>, stage: usize) -> Vec<Location> {
    let builds = snapshot.settings().builds.as_deref().into_iter().flat_map(Builds::all);
    let namings = builds::namings(builds, snapshot.document().graph(), stage);
    namings.iter().filter_map(|naming| repository.location(naming.place())).collect()
}

fn locations(snapshot: &Snapshot, sites: Vec<Site>) -> Vec<Location> {
    sites.into_iter().map(|site| Location::new(snapshot.uri.clone(), snapshot.range(site.range))).collect()
}

pub(super) fn highlights(snapshot: &Snapshot, position: Position) -> Vec<DocumentHighlight> {
    let highlights = references::highlights(snapshot.names(), snapshot.offset(position));
    let highlight = |(site, access): (Site, Access)| DocumentHighlight {
        range: snapshot.range(site.range),
        kind: Some(match access {
            Access::Read => DocumentHighlightKind::READ,
            Access::Write => DocumentHighlightKind::WRITE,
        }),
    };
    highlights.into_iter().map(highlight).collect()
}
