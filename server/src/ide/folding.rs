//! What can be folded: stages, instructions over several lines, heredocs, comments, and regions that comments mark.

use std::sync::LazyLock;

use dflint_queries::DOCKERFILE_FOLDS;

use crate::document::Document;
use crate::syntax::Query;
use crate::text::ByteRange;

static FOLDS: LazyLock<Query> = LazyLock::new(|| Query::new(DOCKERFILE_FOLDS));

/// Text over more than one line. It begins in the line that stays to be seen, and ends before the line break of the last one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fold {
    pub range: ByteRange,
    pub kind: FoldKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FoldKind {
    /// A stage, an instruction, a heredoc.
    Code,
    /// Comments that follow one another without a blank line between.
    Comment,
    /// From a comment `# region` to `# endregion`.
    Region,
}

/// The folds of a document, by place; of those that begin in one line only the longest.
pub fn folds(document: &Document) -> Vec<Fold> {
    let mut folds = Vec::new();
    let code = |range| Fold { range, kind: FoldKind::Code };
    folds.extend(document.graph().stages.iter().map(|stage| code(stage.range)));
    for hit in FOLDS.matches(document.tree(), document.text(), document.range()) {
        // Comments come as several nodes, and only as comments outside of instructions.
        if let [node] = hit.captures.as_slice()
            && !is_comment(document, node.range)
        {
            folds.push(code(node.range));
        }
    }
    comments(document, &mut folds);
    regions(document, &mut folds);
    let line = |offset| document.index().line(offset);
    for fold in &mut folds {
        fold.range = without_line_break(document.text(), fold.range);
    }
    folds.retain(|fold| line(fold.range.start) < line(fold.range.end));
    folds.sort_by_key(|fold| (line(fold.range.start), std::cmp::Reverse(fold.range.end)));
    folds.dedup_by_key(|fold| line(fold.range.start));
    folds
}

fn is_comment(document: &Document, range: ByteRange) -> bool {
    range.slice(document.text()).starts_with(b"#")
}

/// Comments in lines that follow one another, parser directives among them.
fn comments(document: &Document, folds: &mut Vec<Fold>) {
    let line = |offset| document.index().line(offset);
    let mut block: Option<ByteRange> = None;
    for comment in document.file().comments.iter().filter(|comment| mark(document, **comment).is_none()) {
        let comment = without_line_break(document.text(), *comment);
        block = match block {
            Some(above) if line(above.end) + 1 == line(comment.start) => Some(above.cover(comment)),
            other => {
                folds.extend(other.map(|range| Fold { range, kind: FoldKind::Comment }));
                Some(comment)
            }
        };
    }
    folds.extend(block.map(|range| Fold { range, kind: FoldKind::Comment }));
}

fn regions(document: &Document, folds: &mut Vec<Fold>) {
    let mut open = Vec::new();
    for comment in &document.file().comments {
        match mark(document, *comment) {
            Some(Mark::Begin) => open.push(*comment),
            Some(Mark::End) => folds.extend(open.pop().map(|begin| Fold { range: begin.cover(*comment), kind: FoldKind::Region })),
            None => {}
        }
    }
}

enum Mark {
    Begin,
    End,
}

/// `# region` or `#region`, and perhaps a title behind it; `# endregion`.
fn mark(document: &Document, comment: ByteRange) -> Option<Mark> {
    let text = comment.slice(document.text()).strip_prefix(b"#")?.trim_ascii_start();
    let word = text.split(u8::is_ascii_whitespace).next()?;
    match word {
        b"region" => Some(Mark::Begin),
        b"endregion" => Some(Mark::End),
        _ => None,
    }
}

fn without_line_break(text: &[u8], mut range: ByteRange) -> ByteRange {
    while let [.., b'\n' | b'\r'] = range.slice(text) {
        range.end -= 1;
    }
    range
}
