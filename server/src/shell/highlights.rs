//! What is coloured how in a script: the query of the bash grammar, run when an editor asks.

use std::cell::RefCell;
use std::sync::LazyLock;

use dflint_queries::BASH_HIGHLIGHTS;
use tree_sitter::{Query, QueryCursor, StreamingIterator};

use super::parse;
use super::script::Script;
use crate::syntax::Span;

/// None only if the text does not compile, which a test of the queries rules out.
static QUERY: LazyLock<Option<Query>> = LazyLock::new(|| Query::new(&parse::LANGUAGE, BASH_HIGHLIGHTS).ok());

thread_local! {
    /// Scripts are short, and there are many.
    static CURSOR: RefCell<QueryCursor> = RefCell::new(QueryCursor::new());
}

/// A part of a script and the name of its capture, without the `@`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Highlight {
    pub name: &'static str,
    pub span: Span,
}

/// Compiles the query, which [`highlights`] does otherwise when it is called first.
pub fn prepare_highlights() {
    LazyLock::force(&QUERY);
}

/// The highlights of a script; one inside another one wins. When they are asked for first, the text is parsed anew: no tree is kept,
/// since only editors ask for this.
pub fn highlights(script: &Script) -> &[Highlight] {
    script.highlights.get_or_init(|| of_text(script.text()))
}

fn of_text(text: &str) -> Vec<Highlight> {
    let (Some(query), Some(tree)) = (&*QUERY, parse::parse(text)) else { return Vec::new() };
    let names: &'static [&'static str] = query.capture_names();
    let mut found = Vec::new();
    CURSOR.with_borrow_mut(|cursor| {
        let mut matches = cursor.matches(query, tree.root_node(), text.as_bytes());
        while let Some(hit) = matches.next() {
            for capture in hit.captures() {
                let name = names.get(capture.index as usize).copied().unwrap_or_default();
                found.push(Highlight { name, span: Span::new(capture.node.start_byte(), capture.node.end_byte()) });
            }
        }
    });
    found
}
