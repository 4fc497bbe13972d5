//! Paths: of the build context, of the stage that files are taken from, and of the stage that they are put into.

use super::super::place::{Slot, Typed};
use super::super::stage;
use super::{Asked, Completion, Item, ItemKind, flags};
use crate::document::Document;
use crate::syntax::Keyword;

/// The folder of the build context in which the word at the cursor lies, if it is a path of the context.
pub(super) fn wanted(typed: &Typed) -> Option<String> {
    let start = match (typed.keyword()?, typed.slot()) {
        (Keyword::Copy | Keyword::Add, Slot::Argument { start, .. }) if typed.instruction.flag("from").is_none() => {
            path_start(typed, start)
        }
        (Keyword::Copy | Keyword::Add, Slot::FlagValue { name: "exclude", start }) => start,
        (Keyword::Run, Slot::FlagValue { name: "mount", start }) => {
            let value = typed.text_from(start);
            let option = value.rfind(',').map_or(0, |comma| comma + 1);
            let behind = value.get(option..)?;
            let source = behind.strip_prefix("source=").or_else(|| behind.strip_prefix("src="))?;
            start + (value.len() - source.len()) as u32
        }
        _ => return None,
    };
    folder(typed.text_from(start))
}

/// The folder of a path as far as it is written, relative to the context. None if it is none of the context.
fn folder(word: &str) -> Option<String> {
    if word.contains(['$', '*', '?', '[', '<']) || word.contains("://") {
        return None;
    }
    let folder = word.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts = Vec::new();
    for part in folder.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            // Above the context there is nothing.
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}

/// The paths of the context that COPY and ADD name: to find out which folder is the context.
pub fn written_sources(document: &Document) -> Vec<String> {
    let copies = document
        .file()
        .instructions
        .iter()
        .filter(|instruction| matches!(instruction.keyword, Some(Keyword::Copy | Keyword::Add)) && instruction.flag("from").is_none());
    let words = copies.flat_map(|instruction| {
        let (_, sources) = instruction.words().split_last().unzip();
        sources.unwrap_or_default().iter().map(|word| word.text(&instruction.line))
    });
    let plain = words.filter(|word| folder(word).is_some() && !matches!(*word, "." | "./" | "/"));
    plain.map(|word| word.trim_start_matches('/').to_owned()).collect()
}

/// The words of COPY and ADD.
pub(super) fn complete(asked: &Asked<'_>, typed: &Typed, keyword: Keyword, number: usize, start: u32) -> Option<Completion> {
    let from = typed.instruction.flag("from").and_then(|flag| flag.value.clone());
    let start = path_start(typed, start);
    let word = typed.text_from(start);
    if word.starts_with('<') {
        let heredoc = Item::new(ItemKind::Snippet, "<<EOF").snippet("<<EOF ${1:destination}\n$0\nEOF").detail("a file written here");
        return asked.at(typed, start, b"", vec![heredoc]).filter(|_| asked.rest_of_line().trim_ascii().is_empty());
    }
    let json = typed.arguments().starts_with('[');
    let mut items = Vec::new();
    if number > 0 {
        items.extend(destinations(asked, typed));
    } else if word.is_empty() && !json {
        items.extend(flags::items(typed, keyword));
    }
    if let Some(from) = from {
        items.extend(of_source(asked, &from));
        return asked.at(typed, start, b"\"", items);
    }
    let Some(context) = of_context(asked, typed, start) else { return asked.at(typed, start, b"\"", items) };
    if context.insert.start == typed.range_from(asked.document, start)?.start {
        items.extend(context.items);
        return Some(Completion { items, ..context });
    }
    // Behind a slash, a path of the context goes on; a destination that begins like it is another word.
    if context.items.is_empty() { asked.at(typed, start, b"\"", items) } else { Some(context) }
}

/// Where the path at the cursor begins: in JSON form, behind the quote.
fn path_start(typed: &Typed, start: u32) -> u32 {
    let arguments = typed.arguments();
    if !arguments.starts_with('[') {
        return start;
    }
    let offset = typed.instruction.arguments_span.start;
    arguments.rfind('"').filter(|_| arguments.matches('"').count() % 2 == 1).map_or(start, |quote| offset + quote as u32 + 1)
}

/// What is in the folder of the context that the word names.
pub(super) fn of_context(asked: &Asked<'_>, typed: &Typed, start: u32) -> Option<Completion> {
    let word = typed.text_from(start);
    folder(word)?;
    let name_start = start + word.rfind('/').map_or(0, |slash| slash as u32 + 1);
    let mut items = Vec::new();
    // What would need quotes is left out, and so is what means a pattern.
    let plain = |name: &str| !name.contains(|c: char| c.is_whitespace() || c.is_control() || "$\"'\\[*?<,".contains(c));
    for entry in asked.around.entries.iter().filter(|entry| plain(&entry.name)) {
        let (kind, label) =
            if entry.folder { (ItemKind::Folder, format!("{}/", entry.name)) } else { (ItemKind::File, entry.name.clone()) };
        let hidden = usize::from(entry.name.starts_with('.'));
        items.push(Item::new(kind, label).rank(100 + hidden));
    }
    asked.at(typed, name_start, b"/\",", items)
}

