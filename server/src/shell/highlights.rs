//! What is coloured how in a script: the query of the bash grammar, run when an editor asks.

use std::sync::LazyLock;

use dflint_queries::BASH_HIGHLIGHTS;
use tree_sitter::{Query, QueryCursor, StreamingIterator};

use super::parse;
use super::script::Script;
use crate::syntax::Span;

/// None only if the text does not compile, which a test of the queries rules out.
static QUERY: LazyLock<Option<Query>> = LazyLock::new(|| Query::new(&parse::LANGUAGE, BASH_HIGHLIGHTS).ok());

/// A part of a script and the name of its capture, without the `@`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Highlight {
    pub name: &'static str,
    pub span: Span,
}

/// The highlights of a script; one inside another one wins. The text is parsed anew: a [`Script`] keeps no tree, since only editors ask
/// for this.
pub fn highlights(script: &Script) -> Vec<Highlight> {
    let (Some(query), Some(tree)) = (&*QUERY, parse::parse(script.text())) else { return Vec::new() };
    let names: &'static [&'static str] = query.capture_names();
    let mut found = Vec::new();
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(query, tree.root_node(), script.text().as_bytes());
    while let Some(hit) = matches.next() {
        for capture in hit.captures() {
            let name = names.get(capture.index as usize).copied().unwrap_or_default();
            found.push(Highlight { name, span: Span::new(capture.node.start_byte(), capture.node.end_byte()) });
        }
    }
    found
}
