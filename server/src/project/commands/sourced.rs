//! What a script sources: `. ./lib.sh`, `source "$(dirname "$0")/common.sh"`. The variables of those files are its own too.
//!
//! What a script sets itself counts before what the files set that it sources, wherever it does so. The functions of those files are
//! read there, with the arguments that their callers give: see [`super::callers`].

use std::collections::HashSet;

use super::evaluate;
use super::formula::ROOT;
use super::parsed::Parsed;
use super::scope::Scope;
use super::text::ShellText;
use super::variables as of;
use super::words;
use super::worlds::Worlds;
use crate::project::sources::{FileId, FileKind, Sources, folder};
use crate::project::value::{Piece, Value};
use crate::shell::{Dialect, Script};

/// Files that are sourced, directly or by each other, are followed up to so many.
const MAX_FILES: usize = 20;

pub(super) fn variables(sources: &Sources, parsed: &Parsed<'_>, own: &Scope<'_>) -> Scope<'static> {
    let mut all = Scope::default();
    let mut seen = HashSet::from([parsed.file]);
    let mut waiting: Vec<FileId> = files(sources, parsed, own);
    while let Some(file) = waiting.pop() {
        if seen.len() > MAX_FILES || !seen.insert(file) {
            continue;
        }
        let mut text = ShellText::default();
        text.push(0, sources.text(file));
        let Some(script) = Script::parse(text.line.clone(), Dialect::Bash) else { continue };
        let parsed = Parsed::new(file, sources.folder(file), &script, &text);
        let nothing = Scope::default();
        let scope = of::of_script(&parsed, &nothing);
        waiting.extend(files(sources, &parsed, &scope));
        all.adopt(scope);
    }
    all
}

/// The files that a text sources.
fn files(sources: &Sources, parsed: &Parsed<'_>, scope: &Scope<'_>) -> Vec<FileId> {
    let script = parsed.script;
    let mut found = Vec::new();
    let sourcing = script.commands.iter().filter(|command| matches!(script.name_of(command).as_deref(), Some("." | "source")));
    for command in sourcing.take(MAX_FILES) {
        let Some(word) = script.words(command).get(1) else { continue };
        let formula = words::word(parsed.context(command.span.start), word.span);
        let worlds = Worlds::of(std::iter::once(&formula), scope);
        let path = worlds.all.first().map(|world| evaluate::value(&formula, scope, world).value);
        found.extend(path.and_then(|path| find(sources, parsed.folder, &path)));
    }
    found
}

/// The file that a path leads to, from the folder of the script or one above. What is unknown in its beginning is taken for one of these.
fn find(sources: &Sources, own: &str, path: &Value) -> Option<FileId> {
    let unknown = path.pieces.iter().rposition(|piece| *piece == Piece::Unknown);
    let known = Value { place: path.place, pieces: path.pieces.iter().skip(unknown.map_or(0, |at| at + 1)).cloned().collect() }.text()?;
    let known = match (unknown, known.strip_prefix(ROOT)) {
        (None, Some(rooted)) => return sources.find_from_as("", rooted.trim_start_matches('/'), FileKind::Script),
        // `$DIR.sh`: a part of a name is none.
        (Some(_), _) => known.strip_prefix('/')?,
        (None, None) => known.as_str(),
    };
    if known.is_empty() {
        return None;
    }
    let mut here = own;
    loop {
        if let Some(file) = sources.find_from_as(here, known, FileKind::Script) {
            return Some(file);
        }
        if here.is_empty() {
            return None;
        }
        here = folder(here);
    }
}
