//! One RUN and several: each is a layer of its own.

use super::Refactor;
use super::heredoc::gaps;
use super::place::Place;
use crate::lint::Edit;
use crate::syntax::Keyword;
use crate::text::ByteRange;

/// Each command of a chain gets a RUN of its own, with the same flags.
pub(super) fn split(place: &Place<'_>) -> Option<Refactor> {
    let instruction = place.instruction;
    let (script, range) = place.shell_form(place.at).filter(|_| instruction.keyword == Some(Keyword::Run))?;
    let links = script.chain().filter(|links| links.len() > 1 && script.leaves_nothing())?;
    let flags = place.flags(instruction);
    let start = instruction.keyword_range().start;
    let before = ByteRange::new(start, range.start).slice(place.document.text());
    if before.contains(&b'\n') || instruction.range.start != start {
        return None;
    }
    let indentation = place.indentation_at(start);
    let line_break = place.document.line_break();
    let run = format!("{line_break}{indentation}{}{flags}", place.text(instruction.keyword_range()));
    let edits = gaps(script, &links).into_iter().map(|gap| Edit::replace(gap, run.clone())).collect();
    Refactor::new(format!("Split into {} RUN instructions", links.len()), edits)
}

/// This RUN and the next one, or all that are selected, become one.
pub(super) fn join(place: &Place<'_>) -> Option<Refactor> {
    let last = if place.selection.is_empty() { place.at + 1 } else { place.selected().last()?.0 };
    let flags = place.flags(place.instruction).trim();
    let link = place.link(&place.indentation_below(place.instruction));
    let mut edits = Vec::new();
    let mut end = None;
    for at in place.at..=last {
        let instruction = place.instruction(at).filter(|instruction| instruction.keyword == Some(Keyword::Run))?;
        let (script, range) = place.shell_form(at)?;
        script.chain()?;
        // What the last one leaves behind, nobody sees.
        let same = place.flags(instruction).trim() == flags && (at == last || script.leaves_nothing());
        if !same {
            return None;
        }
        if let Some(end) = end {
            let between = ByteRange::new(end, range.start);
            let has_comment = place.text(between).lines().any(|line| line.trim_start().starts_with('#'));
            // Above a RUN it may be a suppression, and below it would stand within.
            if has_comment || place.text(between).is_empty() {
                return None;
            }
            edits.push(Edit::replace(between, link.clone()));
        }
        end = Some(range.end);
    }
    let title =
        if last == place.at + 1 { "Join with the next RUN".to_owned() } else { format!("Join {} RUN instructions", last - place.at + 1) };
    Refactor::new(title, edits)
}
