//! Builds by command lines: `docker build --target test .` in Makefiles, scripts and workflows, and the steps of workflows that build.
//!
//! Whatever cannot be evaluated is a hole in a value ([`super::Piece::Unknown`]); no build is left out because of it. Where a variable may
//! have several values, there is a build for each; where they are not all done, they are not [`super::Build::certain`].

mod formula;

mod substitution;

mod text;

mod scan;

mod words;

mod scope;

mod worlds;

mod evaluate;

mod program;

mod flags;

mod describe;

mod place;

mod parsed;

mod variables;

mod folders;

mod shell;

mod named;

mod callers;

mod sourced;

mod script;

mod make_text;

mod makefile;

mod package;

mod expression;

mod matrix;

mod actions;

mod template;

mod ci;

mod justfile;

mod literals;

mod program_text;

use super::build::Build;
use super::sources::{FileId, FileKind, Sources};

/// Sets of values of variables that are tried in one file: more than that is nothing that people write.
const MAX_WORLDS_OF_FILE: usize = 20_000;

/// The place of a word that has no place: there is none, because each formula has one.
const NO_FILE: FileId = FileId(u32::MAX);

pub(super) fn read(sources: &Sources, unit: &[FileId]) -> Vec<Build> {
    unit.iter().flat_map(|file| read_one(sources, *file)).collect()
}

fn read_one(sources: &Sources, id: FileId) -> Vec<Build> {
    let Some(file) = sources.get(id) else { return Vec::new() };
    match file.kind {
        FileKind::Script => script::read(sources, id, file),
        FileKind::Package => package::read(sources.folder(id), id, file),
        FileKind::GithubWorkflow => actions::read(id, file),
        FileKind::GitlabCi | FileKind::CircleCi | FileKind::AzurePipelines | FileKind::Taskfile => ci::read(sources.folder(id), id, file),
        FileKind::Makefile => makefile::read(sources, id, file),
        FileKind::Justfile => justfile::read(sources.folder(id), id, file),
        FileKind::Jenkinsfile | FileKind::Tiltfile => program_text::read(sources.folder(id), id, file),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
