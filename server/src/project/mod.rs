//! What surrounds a Dockerfile, given as data: this floor reads no file. The program finds and reads the files, and gives their bytes.

mod dockerignore;

pub use dockerignore::{Dockerignore, Pattern, PatternError, PatternProblem, SourceStatus, file_names};
