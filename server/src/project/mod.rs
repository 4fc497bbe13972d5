//! What surrounds a Dockerfile, given as data: this floor reads no file. The program finds and reads the files, and gives their bytes.
//!
//! Two things are known of it: the build context with its ignore file, and the builds that files of the repository describe: which
//! target of which Dockerfile, with which arguments and contexts, each fact with its place.

mod dockerignore;

mod context;

mod sources;

mod patterns;

mod data;

mod value;

mod build;

mod as_built;

mod inline;

mod recipe;

mod bake;

mod compose;

mod devcontainer;

mod skaffold;

mod commands;

mod readers;

mod repository;

pub use build::{Argument, Build, Certainty, Context, Dockerfile, Folder, NamedContext, Standing};
pub use context::{BuildContext, BuildContexts, BuiltContexts, ContextFiles, ContextRoot, Presence};
pub use dockerignore::{Dockerignore, Pattern, PatternError, PatternProblem, SourceStatus, file_names};
pub use inline::InlineDockerfile;
pub use patterns::{PATTERNS, scripts_without_ending};
pub use repository::{Builds, Loaded, Repository, StageBuilds};
pub use sources::{FileId, FileKind, SourceFile, Sources, folder, join};
pub use value::{Piece, Place, Value};
