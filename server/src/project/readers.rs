//! Which reader reads which file.

use super::build::Build;
use super::sources::{FileId, FileKind, Sources};

/// The files that are read together, each with the kind whose reader reads them.
pub(super) fn units(sources: &Sources) -> Vec<(FileKind, Vec<FileId>)> {
    sources.all().map(|(id, file)| (file.kind, vec![id])).collect()
}

pub(super) fn read(kind: FileKind, sources: &Sources, unit: &[FileId]) -> Vec<Build> {
    let _ = (kind, sources, unit);
    Vec::new()
}

/// The builds that a group stands for.
pub(super) fn group(sources: &Sources, file: FileId, name: &str) -> Vec<String> {
    let _ = (sources, file, name);
    Vec::new()
}
