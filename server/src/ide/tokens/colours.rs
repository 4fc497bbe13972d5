//! The layer below the others: what the highlights.scm of the Dockerfile says.

use std::collections::HashMap;
use std::sync::LazyLock;

use dflint_queries::DOCKERFILE_HIGHLIGHTS;

use super::{TokenKind, kind_of, touch};
use crate::document::Document;
use crate::syntax::Query;
use crate::text::ByteRange;

static HIGHLIGHTS: LazyLock<Query> = LazyLock::new(|| Query::new(DOCKERFILE_HIGHLIGHTS));

pub(super) fn prepare() {
    LazyLock::force(&HIGHLIGHTS);
}

/// What the query said of the parts of a document, for the same document after an edit: to run it takes longer than all else that tokens
/// need. A part is an instruction, or what stands between two; its text and the escape character are all that its colours hang on.
#[derive(Default)]
pub struct Colours {
    escape: char,
    by_text: HashMap<Box<[u8]>, Box<[Colour]>>,
}

/// A range that begins at the start of its part is 0.
#[derive(Clone, Copy)]
struct Colour {
    range: ByteRange,
    kind: TokenKind,
}

impl Colours {
    /// Of the parts that touch `within`.
    pub(super) fn of(&mut self, document: &Document, within: ByteRange) -> Vec<(ByteRange, TokenKind)> {
        if self.escape != document.file().escape {
            *self = Self { escape: document.file().escape, ..Self::default() };
        }
        let (top, parts) = parts(document);
        self.forget_others(document, &parts);
        let mut found = Vec::new();
        // What stands at the top of a file may be a directive, and the same text elsewhere is a comment: it has to be asked for.
        if touch(top, within) {
            let colours = ask(document, &[top]).into_iter().flatten();
            found.extend(colours.map(|Colour { range, kind }| (range, kind)));
        }
        let touched: Vec<ByteRange> = parts.into_iter().filter(|part| touch(*part, within)).collect();
        let is_known: Vec<bool> = touched.iter().map(|part| self.by_text.contains_key(part.slice(document.text()))).collect();
        let mut rest = touched.as_slice();
        for run in is_known.chunk_by(|one, next| one == next) {
            // Neighbours are asked for at once.
            let Some((asked, behind)) = rest.split_at_checked(run.len()) else { break };
            if run.first() == Some(&false) {
                let texts = asked.iter().map(|part| part.slice(document.text()).into());
                self.by_text.extend(texts.zip(ask(document, asked).into_iter().map(Vec::into_boxed_slice)));
            }
            rest = behind;
        }
        for part in touched {
            let colours = self.by_text.get(part.slice(document.text())).into_iter().flatten();
            found.extend(colours.map(|Colour { range, kind }| (ByteRange::new(part.start + range.start, part.start + range.end), *kind)));
        }
        found
    }

    /// Most of what was typed is gone again.
    fn forget_others(&mut self, document: &Document, parts: &[ByteRange]) {
        if self.by_text.len() > 2 * parts.len() + 100 {
            let here: std::collections::HashSet<&[u8]> = parts.iter().map(|part| part.slice(document.text())).collect();
            self.by_text.retain(|text, _| here.contains(&**text));
        }
    }
}

/// What stands above the first instruction, and the parts that follow. Blank ones have no colours.
fn parts(document: &Document) -> (ByteRange, Vec<ByteRange>) {
    let instructions = &document.file().instructions;
    let first = instructions.first().map_or(document.range().end, |first| first.range.start);
    let mut parts = Vec::with_capacity(instructions.len());
    let mut end = first;
    let ranges = instructions.iter().map(|instruction| instruction.range);
    for range in ranges.chain([ByteRange::new(document.range().end, document.range().end)]) {
        let between = ByteRange::new(end.min(range.start), range.start);
        parts.extend([between, range].into_iter().filter(|part| !part.slice(document.text()).trim_ascii().is_empty()));
        end = range.end;
    }
    (ByteRange::new(0, first), parts)
}

/// The colours of each of the parts, which follow one another.
fn ask(document: &Document, parts: &[ByteRange]) -> Vec<Vec<Colour>> {
    let mut colours: Vec<Vec<Colour>> = vec![Vec::new(); parts.len()];
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return colours };
    let hits = HIGHLIGHTS.matches(document.tree(), document.text(), first.cover(*last));
    for capture in hits.iter().flat_map(|hit| &hit.captures) {
        let at = parts.partition_point(|part| part.start <= capture.range.start).checked_sub(1);
        let Some((at, part)) = at.and_then(|at| Some((at, parts.get(at)?))) else { continue };
        if let (Some(kind), true, Some(colours)) = (kind_of(capture.name), part.contains(capture.range), colours.get_mut(at)) {
            colours.push(Colour { range: ByteRange::new(capture.range.start - part.start, capture.range.end - part.start), kind });
        }
    }
    colours
}
