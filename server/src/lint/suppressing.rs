//! Writing a comment that suppresses findings.

use super::fix::Edit;
use super::suppress::{self, Owner, Reach};
use crate::document::Document;
use crate::text::ByteRange;

/// The edit that suppresses a rule's findings at a place, for its instruction, its stage or the file. A comment that is there already
/// gets one name more. None if the place is in no instruction or stage.
pub fn suppression(document: &Document, rule: &str, at: u32, reach: Reach) -> Option<Edit> {
    let file = document.file();
    let instruction = file.instructions.iter().position(|instruction| instruction.range.start <= at && at < instruction.range.end);
    let (scope, above) = match reach {
        Reach::File => (suppress::whole_file(document), None),
        Reach::Instruction => (file.instructions.get(instruction?)?.range, instruction),
        Reach::Stage => {
            let stage = document.graph().stages.get(document.graph().stage_at(instruction?)?)?;
            (stage.range, Some(stage.from))
        }
    };
    if let Some(end) = existing(document, reach, scope) {
        return Some(Edit { range: ByteRange::empty(end), text: format!(",{rule}") });
    }
    let word = match reach {
        Reach::Instruction => "ignore",
        Reach::Stage => "ignore-stage",
        Reach::File => "ignore-file",
    };
    let text = document.text();
    let line = match above {
        Some(above) => document.index().line_start(file.instructions.get(above)?.lines.first),
        None => behind_head(document),
    };
    let indent_end = text.get(line as usize..)?.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count() as u32;
    let indent = if above.is_some() { String::from_utf8_lossy(ByteRange::new(line, line + indent_end).slice(text)) } else { "".into() };
    let newline = if text.windows(2).any(|pair| pair == b"\r\n") { "\r\n" } else { "\n" };
    // The last line of a file may have no end.
    let before = if line as usize == text.len() && !text.is_empty() && !text.ends_with(b"\n") { newline } else { "" };
    // A byte order mark stands before everything.
    let line = if line == 0 && text.starts_with(b"\xef\xbb\xbf") { 3 } else { line };
    Some(Edit { range: ByteRange::empty(line), text: format!("{before}{indent}# dflint: {word}={rule}{newline}") })
}

/// Where the names end of a comment of dflint's own that holds for exactly this.
fn existing(document: &Document, reach: Reach, scope: ByteRange) -> Option<u32> {
    document.file().comments.iter().find_map(|comment| {
        let text = std::str::from_utf8(comment.slice(document.text())).ok()?;
        let parsed = suppress::parse(text, false)?;
        let (at, name) = parsed.names.last()?;
        let fits = parsed.owner == Owner::Dflint && parsed.reach == reach && suppress::scope(document, *comment, reach) == Some(scope);
        fits.then(|| comment.start + (at + name.len()) as u32)
    })
}

/// The first line behind the parser directives: a comment above them would end their head (and so switch them off).
fn behind_head(document: &Document) -> u32 {
    let head = document.file().directives.iter().filter(|directive| directive.in_head);
    head.map(|directive| document.index().line_start(document.index().line(directive.range.start) + 1)).max().unwrap_or(0)
}
