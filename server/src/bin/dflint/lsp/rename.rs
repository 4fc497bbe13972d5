//! `textDocument/prepareRename`, `rename` and `linkedEditingRange`.

use dflint::ide::builds;
use dflint::ide::names::Name;
use dflint::ide::rename::{self, Renamable};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::*;

use super::actions::workspace_edit;
use super::around::{Around, Asked, BuildFile, File};
use super::builds::{At, Read};
use super::rename_edit::{Answer, answer};
use super::snapshot::Snapshot;

/// None where no name is; an error, which editors show, where there is one that cannot be changed.
pub(super) fn prepare(asked: &Asked, position: Position) -> Option<Result<PrepareRenameResponse>> {
    let (found, range): (_, &dyn Fn(_) -> Range) = match &asked.file {
        File::Dockerfile(snapshot) => {
            let found = rename::prepare(snapshot.document(), snapshot.names(), snapshot.offset(position));
            (found, &|range| snapshot.range(range))
        }
        File::Build(file) => {
            let at = At::new(file, &asked.around, position)?;
            let found = builds::prepare(at.repository.facts(), at.file, at.offset, &at.dockerfiles.all());
            (found, &|range| file.range(range))
        }
    };
    match found {
        Ok(Renamable { range: at, placeholder }) => Some(Ok(PrepareRenameResponse::RangeWithPlaceholder { range: range(at), placeholder })),
        Err(why) => why.map(|why| Err(refused(why))),
    }
}

/// The edits, and what the user is told beside.
pub(super) fn rename(asked: &Asked, position: Position, name: &str) -> Result<Answer> {
    let name = name.trim();
    match &asked.file {
        File::Dockerfile(snapshot) => in_dockerfile(snapshot, &asked.around, position, name),
        File::Build(file) => in_build_file(file, &asked.around, position, name),
    }
    .map_err(refused)
}

fn in_dockerfile(snapshot: &Snapshot, around: &Around, position: Position, new: &str) -> std::result::Result<Answer, String> {
    let offset = snapshot.offset(position);
    let stage = match snapshot.names().at(offset).map(|site| site.name) {
        Some(Name::Stage(stage)) => snapshot.document().graph().stages.get(stage).and_then(|stage| stage.name.as_deref()),
        _ => None,
    };
    let repository = stage.and(snapshot.path.as_ref()).and_then(|path| around.repository(path));
    let path = snapshot.path.as_ref().zip(repository.as_ref()).and_then(|(path, repository)| repository.opened.shown(path));
    let (Some(old), Some(repository), Some(path)) = (stage, repository, path) else {
        let edits = rename::rename(snapshot.document(), snapshot.names(), offset, new)?;
        return Ok(Answer { edit: workspace_edit(snapshot, &edits), left: None });
    };
    let dockerfiles = Read::of(&repository, builds::renamed_together(repository.facts(), &path, old));
    let renaming = builds::rename(repository.facts(), &dockerfiles.all(), offset, None, new)?;
    Ok(answer(&repository, &dockerfiles, renaming))
}

fn in_build_file(file: &BuildFile, around: &Around, position: Position, new: &str) -> std::result::Result<Answer, String> {
    let at = At::new(file, around, position).ok_or("This file is not read: it is ignored, or too large.")?;
    let facts = at.repository.facts();
    let begun = builds::begin(facts, at.file, at.offset, &at.dockerfiles.all())?;
    let dockerfiles = Read::of(&at.repository, builds::renamed_together(facts, &begun.dockerfile, &begun.name));
    let renaming = builds::rename(facts, &dockerfiles.all(), begun.offset, Some(begun.place), new)?;
    Ok(answer(&at.repository, &dockerfiles, renaming))
}

pub(super) fn linked(snapshot: &Snapshot, position: Position) -> Option<LinkedEditingRanges> {
    let ranges = rename::linked(snapshot.document(), snapshot.names(), snapshot.offset(position));
    let ranges: Vec<Range> = ranges.into_iter().map(|range| snapshot.range(range)).collect();
    (!ranges.is_empty()).then(|| LinkedEditingRanges { ranges, word_pattern: Some("[A-Za-z0-9_.-]+".to_owned()) })
}

/// LSP 3.17: `RequestFailed`, with a text for the user.
fn refused(why: String) -> Error {
    Error { code: ErrorCode::ServerError(-32803), message: why.into(), data: None }
}
