//! Stages where files around a Dockerfile name them: Compose and Bake files, workflows, Makefiles, scripts.
//!
//! A build file is another language's, and other servers answer for it: here it is looked at for nothing but what concerns stages.

mod naming;
mod rename;
mod said;

mod complete;
mod describe;

use super::names::Names;
use crate::document::Document;

pub use complete::{Choice, Gap, complete, gap};
pub use describe::{Description, describe, describe_stage, go_to, links, meant};
pub use naming::{Naming, namings};
pub use rename::{Begun, Certain, Renamed, Renaming, begin, prepare, rename, renamed_together};
pub use said::{Part, Said, dockerfiles, dockerfiles_at, said};

/// A Dockerfile of the repository.
#[derive(Clone, Copy)]
pub struct Dockerfile<'d> {
    /// Below the root of the repository.
    pub path: &'d str,
    pub document: &'d Document,
    pub names: &'d Names,
}
