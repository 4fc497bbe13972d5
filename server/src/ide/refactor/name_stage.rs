//! A stage without a name gets one, and numbers that mean it become the name.

use super::super::names::Names;
use super::super::rename;
use super::Refactor;
use super::place::Place;
use crate::syntax::Keyword;

/// At a FROM without AS. The name is the one that BuildKit shows for it.
pub(super) fn name<'d>(place: &Place<'d>, names: &dyn Fn() -> &'d Names) -> Option<Refactor> {
    let (index, stage) = place.stage().filter(|_| place.instruction.keyword == Some(Keyword::From))?;
    let from = place.instruction.from().filter(|from| from.words.len() == 1 && stage.name.is_none())?;
    from.base()?;
    let name = format!("stage-{index}");
    let edits = rename::name_stage(place.document, names(), index, &name).ok()?;
    Refactor::new(format!("Name this stage `{name}`"), edits)
}
