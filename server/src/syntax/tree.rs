//! The tree-sitter tree of a file.

use std::cell::RefCell;

use tree_sitter::{InputEdit, Node, Parser, Point};

use crate::text::ByteRange;

thread_local! {
    /// Making a parser costs more than parsing a small file, so each thread keeps one.
    static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

/// The concrete syntax tree of one text. It has no reference to the text.
#[derive(Clone, Default)]
pub struct Tree {
    /// None only if tree-sitter refused the language, which a test rules out.
    tree: Option<tree_sitter::Tree>,
}

impl Tree {
    pub fn parse(source: &[u8]) -> Self {
        Self::parse_with(source, None)
    }

    /// Parses the text after edits. `self` must have been told of each of them by [`Tree::edit`].
    pub fn parse_again(&self, source: &[u8]) -> Self {
        Self::parse_with(source, self.tree.as_ref())
    }

    fn parse_with(source: &[u8], old: Option<&tree_sitter::Tree>) -> Self {
        PARSER.with_borrow_mut(|slot| {
            let parser = slot.get_or_insert_with(|| {
                let mut parser = Parser::new();
                // On failure `parse` gives no tree.
                let _ = parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into());
                parser
            });
            Self { tree: parser.parse(source, old) }
        })
    }

    /// Says that `old` of the text was replaced by `inserted` bytes. The points are (row, byte column) of tree-sitter: rows end
    /// at `\n`, both are 0-based.
    pub fn edit(&mut self, old: ByteRange, inserted: u32, points: EditPoints) {
        let point = |(row, column): (u32, u32)| Point::new(row as usize, column as usize);
        if let Some(tree) = &mut self.tree {
            tree.edit(&InputEdit {
                start_byte: old.start as usize,
                old_end_byte: old.end as usize,
                new_end_byte: (old.start + inserted) as usize,
                start_position: point(points.start),
                old_end_position: point(points.old_end),
                new_end_position: point(points.new_end),
            });
        }
    }

    /// The nodes around a place, from the smallest one to the whole file; each range once.
    pub fn around(&self, offset: u32) -> Vec<ByteRange> {
        let mut ranges: Vec<ByteRange> = Vec::new();
        let offset = offset as usize;
        let mut node = self.root().and_then(|root| root.descendant_for_byte_range(offset, offset));
        while let Some(here) = node {
            let range = byte_range(here);
            if ranges.last() != Some(&range) {
                ranges.push(range);
            }
            node = here.parent();
        }
        ranges
    }

    pub fn root(&self) -> Option<Node<'_>> {
        self.tree.as_ref().map(tree_sitter::Tree::root_node)
    }
}

/// The places of an edit as (row, byte column).
#[derive(Clone, Copy, Debug)]
pub struct EditPoints {
    pub start: (u32, u32),
    pub old_end: (u32, u32),
    pub new_end: (u32, u32),
}

pub(super) fn byte_range(node: Node<'_>) -> ByteRange {
    ByteRange::new(node.start_byte() as u32, node.end_byte() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tree_sitter_takes_the_language() {
        let tree = Tree::parse(b"FROM scratch\n");
        assert_eq!(tree.root().unwrap().kind(), "source_file");
    }
}
