//! The query of the shell's text: it compiles, and each of its patterns is found in a fixture, no node twice.

#![allow(clippy::expect_used)] // this is a test: it fails by panicking

use std::collections::BTreeSet;

use dflint_queries::BASH_HIGHLIGHTS;
use tree_sitter::{Language, Parser, Query, QueryCursor, StreamingIterator};

#[test]
fn every_pattern_is_found_and_no_node_twice() {
    let source = include_str!("fixtures/words.sh");
    let language: Language = tree_sitter_bash::LANGUAGE.into();
    let query = Query::new(&language, BASH_HIGHLIGHTS).expect("the query compiles");
    let mut parser = Parser::new();
    parser.set_language(&language).expect("the language fits this tree-sitter");
    let tree = parser.parse(source, None).expect("a tree");
    let (mut found, mut nodes) = (BTreeSet::new(), BTreeSet::new());
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(&query, tree.root_node(), source.as_bytes());
    while let Some(hit) = matches.next() {
        found.insert(hit.pattern_index);
        for capture in hit.captures() {
            assert!(nodes.insert(capture.node.id()), "captured twice: {:?}", capture.node);
        }
    }
    let never: Vec<_> = (0..query.pattern_count()).filter(|pattern| !found.contains(pattern)).collect();
    let text = |pattern: &usize| BASH_HIGHLIGHTS.get(query.start_byte_for_pattern(*pattern)..query.end_byte_for_pattern(*pattern));
    assert!(never.is_empty(), "not in the fixture: {:?}", never.iter().map(text).collect::<Vec<_>>());
    // Of the keywords and signs each.
    let strings = BASH_HIGHLIGHTS.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"'));
    let left: Vec<_> = strings.filter(|word| !source.contains(word)).collect();
    assert!(left.is_empty(), "not in the fixture: {left:?}");
}
