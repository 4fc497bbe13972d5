//! A Dockerfile and everything that follows from its text: one immutable snapshot.

use crate::stages::{BuildOptions, StageGraph};
use crate::syntax::{Dockerfile, Tree};
use crate::text::LineIndex;

#[derive(Clone)]
pub struct Document {
    text: Vec<u8>,
    index: LineIndex,
    tree: Tree,
    file: Dockerfile,
    graph: StageGraph,
}

impl Document {
    /// Parses and resolves a text. Any bytes will do.
    pub fn new(text: Vec<u8>, options: &BuildOptions) -> Self {
        let tree = Tree::parse(&text);
        Self::of_tree(text, tree, options)
    }

    /// The same, of a tree that was parsed already.
    pub fn of_tree(text: Vec<u8>, tree: Tree, options: &BuildOptions) -> Self {
        let index = LineIndex::new(&text);
        let file = Dockerfile::lower(&text, &index, &tree);
        let graph = StageGraph::resolve(&file, &text, options);
        Self { text, index, tree, file, graph }
    }

    pub fn text(&self) -> &[u8] {
        &self.text
    }

    pub fn index(&self) -> &LineIndex {
        &self.index
    }

    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    pub fn file(&self) -> &Dockerfile {
        &self.file
    }

    pub fn graph(&self) -> &StageGraph {
        &self.graph
    }
}
