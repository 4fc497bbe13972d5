//! `skaffold.yaml`: the artifacts that Docker or kaniko builds, also those of its profiles.
//!
//! Source: the reference of skaffold.yaml (v1 to v4beta). A custom build's command is not read.

use super::build::{Argument, Build, Dockerfile, Folder, Standing};
use super::data::{Node, parse_yaml};
use super::recipe::Recipe;
use super::sources::{FileId, FileKind, Sources, join};
use super::value::{Piece, Place, Value};
use crate::syntax::Span;

/// Other builders: they have no Dockerfile.
const OTHERS: [&str; 6] = ["bazel", "jibMaven", "jib", "buildpacks", "custom", "ko"];

pub(super) fn read(sources: &Sources, unit: &[FileId]) -> Vec<Build> {
    let mut builds = Vec::new();
    for file in unit {
        let parsed = parse_yaml(sources.text(*file));
        for document in &parsed.documents {
            let artifacts = |node: &Node| node.path(&["build", "artifacts"]).cloned();
            let own = artifacts(document);
            let own = own.as_ref().map(Node::items).unwrap_or_default();
            builds.extend(own.iter().filter_map(|artifact| build(sources, *file, artifact, &[])));
            for profile in document.get("profiles").map(Node::items).unwrap_or_default() {
                let of_profile = artifacts(profile);
                let of_profile = of_profile.as_ref().map(Node::items).unwrap_or_default();
                builds.extend(of_profile.iter().filter_map(|artifact| build(sources, *file, artifact, &[])));
                let patches = profile.get("patches").map(Node::items).unwrap_or_default();
                builds.extend(patched(sources, *file, own, patches));
            }
        }
        if let Some((at, _)) = parsed.error {
            let place = Place { file: *file, range: crate::text::ByteRange::empty(at) };
            let mut build = Recipe::unknown(place).build(FileKind::Skaffold, None, place, folder(sources, *file));
            build.standing = Standing::Unread;
            builds.push(build);
        }
    }
    builds
}

fn folder(sources: &Sources, file: FileId) -> Folder {
    Folder::Known(sources.folder(file).to_owned())
}

/// What JSON patches of a profile put into an artifact: its key behind `/build/artifacts/N/`, and the value.
type Patch<'n> = (String, &'n Node);

/// The artifacts as the patches of a profile leave them.
fn patched(sources: &Sources, file: FileId, artifacts: &[Node], patches: &[Node]) -> Vec<Build> {
    let mut of_artifact: Vec<(usize, Vec<Patch<'_>>)> = Vec::new();
    let mut added = Vec::new();
    for patch in patches {
        let path = patch.get("path").and_then(Node::text).and_then(|path| path.strip_prefix("/build/artifacts/"));
        let (Some(path), Some(value)) = (path, patch.get("value")) else { continue };
        let (index, key) = path.split_once('/').unwrap_or((path, ""));
        match index.parse() {
            Ok(index) if !key.is_empty() => match of_artifact.iter_mut().find(|(known, _)| *known == index) {
                Some((_, patches)) => patches.push((key.to_owned(), value)),
                None => of_artifact.push((index, vec![(key.to_owned(), value)])),
            },
            // A whole artifact.
            _ => added.extend(build(sources, file, value, &[])),
        }
    }
    let artifacts = of_artifact.iter().filter_map(|(index, patches)| Some((artifacts.get(*index)?, patches)));
    added.extend(artifacts.filter_map(|(artifact, patches)| build(sources, file, artifact, patches)));
    added
}

fn build(sources: &Sources, file: FileId, artifact: &Node, patches: &[Patch<'_>]) -> Option<Build> {
    if OTHERS.iter().any(|other| artifact.get(other).is_some()) {
        return None;
    }
    let builder = ["docker", "kaniko"].into_iter().find(|builder| artifact.get(builder).is_some()).unwrap_or("docker");
    let get = |key: &str| {
        let patch = patches.iter().rev().find(|(path, _)| path == key).map(|(_, value)| *value);
        patch.or_else(|| artifact.path(&key.split('/').collect::<Vec<_>>()))
    };
    let of_builder = |key: &str| get(&format!("{builder}/{key}"));
    let value = |node: &Node| expanded(file, node);
    let image = get("image").or_else(|| get("imageName")).and_then(value)?;
    let mut recipe = Recipe {
        context: get("context").or_else(|| get("workspace")).and_then(value),
        dockerfile: of_builder("dockerfile").or_else(|| of_builder("dockerfilePath")).and_then(value),
        target: of_builder("target").and_then(value),
        ..Recipe::default()
    };
    for (name, given) in of_builder("buildArgs").map(Node::entries).unwrap_or_default() {
        if let Some(name) = name.scalar().map(|scalar| Value::of_scalar(file, name.range, scalar)) {
            recipe.add_argument(Argument { name, value: value(given) });
        }
    }
    let flags = of_builder("cliFlags").map(Node::items).unwrap_or_default();
    recipe.add_flags(&flags.iter().filter_map(value).collect::<Vec<_>>());
    // The images of other artifacts come as arguments.
    for required in get("requires").map(Node::items).unwrap_or_default() {
        if let Some(name) = required.get("alias").or_else(|| required.get("image")).and_then(value) {
            let unknown = Value::unknown(name.place);
            recipe.add_argument(Argument { name, value: Some(unknown) });
        }
    }
    let place = image.exact_place().unwrap_or(image.place);
    let mut build = recipe.build(FileKind::Skaffold, image.text(), place, folder(sources, file));
    // A Dockerfile that is not in the context is looked for beside the file (skaffold pkg/skaffold/docker, `NormalizeDockerfilePath`).
    if let Dockerfile::InContext(path) = &build.dockerfile {
        let from = |folder: &str| join(folder, &path.text()?).filter(|path| sources.is_dockerfile(path));
        let in_context = build.context_folder().and_then(|context| from(&context));
        if in_context.is_none() && from(sources.folder(file)).is_some() {
            build.dockerfile = Dockerfile::InFolder(path.clone());
        }
    }
    Some(build)
}

/// A text in which Go's templates are holes.
fn expanded(file: FileId, node: &Node) -> Option<Value> {
    let scalar = node.scalar()?;
    let text = scalar.line.text();
    let mut pieces = Vec::new();
    let mut start = 0;
    while let Some((at, length)) = text.get(start..).and_then(|rest| {
        let at = rest.find("{{")?;
        Some((start + at, rest.get(at..)?.find("}}")?))
    }) {
        pieces.push(Value::piece(file, scalar, Span::new(start, at)));
        pieces.push(Piece::Unknown);
        start = at + length + 2;
    }
    if start < text.len() || text.is_empty() {
        pieces.push(Value::piece(file, scalar, Span::new(start, text.len())));
    }
    Some(Value { place: Place { file, range: node.range }, pieces })
}
