//! One stage out of two, and two out of one. BuildKit hands environment, ARGs, working directory, user, shell and platform of a stage on
//! to what builds on it, so that instructions mean the same on either side of such a FROM.

use super::Refactor;
use super::place::Place;
use crate::document::Document;
use crate::lint::Edit;
use crate::stages::{Edge, EdgeKind, Source, Stage};
use crate::syntax::{Instruction, Keyword};
use crate::text::ByteRange;

/// The selected instructions, and what stands above them in their stage, become a stage that the rest builds on.
pub(super) fn extract(place: &Place<'_>) -> Option<Refactor> {
    let document = place.document;
    let (index, stage) = place.stage()?;
    let (last, end) = place.selected().last()?;
    // Something must be left for the stage, and a FROM would fire the ONBUILDs above it.
    let above = stage.from + 1..last + 1;
    let possible = !place.selection.is_empty()
        && place.at > stage.from
        && above.end < stage.body.end
        && !above.clone().any(|at| place.instruction(at).is_none_or(|instruction| instruction.keyword == Some(Keyword::Onbuild)))
        && above.clone().all(|at| place.instruction(at).is_some_and(|instruction| instruction.faults.is_empty()));
    let from = place.instruction(stage.from).filter(|from| possible && is_whole(from))?;
    let name = free_name(document, stage)?;
    let keyword = if document.writes_lower_case() { "as" } else { "AS" };
    let as_written = from.from().and_then(|arguments| arguments.as_keyword(&from.line)).map_or(keyword, |word| word.text(&from.line));
    let mut edits = renumbered(document, |of| if of >= index { of + 1 } else { of })?;
    let alias = match stage.name_range {
        Some(range) => {
            edits.push(Edit::replace(range, name.clone()));
            format!(" {as_written} {}", place.text(range))
        }
        None => {
            edits.push(Edit::insert(stage.base.range.end, format!(" {keyword} {name}")));
            String::new()
        }
    };
    let line_break = document.line_break();
    let indentation = place.indentation_at(from.range.start);
    let written = format!("{line_break}{line_break}{indentation}{} {name}{alias}", place.text(from.keyword_range()));
    edits.push(Edit::insert(end.range.end, written));
    Refactor::new(format!("Extract up to here into a stage `{name}`"), edits)
}

/// A name that nothing in the file has or means.
fn free_name(document: &Document, stage: &Stage) -> Option<String> {
    let wanted = stage.name.as_ref().map_or_else(|| "base".to_owned(), |name| format!("{name}-base"));
    let stages = &document.graph().stages;
    let is_taken = |name: &str| {
        stages.iter().any(|stage| {
            let means = |edge: &Edge| edge.name.eq_ignore_ascii_case(name) || edge.name.contains('$');
            stage.name.as_deref() == Some(name) || stage.edges.iter().any(means) || stage.base.variable && stage.base.resolved == name
        })
    };
    let mut names = std::iter::once(wanted.clone()).chain((2..20).map(|number| format!("{wanted}-{number}")));
    names.find(|name| !is_taken(name))
}

/// Numbers of stages, after some have gone or come. None if one of them cannot be changed.
fn renumbered(document: &Document, new: impl Fn(usize) -> usize) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for edge in document.graph().stages.iter().flat_map(|stage| &stage.edges) {
        let is_number = edge.kind != EdgeKind::Base && edge.name.parse::<usize>().is_ok();
        match edge.source {
            Source::Stage(of) if is_number => {
                let now = new(of);
                let verbatim = edge.range.slice(document.text()) == edge.name.as_bytes();
                match (now == of, verbatim && !edge.trigger) {
                    (true, _) => {}
                    (false, true) => edits.push(Edit::replace(edge.range, now.to_string())),
                    (false, false) => return None,
                }
            }
            Source::Accident | Source::Invalid => return None,
            _ => {}
        }
    }
    Some(edits)
}

