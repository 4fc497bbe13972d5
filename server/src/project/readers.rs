//! Which reader reads which file.

use super::build::Build;
use super::data::{parse_json, parse_yaml};
use super::sources::{FileId, FileKind, Sources};
use super::{bake, commands, compose, devcontainer, skaffold};

/// The files that are read together, each with the kind whose reader reads them.
pub(super) fn units(sources: &Sources) -> Vec<(FileKind, Vec<FileId>)> {
    let together = [(FileKind::Bake, bake::units(sources)), (FileKind::Compose, compose::units(sources))];
    let alone = sources.all().filter(|(_, file)| !file.lent && together.iter().all(|(kind, _)| *kind != file.kind));
    let mut units: Vec<_> = alone.map(|(id, file)| (file.kind, vec![id])).collect();
    for (kind, of_kind) in together {
        units.extend(of_kind.into_iter().map(|files| (kind, files)));
    }
    units
}

pub(super) fn read(kind: FileKind, sources: &Sources, unit: &[FileId]) -> Vec<Build> {
    match kind {
        FileKind::Bake => bake::read(sources, unit),
        FileKind::Compose => compose::read(sources, unit),
        FileKind::Devcontainer => devcontainer::read(sources, unit),
        FileKind::Skaffold => skaffold::read(sources, unit),
        _ => commands::read(sources, unit),
    }
}

/// Where the syntax of a file is broken first. Of files that hold commands nothing is known.
pub(super) fn broken_at(sources: &Sources, file: FileId) -> Option<u32> {
    let text = sources.text(file);
    let parsed = match sources.get(file)?.kind {
        FileKind::Bake => return bake::broken_at(sources, file),
        FileKind::Devcontainer | FileKind::Package => parse_json(text),
        FileKind::Compose
        | FileKind::Skaffold
        | FileKind::GithubWorkflow
        | FileKind::GitlabCi
        | FileKind::CircleCi
        | FileKind::AzurePipelines
        | FileKind::Taskfile => parse_yaml(text),
        _ => return None,
    };
    parsed.error.map(|(at, _)| at)
}

/// The builds that a group stands for.
pub(super) fn group(sources: &Sources, file: FileId, name: &str) -> Vec<String> {
    match sources.get(file).map(|file| file.kind) {
        Some(FileKind::Bake) => bake::group(sources, file, name),
        _ => Vec::new(),
    }
}