/// The paths that a stage is known to have; none of an image.
pub(super) fn of_source(asked: &Asked<'_>, from: &str) -> Vec<Item> {
    let graph = asked.document.graph();
    let stage = graph.stage_named(from).or_else(|| from.parse().ok()).filter(|stage| *stage < graph.stages.len());
    stage.map_or_else(Vec::new, |stage| known(asked, stage, u32::MAX))
}

/// The folders of the stage that is being written: where a mount can be put.
pub(super) fn folders_here(asked: &Asked<'_>, typed: &Typed) -> Vec<Item> {
    destinations(asked, typed).into_iter().filter(|item| item.kind == ItemKind::Folder).collect()
}

/// Where other instructions of this stage put their files.
fn destinations(asked: &Asked<'_>, typed: &Typed) -> Vec<Item> {
    let Some(stage) = asked.document.graph().stage_at(typed.index) else { return Vec::new() };
    let mut items = vec![Item::new(ItemKind::Folder, "./").detail("WORKDIR")];
    items.extend(known(asked, stage, stage::line(asked.document, typed.index)));
    items
}

/// The paths of a stage that are there before a line.
fn known(asked: &Asked<'_>, stage: usize, before: u32) -> Vec<Item> {
    let paths = stage::paths(asked.document, stage).into_iter().filter(|path| path.line < before);
    let item = |path: stage::StagePath| {
        let (kind, label) = if path.folder { (ItemKind::Folder, format!("{}/", path.path)) } else { (ItemKind::File, path.path) };
        Item::new(kind, label).detail(format!("{} in line {}", path.keyword.as_str(), path.line)).rank(1)
    };
    paths.map(item).collect()
}

/// Where programs mostly are put.
const USUAL_FOLDERS: [&str; 5] = ["/app", "/src", "/usr/src/app", "/workspace", "/opt"];

/// Folders for WORKDIR: those that the file works in, copies to or has in an ENV, and then the usual ones.
pub(super) fn workdirs(asked: &Asked<'_>, typed: &Typed) -> Vec<Item> {
    let mut items = working_directories(asked, typed);
    let add = |items: &mut Vec<Item>, path: &str, detail: String, rank| {
        let path = path.trim_end_matches('/');
        if !path.is_empty() && items.iter().all(|item| item.label != path) {
            items.push(Item::new(ItemKind::Folder, path).detail(detail).rank(rank));
        }
    };
    for stage in 0..asked.document.graph().stages.len() {
        for path in stage::paths(asked.document, stage).iter().filter(|path| path.folder && path.keyword != Keyword::Workdir) {
            add(&mut items, &path.path, format!("{} in line {}", path.keyword.as_str(), path.line), 1);
        }
    }
    for (at, instruction) in asked.document.file().instructions.iter().enumerate() {
        let is_env = instruction.keyword == Some(Keyword::Env);
        for pair in instruction.pairs().iter().filter(|_| is_env) {
            let value = pair.value.as_ref().map_or("", |value| value.text(&instruction.line).trim_matches('"'));
            let is_path = value.starts_with('/') && !value.contains([':', ' ', '$', '\\']);
            if is_path {
                add(&mut items, value, format!("ENV in line {}", stage::line(asked.document, at)), 2);
            }
        }
    }
    for path in USUAL_FOLDERS {
        add(&mut items, path, "a usual folder".to_owned(), 3);
    }
    items
}

/// Folders that the file works in elsewhere.
fn working_directories(asked: &Asked<'_>, typed: &Typed) -> Vec<Item> {
    let mut found: Vec<String> = Vec::new();
    for (at, instruction) in asked.document.file().instructions.iter().enumerate() {
        let path = instruction.text_of(instruction.arguments_span);
        if at != typed.index
            && instruction.keyword == Some(Keyword::Workdir)
            && !path.is_empty()
            && !found.iter().any(|known| known == path)
        {
            found.push(path.to_owned());
        }
    }
    found.into_iter().map(|path| Item::new(ItemKind::Folder, path).detail("WORKDIR elsewhere in this file")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_the_context() {
        assert_eq!(folder("src/ma").as_deref(), Some("src"));
        assert_eq!(folder("./src/../lib/").as_deref(), Some("lib"));
        assert_eq!(folder("/../a").as_deref(), Some(""));
        assert_eq!(folder("$X/a"), None);
        assert_eq!(folder("https://x/"), None);
    }
}
