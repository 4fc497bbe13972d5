//! Shell scripts.

use super::describe::Start;
use super::program;
use super::scope::Scope;
use super::shell::Reader;
use super::text::ShellText;
use crate::project::build::{Build, Folder};
use crate::project::sources::{FileId, SourceFile, Sources, folder};
use crate::shell::Dialect;

pub(super) fn read(sources: &Sources, id: FileId, file: &SourceFile) -> Vec<Build> {
    if !program::may_build(&file.text) || !is_shell(file) {
        return Vec::new();
    }
    let mut text = ShellText::default();
    text.push(0, &file.text);
    let mut reader = Reader::new(file.kind, id, sources.folder(id));
    let start = Start { folder: anywhere_above(sources.folder(id)), inside: Vec::new() };
    reader.read(&text, None, &start, &Scope::default());
    reader.builds
}

/// By its first line; without one, by the ending of its name.
fn is_shell(file: &SourceFile) -> bool {
    let first = file.text.lines().next().unwrap_or_default();
    match Dialect::of_shebang(first) {
        // What zsh reads, the grammar of bash reads well enough.
        Some(Dialect::Other) => first.contains("zsh") || first.contains("ksh") || first.contains("bats"),
        Some(dialect) => dialect.is_posix(),
        None => [".sh", ".bash", ".zsh", ".bats"].iter().any(|ending| file.path.ends_with(ending)),
    }
}

/// A script may be called from its own folder, or from any folder above it.
pub(super) fn anywhere_above(own: &str) -> Folder {
    let mut all = vec![own.to_owned()];
    let mut here = own;
    while !here.is_empty() {
        here = folder(here);
        all.push(here.to_owned());
    }
    Folder::Perhaps(all)
}
