//! Docker Bake.
use super::build::Build;
use super::sources::{FileId, Sources};
pub(super) fn units(_: &Sources) -> Vec<Vec<FileId>> {
    Vec::new()
}
pub(super) fn read(_: &Sources, _: &[FileId]) -> Vec<Build> {
    Vec::new()
}