/// A FROM with a base, and a name or none, on lines without anything else.
fn is_whole(from: &Instruction) -> bool {
    let words = from.from().map_or(0, |arguments| arguments.words.len());
    from.faults.is_empty() && matches!(words, 1 | 3)
}

/// A stage that is nothing but the base of one other moves into that one, at its own FROM or where it is named.
pub(super) fn inline(place: &Place<'_>) -> Option<Refactor> {
    let document = place.document;
    let graph = document.graph();
    let (here, stage) = place.stage().filter(|_| place.instruction.keyword == Some(Keyword::From))?;
    let at_base = stage.base.range.touches(place.selection.start);
    let index = stage.base.stage.filter(|_| at_base).unwrap_or(here);
    let base = graph.stages.get(index)?;
    // The one edge that leads to it.
    let edges = graph.stages.iter().enumerate().flat_map(|(by, stage)| stage.edges.iter().map(move |edge| (by, edge)));
    let mut uses = edges.filter(|(_, edge)| edge.source == Source::Stage(index));
    let ((user, edge), None) = (uses.next()?, uses.next()) else { return None };
    let heir = graph.stages.get(user).filter(|_| edge.kind == EdgeKind::Base && user > index)?;
    let (from, heir_from) = (place.instruction(base.from)?, place.instruction(heir.from)?);
    let fires = |at: usize| {
        place.instruction(at).is_none_or(|instruction| instruction.keyword == Some(Keyword::Onbuild) || !instruction.faults.is_empty())
    };
    let same_name = |stage: &&Stage| stage.name.is_some() && (stage.name == base.name);
    let certain = !base.body.clone().any(fires)
        && is_whole(from)
        && is_whole(heir_from)
        && heir_from.flags.is_empty()
        && !heir.base.variable
        && !graph.stages.iter().any(|stage| stage.base.possible.contains(&index))
        && graph.stages.iter().filter(same_name).count() == 1
        && edge.range.slice(document.text()).eq_ignore_ascii_case(base.name.as_deref()?.as_bytes());
    if !certain {
        return None;
    }
    let title = format!("Inline stage `{}`", base.name.as_deref().unwrap_or_default());
    let mut edits = renumbered(document, |of| if of > index { of - 1 } else { of })?;
    let lines = document.index();
    let line_after = |offset: u32| lines.line_start(lines.line(offset.saturating_sub(1)) + 1);
    if user == index + 1 {
        // The lines of the second FROM go, and blank ones below it; its name goes up.
        let name_end = base.name_range?.end;
        match heir.name_range {
            Some(name) => edits.push(Edit::replace(base.name_range?, place.text(name))),
            None => edits.push(Edit::delete(ByteRange::new(base.base.range.end, name_end))),
        }
        let start = lines.line_start(lines.line(heir_from.range.start));
        let below = place.instruction(heir.from + 1).map_or(heir_from.range.end, |next| next.range.start);
        let mut end = line_after(heir_from.range.end);
        while end < below && lines.line_range(lines.line(end)).slice(document.text()).trim_ascii().is_empty() {
            end = line_after(end + 1);
        }
        edits.push(Edit::delete(ByteRange::new(start, end)));
        return Refactor::new(title, edits);
    }
    let last = place.instruction(base.body.end.checked_sub(1)?)?;
    let (start, body, end) = (lines.line_start(lines.line(from.range.start)), line_after(from.range.end), line_after(last.range.end));
    let moved = place.text(ByteRange::new(body.min(end), end));
    let head = place.text(ByteRange::new(from.keyword_range().end, base.base.range.end));
    edits.push(Edit::delete(ByteRange::new(start, end)));
    edits.push(Edit::replace(ByteRange::new(heir_from.keyword_range().end, heir.base.range.end), head));
    let below = line_after(heir_from.range.end);
    if below <= heir_from.range.end.saturating_sub(1) || !place.text(ByteRange::new(heir_from.range.end, below)).ends_with('\n') {
        return None;
    }
    if !moved.is_empty() {
        edits.push(Edit::insert(below, moved));
    }
    Refactor::new(title, edits)
}
