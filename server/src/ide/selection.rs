//! What "expand selection" takes next: word, argument, instruction, stage, file.

use crate::document::Document;
use crate::text::ByteRange;

/// The ranges around a place, from the smallest to the largest; each holds the one before.
pub fn ranges(document: &Document, offset: u32) -> Vec<ByteRange> {
    let offset = offset.min(document.range().end);
    let mut around = document.tree().around(offset);
    around.extend(word(document, offset));
    let instructions = document.file().instructions.iter().map(|instruction| instruction.range);
    let stages = document.graph().stages.iter().map(|stage| stage.range);
    around.extend(instructions.chain(stages).filter(|range| range.touches(offset)));
    around.push(document.range());
    around.retain(|range| !range.is_empty() || *range == document.range());
    around.sort_by_key(|range| (range.len(), std::cmp::Reverse(range.start)));
    let mut nested: Vec<ByteRange> = Vec::new();
    for range in around {
        let grows = nested.last().is_none_or(|inner| range.contains(*inner) && range != *inner);
        if grows && range.touches(offset) {
            nested.push(range);
        }
    }
    nested
}

/// The word a cursor touches. What stands in a word of shell text or a path is more than a node of the grammar says.
fn word(document: &Document, offset: u32) -> Option<ByteRange> {
    let text = document.text();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    let before = text.get(..offset as usize)?.iter().rev().take_while(|byte| is_part(byte)).count() as u32;
    let behind = text.get(offset as usize..)?.iter().take_while(|byte| is_part(byte)).count() as u32;
    Some(ByteRange::new(offset - before, offset + behind)).filter(|range| !range.is_empty())
}
