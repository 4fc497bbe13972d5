//! Shell scripts.

use super::describe::Start;
use super::parsed::Parsed;
use super::program;
use super::scope::Scope;
use super::shell::Reader;
use super::text::ShellText;
use super::{callers, named, sourced, variables};
use crate::project::build::{Build, Folder};
use crate::project::sources::{FileId, SourceFile, Sources, folder};
use crate::shell::{Dialect, Script};

pub(super) fn read(sources: &Sources, id: FileId, file: &SourceFile) -> Vec<Build> {
    if !program::may_build(&file.text) || !is_shell(file) {
        return Vec::new();
    }
    let mut text = ShellText::default();
    text.push(0, &file.text);
    let around = around(sources, id, &text);
    let mut reader = Reader::new(file.kind, id, sources.folder(id));
    let start = start(sources.folder(id));
    reader.read(&text, None, &start, &around);
    let hands_on = reader.builds.iter().any(|build| build.more_args && build.target.is_none());
    if hands_on && ["$@", "${@", "$*"].iter().any(|all| file.text.contains(all)) && is_called_with_target(sources, id, file) {
        reader = Reader { passed: true, ..Reader::new(file.kind, id, sources.folder(id)) };
        reader.read(&text, None, &start, &around);
    }
    reader.builds
}

/// Where the commands of a script begin.
pub(super) fn start(folder: &str) -> Start {
    Start { folder: anywhere_above(folder), inside: Vec::new() }
}

/// The variables around a script: those of the files that it sources, and what its callers say.
fn around(sources: &Sources, id: FileId, text: &ShellText) -> Scope<'static> {
    // Most scripts stand alone, and need not be parsed twice.
    let may_source = |line: &str| {
        let line = line.trim_start();
        [". ", "source "].iter().any(|word| line.starts_with(word)) || [" source ", " . "].iter().any(|word| line.contains(word))
    };
    if !text.line.text().lines().any(may_source) && named::callers(sources, id).is_empty() {
        return Scope::default();
    }
    let Some(script) = Script::parse(text.line.clone(), Dialect::Bash) else { return Scope::default() };
    let parsed = Parsed::new(id, sources.folder(id), &script, text);
    let nothing = Scope::default();
    let own = variables::of_script(&parsed, &nothing);
    let functions: Vec<String> = script.functions.iter().map(|name| script.text_of(*name).to_owned()).collect();
    let mut around = sourced::variables(sources, &parsed, &own);
    around.open_to(&callers::environment(sources, id, &own, &functions));
    around
}

/// Whether a line of another file calls a script, or one of its functions, with `--target`. A file that begins to do so later is not
/// noticed until the script itself is read again.
fn is_called_with_target(sources: &Sources, id: FileId, file: &SourceFile) -> bool {
    let own = file.path.rsplit('/').next().unwrap_or(&file.path);
    let functions = file.text.lines().filter_map(|line| line.split_once("()")).map(|(name, _)| name.trim().trim_start_matches("function "));
    let names: Vec<&str> = std::iter::once(own).chain(functions.filter(|name| name.len() > 3)).take(MAX_NAMES).collect();
    let calls = |line: &str| line.contains("--target") && names.iter().any(|name| line.contains(name));
    // A call may go on behind a continuation.
    let joined = |text: &str| if text.contains("\\\n") { text.replace("\\\n", " ") } else { text.to_owned() };
    let mut others = sources.all().filter(|(other, other_file)| *other != id && other_file.text.contains("--target"));
    let found = others.find(|(_, other)| joined(&other.text).lines().any(calls));
    // Asked for, so that a change of it is noticed.
    found.is_some_and(|(_, other)| sources.find(&other.path).is_some())
}

/// Names that are looked for: the script's own, and those of its functions.
const MAX_NAMES: usize = 40;

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
