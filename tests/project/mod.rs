//! What the files of a repository say of builds: facts, each with its place. The repositories lie in `tests/fixtures/project`.

mod bake;
mod commands;
mod compose;
mod devcontainer;
mod hostile;
mod patterns;
mod real;
mod skaffold;

use std::fs;
use std::path::Path;

use dflint::project::{Build, Context, Dockerfile, FileKind, Folder, Piece, Place, Repository, Sources, Standing, Value};

use crate::shared::project;

/// The repository in a folder of the fixtures. Whatever is called `Dockerfile`, or `Dockerfile.x`, is one.
pub fn repository(name: &str) -> Repository {
    read(&project().join("tests/fixtures/project").join(name))
}

/// The repository in a folder.
pub fn read(root: &Path) -> Repository {
    let mut files = Vec::new();
    collect(root, "", &mut files);
    files.sort();
    let is_dockerfile = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        name.starts_with("dockerfile") || name.ends_with(".dockerfile")
    };
    let dockerfiles: Vec<_> = files.iter().filter(|(path, _)| is_dockerfile(path)).map(|(path, _)| path.clone()).collect();
    let mut repository = Repository::read(Sources::new(files.clone(), dockerfiles));
    repository.find_files(|path| files.iter().find(|(own, _)| own == path).map(|(_, text)| text.clone()));
    repository
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files);
        } else if kind.is_file() {
            files.push((path, fs::read(entry.path()).unwrap()));
        }
    }
}

/// The builds of some kinds, one a line: who, the Dockerfile, and what else is said. `?` stands for what is unknown; a place is given where
/// a text stands exactly.
pub fn shown(repository: &Repository, kinds: &[FileKind]) -> String {
    let sources = repository.sources();
    let of_kind = repository.builds().filter(|build| kinds.is_empty() || kinds.contains(&build.kind));
    of_kind.map(|build| line(build, sources) + "\n").collect()
}

pub fn line(build: &Build, sources: &Sources) -> String {
    let name = build.name.as_deref().map_or_else(|| build.title(sources), |name| format!("{}:{name}", kind(build.kind)));
    let mut words = vec![format!("{name}@{}", at(build.place, sources))];
    match build.standing {
        Standing::Certain => {}
        standing => words.push(format!("{standing:?}").to_lowercase()),
    }
    match &build.folder {
        Folder::Known(folder) if folder.is_empty() => {}
        Folder::Known(folder) => words.push(format!("in {folder}")),
        Folder::Perhaps(folders) => words.push(format!("perhaps in {folders:?}")),
    }
    words.push(match &build.context {
        Context::Local(context) => text(context),
        Context::Remote(context) => format!("remote {}", text(context)),
        Context::None => "no context".to_owned(),
    });
    match &build.dockerfile {
        Dockerfile::Default => {}
        Dockerfile::InContext(path) => words.push(format!("dockerfile={}", with_place(path, sources))),
        Dockerfile::InFolder(path) => words.push(format!("dockerfile=./{}", with_place(path, sources))),
        Dockerfile::Inline(value) => words.push(format!("inline({} lines)", value.text().unwrap_or_default().lines().count())),
        Dockerfile::Unseen => words.push("dockerfile unseen".to_owned()),
    }
    words.extend(build.target.as_ref().map(|target| format!("target={}", with_place(target, sources))));
    let more = |more: bool| more.then(|| "…".to_owned());
    let arguments = build.args.iter().map(|argument| match &argument.value {
        Some(value) => format!("{}={}", text(&argument.name), text(value)),
        None => text(&argument.name),
    });
    let arguments: Vec<_> = arguments.chain(more(build.more_args)).collect();
    let contexts = build.contexts.iter().map(|context| format!("{}={}", text(&context.name), text(&context.value)));
    let contexts: Vec<_> = contexts.chain(more(build.more_contexts)).collect();
    let platforms: Vec<_> = build.platforms.iter().map(text).collect();
    for (name, values) in [("args", arguments), ("contexts", contexts), ("platforms", platforms)] {
        if !values.is_empty() {
            words.push(format!("{name}={}", values.join(",")));
        }
    }
    words.join(" ")
}

fn kind(kind: FileKind) -> String {
    format!("{kind:?}").to_lowercase()
}

/// A text, with `?` for its holes.
pub fn text(value: &Value) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.replace('\n', "\\n"),
        Piece::Unknown => "?".to_owned(),
    };
    value.pieces.iter().map(piece).collect()
}

/// The same, and where it stands. That these are its bytes is checked.
fn with_place(value: &Value, sources: &Sources) -> String {
    for piece in &value.pieces {
        if let Piece::Text { text, place: Some(place) } = piece {
            assert_eq!(place.range.slice(sources.text(place.file).as_bytes()), text.as_bytes(), "at {}", at(*place, sources));
        }
    }
    match value.exact_place() {
        Some(place) => format!("{}@{}", text(value), at(place, sources)),
        None => text(value),
    }
}

/// `file:line:first-last`, in columns of bytes, from 1; without the last if it is empty.
fn at(place: Place, sources: &Sources) -> String {
    let before = &sources.text(place.file)[..place.range.start as usize];
    let line = before.matches('\n').count() + 1;
    let column = before.len() - before.rfind('\n').map_or(0, |newline| newline + 1) + 1;
    let length = place.range.len() as usize;
    let last = if length > 0 { format!("-{}", column + length - 1) } else { String::new() };
    format!("{}:{line}:{column}{last}", sources.path(place.file))
}
