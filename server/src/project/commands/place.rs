//! Where the paths of a build begin, by where its command runs.

use super::describe::Start;
use super::formula::ROOT;
use crate::project::build::{Build, Context, Dockerfile, Folder};
use crate::project::sources::join;
use crate::project::value::{Piece, Value};

/// Sets where the relative paths of a build begin, by where its command runs.
pub(super) fn place(build: &mut Build, start: &Start) {
    let mut folder = start.folder.clone();
    let mut prefix: Option<Value> = None;
    for inside in &start.inside {
        let joined = match prefix.take() {
            Some(before) if !starts_at_root(inside) => {
                let place = inside.place;
                before.join(Value::computed(place, "/")).join(inside.clone())
            }
            _ => inside.clone(),
        };
        prefix = Some(joined);
    }
    if let Some(mut inside) = prefix {
        if starts_at_root(&inside) {
            folder = Folder::Known(String::new());
            inside = without_root(&inside);
        }
        match inside.text() {
            Some(path) => folder = enter(&folder, &path).unwrap_or_else(|| unknown_folder(build)),
            None => behind_unknown(build, &inside),
        }
    }
    build.folder = folder;
    from_root(build);
}

fn starts_at_root(value: &Value) -> bool {
    matches!(value.pieces.iter().find(|piece| !matches!(piece, Piece::Text { text, .. } if text.is_empty())), Some(Piece::Text { text, .. }) if text.starts_with(ROOT))
}

/// The same path relative to the root.
fn without_root(value: &Value) -> Value {
    let mut value = value.clone();
    let mut open = true;
    for piece in &mut value.pieces {
        match piece {
            Piece::Text { text, .. } if open && text.is_empty() => {}
            Piece::Text { text, place } if open && text.starts_with([ROOT, '/']) => {
                let rest = text.trim_start_matches([ROOT, '/']).to_owned();
                *place = place.filter(|_| rest.len() == text.len());
                open = rest.is_empty();
                *text = rest;
            }
            _ => open = false,
        }
    }
    value.pieces.retain(|piece| !matches!(piece, Piece::Text { text, .. } if text.is_empty()));
    if value.pieces.is_empty() {
        value.pieces.push(Piece::Text { text: ".".to_owned(), place: None });
    }
    value
}

/// None if the path leads out of the repository wherever it begins.
fn enter(folder: &Folder, path: &str) -> Option<Folder> {
    match folder {
        Folder::Known(known) => join(known, path).map(Folder::Known),
        Folder::Perhaps(folders) => {
            let all: Vec<String> = folders.iter().filter_map(|folder| join(folder, path)).collect();
            (!all.is_empty()).then_some(Folder::Perhaps(all))
        }
    }
}

/// Somewhere else: in a folder that was made, of another repository, of a container.
fn unknown_folder(build: &mut Build) -> Folder {
    let nowhere = Value::unknown(build.place);
    behind_unknown(build, &nowhere);
    Folder::Known(String::new())
}

/// Puts a path that is not all known before the paths of a build.
fn behind_unknown(build: &mut Build, folder: &Value) {
    let before = |path: &mut Value| {
        let absolute = starts_at_root(path)
            || path.pieces.first().is_some_and(|piece| matches!(piece, Piece::Text { text, .. } if text.starts_with('/')));
        if absolute {
            return;
        }
        let own = std::mem::replace(path, folder.clone());
        if own.text().as_deref() != Some(".") {
            let slash = Value::computed(own.place, "/");
            let joined = std::mem::replace(path, folder.clone()).join(slash).join(own);
            *path = joined;
        }
    };
    if let Context::Local(context) = &mut build.context {
        before(context);
    }
    if let Dockerfile::InFolder(file) = &mut build.dockerfile {
        before(file);
    }
}

/// Paths that begin in the root by what they say.
fn from_root(build: &mut Build) {
    if let Dockerfile::InContext(file) = &build.dockerfile
        && starts_at_root(file)
    {
        build.dockerfile = Dockerfile::InFolder(file.clone());
    }
    let rooted_context = matches!(&build.context, Context::Local(context) if starts_at_root(context));
    let rooted_file = match &build.dockerfile {
        Dockerfile::InFolder(file) => Some(starts_at_root(file)),
        _ => None,
    };
    match rooted_file {
        Some(true) | None if rooted_context => build.folder = Folder::Known(String::new()),
        Some(true) => {
            build.folder = Folder::Known(String::new());
            // The context begins elsewhere, and only one folder can be said.
            if let Context::Local(context) = &mut build.context {
                *context = Value::unknown(context.place);
            }
        }
        Some(false) if rooted_context => {
            if let Context::Local(context) = &mut build.context {
                *context = match &build.folder {
                    Folder::Known(folder) if folder.is_empty() => without_root(context),
                    _ => Value::unknown(context.place),
                };
            }
        }
        _ => {}
    }
    let unrooted = |value: &mut Value| {
        if starts_at_root(value) {
            *value = without_root(value);
        }
    };
    if let Context::Local(context) = &mut build.context {
        unrooted(context);
    }
    if let Dockerfile::InFolder(file) | Dockerfile::InContext(file) = &mut build.dockerfile {
        unrooted(file);
    }
    let texts = build.target.iter_mut().chain(build.args.iter_mut().filter_map(|argument| argument.value.as_mut()));
    let texts = texts.chain(build.contexts.iter_mut().map(|context| &mut context.value)).chain(build.platforms.iter_mut());
    for value in texts {
        for piece in &mut value.pieces {
            if matches!(piece, Piece::Text { text, .. } if text.contains(ROOT)) {
                *piece = Piece::Unknown;
            }
        }
    }
}
