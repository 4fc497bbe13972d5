//! A variable that the stage does not declare gets an ARG.

use super::Refactor;
use super::place::Place;
use crate::lint::{Edit, is_platform_argument, is_used_by_builder};
use crate::syntax::Keyword;

/// At a use of a variable that nothing sets there: in words that the builder expands any; in the text of shells, which may have
/// variables of their own, one that is declared before the first FROM or that is the builder's.
pub(super) fn declare(place: &Place<'_>) -> Option<Refactor> {
    let (index, stage) = place.stage()?;
    let graph = place.document.graph();
    let offset = place.selection.start;
    let global = |name: &str| graph.globals.variable(name).is_some();
    let unset = graph.unset.iter().find(|unset| !unset.fired && unset.stage == index && unset.range.touches(offset));
    let name = match unset {
        Some(unset) => unset.name.as_str(),
        None => {
            let script = place.document.script(place.at).filter(|_| place.instruction.keyword == Some(Keyword::Run))?;
            let used = script.expansions.iter().find(|used| script.file_range(used.span).touches(offset))?;
            let name = script.text_of(used.name);
            let is_missing = graph.scope_at(place.at).variable(name).is_none() && !script.may_set(name, used.span.start);
            Some(name).filter(|name| is_missing && (global(name) || is_platform_argument(name)))?
        }
    };
    // The builder knows them without.
    if is_used_by_builder(name) && !global(name) && !is_platform_argument(name) {
        return None;
    }
    // Below the ARGs that the stage begins with, else right below FROM.
    let is_arg = |at: &usize| place.instruction(*at).is_some_and(|instruction| instruction.keyword == Some(Keyword::Arg));
    let above = (stage.from + 1..place.at).take_while(is_arg).last().unwrap_or(stage.from);
    let index = place.document.index();
    let end = place.instruction(above)?.range.end;
    let start = index.line_start(index.line(end.saturating_sub(1)) + 1);
    if start > place.instruction.range.start || start <= end.saturating_sub(1) {
        return None;
    }
    let declaration = format!("{} {name}", place.keyword(Keyword::Arg));
    let indentation = place.indentation_at(place.instruction(above)?.range.start);
    let line = format!("{indentation}{declaration}{}", place.document.line_break());
    let title = if global(name) { format!("Declare `{name}` again in this stage") } else { format!("Add `{declaration}` to this stage") };
    Refactor::new(title, vec![Edit::insert(start, line)])
}
