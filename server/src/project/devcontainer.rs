//! `devcontainer.json`: the image of a development container. With `dockerComposeFile` Compose builds it, and its own files say how.
//!
//! Source: the reference of devcontainer.json at containers.dev; `dockerFile` and `context` beside `build` are the older words.

use super::build::{Argument, Build, Dockerfile, Folder};
use super::data::{Node, parse_json};
use super::recipe::{Assume, Recipe};
use super::sources::{FileId, FileKind, Sources};
use super::value::{Piece, Place, Value};
use crate::syntax::Span;

pub(super) fn read(sources: &Sources, unit: &[FileId]) -> Vec<Build> {
    let mut builds = Vec::new();
    for file in unit {
        let folder = Folder::Known(sources.folder(*file).to_owned());
        let parsed = parse_json(sources.text(*file));
        for document in &parsed.documents {
            let default = build(*file, document, folder.clone(), Assume::Default);
            let anything = build(*file, document, folder.clone(), Assume::Anything).filter(|other| Some(other) != default.as_ref());
            builds.extend(default);
            builds.extend(anything.map(|build| Build { standing: super::Standing::Overridden, ..build }));
        }
        if let Some((at, _)) = parsed.error {
            let place = Place { file: *file, range: crate::text::ByteRange::empty(at) };
            let mut build = Recipe::unknown(place).build(FileKind::Devcontainer, None, place, folder);
            build.standing = super::Standing::Unread;
            builds.push(build);
        }
    }
    builds
}

fn build(file: FileId, document: &Node, folder: Folder, assume: Assume) -> Option<Build> {
    let build = document.get("build");
    let value = |node: &Node| expanded(file, node, assume);
    let get = |key: &str| build.and_then(|build| build.get(key));
    let (dockerfile, context) = match (get("dockerfile"), get("dockerFile"), document.get("dockerFile")) {
        (Some(dockerfile), _, _) | (None, Some(dockerfile), _) => (dockerfile, get("context")),
        (None, None, dockerfile) => (dockerfile?, get("context").or_else(|| document.get("context"))),
    };
    let mut recipe = Recipe { context: context.and_then(value), target: get("target").and_then(value), ..Recipe::default() };
    for (name, given) in get("args").map(Node::entries).unwrap_or_default() {
        if let Some(name) = name.scalar().map(|scalar| Value::of_scalar(file, name.range, scalar)) {
            recipe.add_argument(Argument { name, value: value(given) });
        }
    }
    let options: Vec<_> = get("options").map(Node::one_or_more).unwrap_or_default().iter().filter_map(value).collect();
    recipe.add_flags(&options);
    let dockerfile = value(dockerfile)?;
    let mut build = recipe.build(FileKind::Devcontainer, None, dockerfile.place, folder);
    build.dockerfile = Dockerfile::InFolder(dockerfile);
    Some(build)
}

/// A text with `${localEnv:NAME:default}` and other variables of the editor.
fn expanded(file: FileId, node: &Node, assume: Assume) -> Option<Value> {
    let scalar = node.scalar()?;
    let text = scalar.line.text();
    let mut pieces = Vec::new();
    let mut start = 0;
    while let Some((at, length)) = text.get(start..).and_then(|rest| {
        let at = rest.find("${")?;
        Some((start + at, rest.get(at..)?.find('}')?))
    }) {
        pieces.push(Value::piece(file, scalar, Span::new(start, at)));
        let inside = Span::new(at + 2, at + length);
        let mut parts = inside.of(text).splitn(3, ':');
        let (kind, name, default) = (parts.next(), parts.next(), parts.next());
        match default {
            Some(default) if kind == Some("localEnv") && name.is_some() && assume == Assume::Default => {
                pieces.push(Value::piece(file, scalar, Span::new(at + length - default.len(), at + length)));
            }
            _ => pieces.push(Piece::Unknown),
        }
        start = at + length + 1;
    }
    if start < text.len() || text.is_empty() {
        pieces.push(Value::piece(file, scalar, Span::new(start, text.len())));
    }
    Some(Value { place: Place { file, range: node.range }, pieces })
}
