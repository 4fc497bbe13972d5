//! `textDocument/codeLens` and `codeLens/resolve`.

use dflint::ide::lenses::{self, Lens, LensKind};
use dflint::project::Place;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::*;

use super::around::{Asked, File};
use super::session::Session;
use super::snapshot::Snapshot;

/// A command of the client: it shows locations. Its arguments are the URI, the position of the lens and the locations.
const SHOW_REFERENCES: &str = "dflint.showReferences";

/// Whether a client has said, as `experimental`, that it has the command: `{"commands": {"commands": ["dflint.showReferences"]}}`, the
/// form that rust-analyzer has brought up.
pub(super) fn shows_references(experimental: &Value) -> bool {
    let commands = experimental.pointer("/commands/commands").and_then(Value::as_array);
    commands.is_some_and(|commands| commands.iter().any(|command| command == SHOW_REFERENCES))
}

/// Places only: what stands there is worked out for those that are to be seen.
pub(super) fn lenses(snapshot: &Snapshot) -> Vec<CodeLens> {
    let wanted = snapshot.workspace.settings().lenses;
    let kinds = [(wanted.references, LensKind::References), (wanted.targets, LensKind::Targets)];
    let kinds: Vec<_> = kinds.into_iter().filter(|(wanted, _)| *wanted).map(|(_, kind)| kind).collect();
    let lens = |lens: Lens| {
        let kind = if lens.kind == LensKind::References { "references" } else { "targets" };
        CodeLens {
            range: snapshot.range(lens.range),
            command: None,
            data: Some(json!({"uri": snapshot.uri, "version": snapshot.version, "stage": lens.stage, "kind": kind})),
        }
    };
    lenses::lenses(snapshot.document(), &kinds).into_iter().map(lens).collect()
}

/// Works out what a lens says. If the document has changed since, its stage may be another one.
pub(super) async fn resolve(session: &Session, mut lens: CodeLens) -> Result<CodeLens> {
    let Some(data) = lens.data.as_ref().filter(|_| lens.command.is_none()) else { return Ok(lens) };
    let uri = data.get("uri").and_then(Value::as_str).and_then(|uri| uri.parse().ok());
    let stage = data.get("stage").and_then(Value::as_u64).and_then(|stage| usize::try_from(stage).ok());
    let kind = match data.get("kind").and_then(Value::as_str) {
        Some("references") => Some(LensKind::References),
        Some("targets") => Some(LensKind::Targets),
        _ => None,
    };
    let (Some(uri), Some(stage), Some(kind)) = (uri, stage, kind) else {
        return Err(Error::invalid_params("the data of the code lens is not what the server gave"));
    };
    let version = data.get("version").and_then(Value::as_i64);
    let start = lens.range.start;
    let command = move |asked: &Asked| {
        let File::Dockerfile(snapshot) = &asked.file else { return None };
        (snapshot.version.map(i64::from) == version).then(|| match kind {
            LensKind::References => references(snapshot, stage, start),
            LensKind::Targets => targets(snapshot, asked, stage, start),
        })
    };
    match session.answer_around(uri, command).await? {
        Some(command) => lens.command = Some(command),
        None => return Err(Error::new(ErrorCode::ContentModified)),
    }
    Ok(lens)
}

fn references(snapshot: &Snapshot, stage: usize, start: Position) -> Command {
    let places = lenses::references(snapshot.document(), stage);
    let title = lenses::references_title(places.len());
    if places.is_empty() || !snapshot.workspace.supports.show_references {
        return plain(title);
    }
    let locations: Vec<_> = places.iter().map(|range| Location::new(snapshot.uri.clone(), snapshot.range(*range))).collect();
    let arguments = vec![json!(snapshot.uri), json!(start), json!(locations)];
    Command { title, command: SHOW_REFERENCES.to_owned(), arguments: Some(arguments) }
}

/// What in the repository builds the stage opens: the names of it, or what stands for the build.
fn targets(snapshot: &Snapshot, asked: &Asked, stage: usize, start: Position) -> Command {
    let title = lenses::targets_title(snapshot.document(), snapshot.settings(), stage);
    let builds = snapshot.settings().stage_builds(snapshot.document());
    let mut places: Vec<Place> = builds.of.get(stage).into_iter().flatten().map(|build| lenses::place(build)).collect();
    places.sort();
    places.dedup();
    if places.is_empty() || !snapshot.workspace.supports.show_references {
        return plain(title);
    }
    let Some(repository) = snapshot.path.as_ref().and_then(|path| asked.around.repository(path)) else { return plain(title) };
    let locations: Vec<_> = places.into_iter().filter_map(|place| repository.location(place)).collect();
    let arguments = vec![json!(snapshot.uri), json!(start), json!(locations)];
    Command { title, command: SHOW_REFERENCES.to_owned(), arguments: Some(arguments) }
}

/// Without a command, editors show the title as text.
fn plain(title: String) -> Command {
    Command { title, command: String::new(), arguments: None }
}
