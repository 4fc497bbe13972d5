//! Parser directives, and the names of rules in suppressions.

use super::super::{reference, rule};
use super::Hover;
use crate::document::Document;
use crate::lint::{Rule, Suppressions};
use crate::text::ByteRange;

pub(super) fn hover(document: &Document, rules: &[&'static Rule], offset: u32) -> Option<Hover> {
    let file = document.file();
    let before = file.comments.partition_point(|comment| comment.start <= offset);
    let comment = file.comments.get(before.checked_sub(1)?).filter(|comment| comment.touches(offset))?;
    let suppressions = Suppressions::of(document).all;
    if let Some(found) = suppressions.iter().find(|suppression| suppression.range.touches(offset)) {
        let text = rule::describe(rules, &found.name)?;
        return Some(Hover { range: found.range, text });
    }
    let directive = file.directives.iter().find(|directive| directive.range.start == comment.start)?;
    if !directive.in_head && !directive.after_shebang {
        return None;
    }
    let range = [directive.name_range, directive.value_range].into_iter().find(|range: &ByteRange| range.touches(offset))?;
    Some(Hover { range, text: reference::describe_directive(directive.name) })
}
