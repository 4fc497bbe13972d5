//! What surrounds a Dockerfile, given as data: this floor reads no file. The program finds and reads the files, and gives their bytes.

mod dockerignore;

mod context;

pub use context::{BuildContext, ContextRoot};
pub use dockerignore::{Dockerignore, Pattern, PatternError, PatternProblem, SourceStatus, file_names};
