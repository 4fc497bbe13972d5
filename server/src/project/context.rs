//! The build context of a Dockerfile, as far as its ignore file tells of it.

use super::dockerignore::Dockerignore;
use crate::stages::StageGraph;

/// A build context with an ignore file.
#[derive(Clone, Debug)]
pub struct BuildContext {
    pub ignore: Dockerignore,
    /// The ignore file, as it is shown.
    pub ignore_file: String,
    pub root: ContextRoot,
}

/// Where the paths of the ignore file begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextRoot {
    /// Somebody said which folder it is, or the ignore file belongs to the Dockerfile and holds whatever folder it is.
    Given,
    /// The folder of the Dockerfile, because its ignore file would have no effect if that was not the root of a context; but a build of
    /// this Dockerfile may have another.
    Assumed {
        /// Folders above, from the Dockerfile's own upwards, of whose name there is nothing in the folder itself. A path that begins
        /// with one is a path from further up.
        names_above: Vec<String>,
    },
}

impl BuildContext {
    /// Whether nobody said that this is the context of the Dockerfile.
    pub fn is_assumed(&self) -> bool {
        self.root != ContextRoot::Given
    }

    /// Whether the file's own paths speak against it.
    pub fn is_another(&self, graph: &StageGraph) -> bool {
        let ContextRoot::Assumed { names_above } = &self.root else { return false };
        let named = graph.sources.iter().filter_map(|source| source.first_name());
        named.into_iter().any(|name| names_above.iter().any(|above| above == name))
    }
}
