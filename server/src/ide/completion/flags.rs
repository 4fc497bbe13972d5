//! Flags, and what stands behind their `=`.

use super::super::place::Typed;
use super::super::reference;
use super::stages::{self, Reference};
use super::{About, Asked, Completion, Item, ItemKind, images, paths, words};
use crate::syntax::{FlagKind, Keyword, flags_of};

/// The flags that the instruction does not have yet.
pub(super) fn names(asked: &Asked<'_>, typed: &Typed, keyword: Keyword, start: u32) -> Option<Completion> {
    let mut completion = asked.at(typed, start, b"=", items(typed, keyword))?;
    // Where the value stands already, only the name is replaced.
    let has_value = asked.document.text().get(completion.replace.end as usize) == Some(&b'=');
    if has_value {
        for item in &mut completion.items {
            item.text = item.text.trim_end_matches('=').to_owned();
        }
    }
    Some(completion)
}

pub(super) fn items(typed: &Typed, keyword: Keyword) -> Vec<Item> {
    let given = |name: &str| typed.instruction.flags.iter().any(|flag| flag.name == name && flag.span.end < typed.text().len() as u32);
    let mut items = Vec::new();
    for (rank, spec) in flags_of(keyword).iter().filter(|spec| spec.kind == FlagKind::Texts || !given(spec.name)).enumerate() {
        let equals = if spec.kind == FlagKind::Boolean { "" } else { "=" };
        let form = reference::flag(keyword, spec.name).map_or("", |text| text.form);
        let detail = if spec.kind == FlagKind::Boolean { "" } else { form };
        let about = About::Flag(keyword, spec.name.to_owned());
        items.push(Item::new(ItemKind::Flag, format!("--{}{equals}", spec.name)).detail(detail).rank(50_000 + rank).about(about));
    }
    items
}

/// The values of a flag.
pub(super) fn values(asked: &Asked<'_>, typed: &Typed, keyword: Keyword, name: &str, start: u32) -> Option<Completion> {
    let spec = flags_of(keyword).iter().find(|spec| spec.name == name)?;
    let items = match name {
        "from" => {
            let mut items = stages::stages(asked, typed.index, Reference::Copy);
            items.extend(images::known_images(asked, typed.text_from(start)));
            items
        }
        "chown" => return words::owner(asked, typed, start),
        "exclude" => return paths::of_context(asked, typed, start),
        "interval" | "timeout" | "start-period" | "start-interval" => numbered(reference::DURATIONS),
        _ if spec.kind == FlagKind::Boolean => ["true", "false"].into_iter().map(|value| Item::new(ItemKind::Value, value)).collect(),
        _ => numbered(reference::flag(keyword, name)?.values),
    };
    asked.at(typed, start, b"", items)
}

pub(super) fn numbered(values: &[reference::Value]) -> Vec<Item> {
    values.iter().enumerate().map(|(rank, value)| Item::of_value(value).rank(rank)).collect()
}
