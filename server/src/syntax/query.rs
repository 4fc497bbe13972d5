//! Running tree-sitter queries: they say where something is.

use tree_sitter::{QueryCursor, StreamingIterator};

use super::tree::{Tree, byte_range};
use crate::text::ByteRange;

/// A compiled query of the Dockerfile language. To compile one takes a while: keep it in a `LazyLock`.
pub struct Query {
    /// None only if the text does not compile, which a test of the queries rules out.
    query: Option<tree_sitter::Query>,
}

/// One place where a pattern of a query matches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match<'q> {
    /// The number of the pattern in the query.
    pub pattern: usize,
    pub captures: Vec<Capture<'q>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Capture<'q> {
    /// Without the `@`.
    pub name: &'q str,
    pub range: ByteRange,
}

impl Query {
    pub fn new(text: &str) -> Self {
        Self { query: tree_sitter::Query::new(&tree_sitter_dockerfile::LANGUAGE.into(), text).ok() }
    }

    /// All matches that touch `within`, in the order of their places.
    pub fn matches(&self, tree: &Tree, text: &[u8], within: ByteRange) -> Vec<Match<'_>> {
        let (Some(query), Some(root)) = (&self.query, tree.root()) else { return Vec::new() };
        let mut found = Vec::new();
        let mut cursor = QueryCursor::new();
        cursor.set_byte_range(within.start as usize..within.end as usize);
        let names = query.capture_names();
        let mut matches = cursor.matches(query, root, text);
        while let Some(hit) = matches.next() {
            let capture = |capture: &tree_sitter::QueryCapture<'_>| {
                let name = names.get(capture.index as usize).copied().unwrap_or_default();
                Capture { name, range: byte_range(capture.node) }
            };
            found.push(Match { pattern: hit.pattern_index, captures: hit.captures().iter().map(capture).collect() });
        }
        found
    }
}
