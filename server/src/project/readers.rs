//! Which reader reads which file.

use super::build::Build;
use super::commands;
use super::sources::{FileId, FileKind, Sources};

/// The files that are read together, each with the kind whose reader reads them.
pub(super) fn units(sources: &Sources) -> Vec<(FileKind, Vec<FileId>)> {
    let kind = |unit: &[FileId]| unit.first().and_then(|id| sources.get(*id)).map(|file| file.kind);
    commands::units(sources).into_iter().filter_map(|unit| Some((kind(&unit)?, unit))).collect()
}

pub(super) fn read(kind: FileKind, sources: &Sources, unit: &[FileId]) -> Vec<Build> {
    if commands::KINDS.contains(&kind) { commands::read(sources, unit) } else { Vec::new() }
}
