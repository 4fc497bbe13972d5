//! The build context of a Dockerfile: what the configuration says, or what can be guessed from the files around it.

use std::fs;
use std::path::{Path, PathBuf};

use dflint::ide::completion::{Entry, written_sources};
use dflint::project::{Dockerignore, SourceStatus, file_names};

use super::snapshot::Snapshot;

/// So many names of a folder are offered.
const ENTRIES: usize = 1_000;
/// So many paths are looked for to find out which folder is the context.
const SOURCES: usize = 40;

/// What is in a folder of the context, sorted; not what the `.dockerignore` keeps out.
pub(super) fn entries(snapshot: &Snapshot, folder: &str) -> Vec<Entry> {
    let Some(context) = root(snapshot) else { return Vec::new() };
    let ignore = ignore(snapshot, &context);
    let Ok(found) = fs::read_dir(context.join(folder)) else { return Vec::new() };
    let mut entries = Vec::new();
    for found in found.flatten().take(ENTRIES) {
        let Ok(name) = found.file_name().into_string() else { continue };
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        let ignored = matches!(ignore.source_status(&path), SourceStatus::Ignored { .. });
        if !ignored && path != ".git" {
            entries.push(Entry { folder: found.path().is_dir(), name });
        }
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries
}

/// What the configuration says; else the folder of the Dockerfile, or one above it in the workspace: that in which most of what the file copies can be found. Of equal
/// ones it is the nearest.
fn root(snapshot: &Snapshot) -> Option<PathBuf> {
    if let Some(context) = snapshot.workspace.context_of(snapshot.path.as_deref()) {
        return Some(context);
    }
    let folders = snapshot.workspace.folders();
    let Some(path) = &snapshot.path else { return folders.into_iter().next() };
    let own = path.parent()?;
    let workspace = folders.iter().filter(|folder| own.starts_with(folder)).min_by_key(|folder| folder.components().count());
    let above = own.ancestors().take_while(|folder| workspace.is_some_and(|workspace| folder.starts_with(workspace)) || *folder == own);
    let sources = written_sources(snapshot.document());
    let found = |folder: &Path| sources.iter().take(SOURCES).filter(|source| folder.join(source).exists()).count();
    let mut best = (own, found(own));
    for folder in above.skip(1) {
        let count = found(folder);
        if count > best.1 {
            best = (folder, count);
        }
    }
    Some(best.0.to_owned())
}

fn ignore(snapshot: &Snapshot, context: &Path) -> Dockerignore {
    let name = snapshot.path.as_ref().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
    let [beside, of_context] = file_names(&name);
    let own = fs::read(beside).ok().filter(|_| !name.is_empty());
    own.or_else(|| fs::read(context.join(of_context)).ok()).map_or_else(Dockerignore::default, |file| Dockerignore::parse(&file))
}
