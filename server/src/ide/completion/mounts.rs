//! The options of `RUN --mount` and their values.

use super::super::place::Typed;
use super::super::reference::{self, MOUNTS, OptionText};
use super::stages::{self, Reference};
use super::{About, Asked, Completion, Item, ItemKind, flags, images, paths};
use crate::syntax::{Flag, Keyword};

pub(super) fn complete(asked: &Asked<'_>, typed: &Typed, start: u32) -> Option<Completion> {
    let value = typed.text_from(start);
    let option_start = value.rfind(',').map_or(0, |comma| comma + 1);
    let option = value.get(option_start..)?;
    let start = start + option_start as u32;
    let options = written(asked, value);
    let find = |names: &[&str]| options.iter().find(|(key, _)| names.contains(&key.as_str())).map(|(_, value)| value.clone());
    let kind = find(&["type"]).filter(|kind| reference::mount(kind).is_some()).unwrap_or_else(|| "bind".to_owned());
    let Some((key, _)) = option.split_once('=') else {
        return asked.at(typed, start, b",=", names(asked, &kind, &options));
    };
    let start = start + key.len() as u32 + 1;
    let items = match key.to_lowercase().as_str() {
        "type" => {
            let all = MOUNTS.iter().enumerate();
            all.map(|(rank, mount)| Item::new(ItemKind::Value, mount.name).rank(rank).about(About::Mount(mount.name.to_owned()))).collect()
        }
        "from" => {
            let mut items = stages::stages(asked, typed.index, Reference::Mount);
            items.extend(images::known_images(asked, typed.text_from(start)));
            items
        }
        "source" | "src" => {
            return match find(&["from"]) {
                Some(from) if !from.is_empty() => asked.at(typed, start, b",", paths::of_source(asked, &from)),
                _ if kind == "bind" => paths::of_context(asked, typed, start),
                _ => None,
            };
        }
        "target" | "dst" | "destination" if kind == "cache" => flags::numbered(reference::CACHE_FOLDERS),
        "target" | "dst" | "destination" => paths::folders_here(asked, typed),
        "sharing" => {
            let all = [
                ("shared", "Builds use it at the same time, as if nothing is said."),
                ("locked", "The second build waits: right for apt."),
                ("private", "The second build has a new one."),
            ];
            all.into_iter().enumerate().map(|(rank, (label, about))| Item::new(ItemKind::Value, label).detail(about).rank(rank)).collect()
        }
        "id" => ids(asked, &kind),
        "required" | "ro" | "readonly" | "rw" | "readwrite" => {
            ["true", "false"].into_iter().map(|value| Item::new(ItemKind::Value, value)).collect()
        }
        _ => return None,
    };
    asked.at(typed, start, b",", items)
}

/// The names of options that are not there yet, those of the type of the mount.
fn names(asked: &Asked<'_>, kind: &str, options: &[(String, String)]) -> Vec<Item> {
    let has = |option: &OptionText| options.iter().any(|(key, _)| key == option.name || option.aliases.contains(&key.as_str()));
    let behind = asked.document.text().get(asked.offset as usize) == Some(&b'=');
    let mut items = Vec::new();
    if !options.iter().any(|(key, _)| key == "type") {
        let label = if behind { "type" } else { "type=" };
        items.push(
            Item::new(ItemKind::Flag, label).detail("bind|cache|tmpfs|secret|ssh").about(About::Flag(Keyword::Run, "mount".to_owned())),
        );
    }
    let all = reference::mount(kind).map_or(&[][..], |mount| mount.options);
    for (rank, option) in all.iter().enumerate().filter(|(_, option)| !has(option)) {
        let equals = if option.value.is_some() && !behind { "=" } else { "" };
        let about = About::MountOption(kind.to_owned(), option.name.to_owned());
        items.push(
            Item::new(ItemKind::Flag, format!("{}{equals}", option.name))
                .detail(option.value.unwrap_or_default())
                .rank(rank + 1)
                .about(about),
        );
    }
    items
}

/// The options of the mount, those behind the cursor too, without the one at the cursor. Of a flag in quotes there are too few.
fn written(asked: &Asked<'_>, before: &str) -> Vec<(String, String)> {
    let behind: String = String::from_utf8_lossy(asked.rest_of_line()).chars().take_while(|c| !c.is_whitespace()).collect();
    let before = before.rsplit_once(',').map_or("", |(before, _)| before);
    let behind = behind.split_once(',').map_or("", |(_, behind)| behind);
    let option = |part: &str| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        (key.to_lowercase(), value.to_owned())
    };
    before.split(',').chain(behind.split(',')).filter(|part| !part.is_empty()).map(option).collect()
}

/// The ids that other mounts of this type have in the file.
fn ids(asked: &Asked<'_>, kind: &str) -> Vec<Item> {
    let mut found: Vec<String> = Vec::new();
    let flags =
        asked.document.file().instructions.iter().flat_map(|instruction| instruction.flags.iter().map(move |flag| (instruction, flag)));
    let others = flags.filter(|(instruction, flag)| flag.name == "mount" && !instruction.range_of(flag.span).touches(asked.offset));
    for (_, Flag { value, .. }) in others {
        let options = crate::syntax::mount_options(value.as_deref().unwrap_or_default()).unwrap_or_default();
        let get = |name: &str| options.iter().find(|option| option.key == name).and_then(|option| option.value.clone());
        if let Some(id) = get("id").filter(|id| get("type").as_deref() == Some(kind) && !found.contains(id)) {
            found.push(id);
        }
    }
    found.into_iter().map(|id| Item::new(ItemKind::Value, id).detail("used in this file")).collect()
}
