//! Parses for the tests: a tree must be without errors, and a re-parsed tree must be the one that a fresh parse gives.

use tree_sitter::{InputEdit, Node, Parser, Point, Tree};

/// A text that is edited, with its tree kept up to date.
pub(crate) struct Edited {
    parser: Parser,
    pub(crate) source: Vec<u8>,
    pub(crate) tree: Tree,
}

impl Edited {
    /// Parses `source`; `Err` says where the tree has an error.
    pub(crate) fn new(source: &[u8]) -> Result<Self, String> {
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into()).map_err(|error| error.to_string())?;
        let tree = parser.parse(source, None).ok_or("no tree")?;
        without_errors(&tree)?;
        Ok(Self { parser, source: source.to_vec(), tree })
    }

    /// Replaces `removed` bytes at `at` and parses again with the old tree; `Err` if a fresh parse gives another tree.
    pub(crate) fn replace(&mut self, at: usize, removed: usize, inserted: &[u8]) -> Result<(), String> {
        let (start_position, old_end_position) = (point(&self.source, at), point(&self.source, at + removed));
        self.source.splice(at..at + removed, inserted.iter().copied());
        let new_end_byte = at + inserted.len();
        let new_end_position = point(&self.source, new_end_byte);
        self.tree.edit(&InputEdit {
            start_byte: at,
            old_end_byte: at + removed,
            new_end_byte,
            start_position,
            old_end_position,
            new_end_position,
        });
        self.tree = self.parser.parse(&self.source, Some(&self.tree)).ok_or("no tree")?;
        let fresh = self.parser.parse(&self.source, None).ok_or("no tree")?;
        without_errors(&fresh)?;
        same(&self.tree, &fresh)
    }
}

fn point(source: &[u8], byte: usize) -> Point {
    let before = &source[..byte];
    let row = before.iter().filter(|&&found| found == b'\n').count();
    let line = before.iter().rposition(|&found| found == b'\n').map_or(0, |newline| newline + 1);
    Point::new(row, byte - line)
}

fn without_errors(tree: &Tree) -> Result<(), String> {
    if !tree.root_node().has_error() {
        return Ok(());
    }
    let wrong = preorder(tree).find(|(node, _)| node.is_error() || node.is_missing());
    Err(format!("an error in the tree: {wrong:?}"))
}

fn same(incremental: &Tree, fresh: &Tree) -> Result<(), String> {
    let mut fresh_nodes = preorder(fresh);
    for (node, field) in preorder(incremental) {
        match fresh_nodes.next() {
            Some((other, other_field)) if field == other_field && key(node) == key(other) => {}
            other => return Err(format!("re-parsed: {node:?}; fresh: {other:?}")),
        }
    }
    match fresh_nodes.next() {
        None => Ok(()),
        more => Err(format!("re-parsed: nothing; fresh: {more:?}")),
    }
}

fn key(node: Node<'_>) -> (u16, usize, usize, Point, Point, u32) {
    (node.kind_id(), node.start_byte(), node.end_byte(), node.start_position(), node.end_position(), node.child_count())
}

/// Every node with the name of its field, parents first. A cursor, and no recursion: trees may be very deep.
fn preorder(tree: &Tree) -> impl Iterator<Item = (Node<'_>, Option<&str>)> {
    let mut cursor = tree.walk();
    let mut over = false;
    std::iter::from_fn(move || {
        if over {
            return None;
        }
        let found = (cursor.node(), cursor.field_name());
        if !cursor.goto_first_child() {
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    over = true;
                    break;
                }
            }
        }
        Some(found)
    })
}
