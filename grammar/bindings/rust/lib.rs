//! The Dockerfile grammar for tree-sitter.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_dockerfile() -> *const ();
}

/// The language, to be given to a tree-sitter parser.
// SAFETY: the function is the one that tree-sitter generated in src/parser.c.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_dockerfile) };

/// What nodes there are, as JSON.
pub const NODE_TYPES: &str = include_str!("../../src/node-types.json");
