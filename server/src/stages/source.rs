//! What COPY and ADD take from the build context.

use super::evaluate::join;
use crate::text::ByteRange;

/// A path of the build context that a COPY or ADD takes, or that a RUN mounts: no `--from`, no URL, no Git repository, no heredoc.
#[derive(Clone, Debug)]
pub struct ContextSource {
    /// After expansion.
    pub path: String,
    /// Whether a plain build comes to the same path (see [`super::Variable::known`]).
    pub known: bool,
    pub stage: usize,
    /// The index of the instruction in the file. Of a trigger, the FROM that fires it.
    pub instruction: usize,
    /// Where the path stands. Of a trigger, the base in the FROM that fires it.
    pub range: ByteRange,
    /// Whether it is the source of a `RUN --mount=type=bind`.
    pub mount: bool,
    /// Whether it is in an ONBUILD that a FROM fires.
    pub fired: bool,
    /// Where that ONBUILD's instruction stands, if it stands in the file.
    pub trigger: Option<ByteRange>,
}

impl ContextSource {
    /// Whether it is the root of the context, which is always there.
    pub fn is_root(&self) -> bool {
        join("/", &self.path) == "/"
    }

    /// Whether it has wildcards. A pattern that matches nothing stops no build.
    pub fn has_wildcards(&self) -> bool {
        !self.mount && self.path.contains(['*', '?', '['])
    }

    /// From the root of the context on, without a slash at either end, without `.` and `..`: above the root there is nothing.
    pub fn clean(&self) -> String {
        let mut path = join("/", &self.path);
        path.split_off(1)
    }

    /// The first folder of the path, or the name of the file.
    pub fn first_name(&self) -> Option<&str> {
        self.path.split('/').find(|part| !matches!(*part, "" | "."))
    }
}
