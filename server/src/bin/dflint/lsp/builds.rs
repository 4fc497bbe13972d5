//! What is asked of an open build file: of the stages that it names, and of nothing else. Other servers answer for the rest of it.

use std::sync::Arc;

use dflint::ide::builds::{self, Dockerfile};
use dflint::project::FileId;
use tower_lsp::ls_types::*;

use super::around::{Around, BuildFile, Repository};
use super::convert;
use super::references;
use super::snapshot::Snapshot;

/// What brings up the stages where a target is written: behind `target:`, `target = "`, `--target=`.
pub(super) const TRIGGERS: [&str; 5] = [" ", ":", "=", "\"", "'"];

/// A place in an open build file, and the Dockerfiles that are built there.
pub(super) struct At<'a> {
    pub repository: Repository<'a>,
    pub file: FileId,
    pub offset: u32,
    pub dockerfiles: Read,
}

/// Dockerfiles, by their paths below the root.
pub(super) struct Read(pub Vec<(String, Arc<Snapshot>)>);

impl Read {
    /// Those that cannot be read are left out.
    pub(super) fn of(repository: &Repository<'_>, paths: Vec<String>) -> Self {
        let read = |path: String| repository.dockerfile(&path).map(|snapshot| (path, snapshot));
        Self(paths.into_iter().filter_map(read).collect())
    }

    pub(super) fn all(&self) -> Vec<Dockerfile<'_>> {
        self.0.iter().map(|(path, snapshot)| dockerfile(path, snapshot)).collect()
    }
}

pub(super) fn dockerfile<'d>(path: &'d str, snapshot: &'d Snapshot) -> Dockerfile<'d> {
    Dockerfile { path, document: snapshot.document(), names: snapshot.names() }
}

impl<'a> At<'a> {
    /// None if the file is none of its repository.
    pub(super) fn new(file: &BuildFile, around: &'a Around, position: Position) -> Option<Self> {
        let repository = around.repository(&file.path)?;
        let (id, offset) = (repository.find(&file.path)?, file.offset(position));
        let dockerfiles = Read::of(&repository, builds::dockerfiles_at(repository.facts(), id, offset));
        Some(Self { repository, file: id, offset, dockerfiles })
    }
}

pub(super) fn complete(file: &BuildFile, around: &Around, position: Position) -> Option<CompletionResponse> {
    let repository = around.repository(&file.path)?;
    let id = repository.find(&file.path)?;
    let gap = builds::gap(repository.facts(), id, file.offset(position))?;
    let paths = builds::dockerfiles_at(gap.repository(repository.facts()), id, gap.offset());
    let dockerfiles = Read::of(&repository, paths);
    let choices = builds::complete(repository.facts(), id, &gap, &dockerfiles.all());
    let supports = &file.workspace.supports;
    let replace = file.range(gap.range);
    let insert = Range::new(replace.start, position);
    let item = |(number, choice): (usize, builds::Choice)| {
        let new_text = format!("{}{}{}", gap.before, choice.name, gap.behind);
        let text_edit = match supports.insert_replace {
            true => InsertReplaceEdit { new_text, insert, replace }.into(),
            false => TextEdit { range: replace, new_text }.into(),
        };
        let (label_details, detail) = match supports.label_details {
            true => (Some(CompletionItemLabelDetails { detail: None, description: Some(choice.detail) }), None),
            false => (None, Some(choice.detail)),
        };
        let described = dockerfiles.0.iter().find(|(path, _)| *path == choice.dockerfile).map(|(_, snapshot)| {
            let text = builds::describe_stage(snapshot.document(), snapshot.settings(), choice.stage);
            supports.completion_markup.documentation(text)
        });
        CompletionItem {
            filter_text: (!gap.before.is_empty()).then(|| format!("{}{}", gap.before, choice.name)),
            label: choice.name,
            label_details,
            kind: Some(CompletionItemKind::MODULE),
            detail,
            documentation: described,
            sort_text: Some(format!("{number:05}")),
            text_edit: Some(text_edit),
            ..CompletionItem::default()
        }
    };
    let items = choices.into_iter().enumerate().map(item).collect();
    Some(CompletionResponse::List(CompletionList { is_incomplete: false, items }))
}

pub(super) fn hover(file: &BuildFile, around: &Around, position: Position) -> Option<Hover> {
    let at = At::new(file, around, position)?;
    let settings: Vec<_> = at.dockerfiles.0.iter().map(|(_, snapshot)| snapshot.settings()).collect();
    let found = builds::describe(at.repository.facts(), at.file, at.offset, &at.dockerfiles.all(), &settings)?;
    let contents = HoverContents::Markup(file.workspace.supports.hover_markup.content(found.text));
    Some(Hover { contents, range: Some(file.range(found.place.range)) })
}

pub(super) fn go_to(file: &BuildFile, around: &Around, position: Position, links: bool) -> Option<GotoDefinitionResponse> {
    let at = At::new(file, around, position)?;
    let targets = builds::go_to(at.repository.facts(), at.file, at.offset, &at.dockerfiles.all());
    let in_dockerfile = targets.into_iter().filter_map(|(number, target)| Some((&at.dockerfiles.0.get(number)?.1, target)));
    if links {
        let link = |(snapshot, target): (&Arc<Snapshot>, dflint::ide::definition::Target)| LocationLink {
            origin_selection_range: Some(file.range(target.origin)),
            target_uri: snapshot.uri.clone(),
            target_range: snapshot.range(target.range),
            target_selection_range: snapshot.range(target.selection),
        };
        return Some(GotoDefinitionResponse::Link(in_dockerfile.map(link).collect()));
    }
    let location = in_dockerfile.map(|(snapshot, target)| Location::new(snapshot.uri.clone(), snapshot.range(target.selection)));
    Some(GotoDefinitionResponse::Array(location.collect()))
}

/// Everywhere the stages are named that are meant here.
pub(super) fn references(file: &BuildFile, around: &Around, position: Position, declarations: bool) -> Option<Vec<Location>> {
    let at = At::new(file, around, position)?;
    let mut found = Vec::new();
    for (number, stage) in builds::meant(at.repository.facts(), at.file, at.offset, &at.dockerfiles.all()) {
        let Some((_, snapshot)) = at.dockerfiles.0.get(number) else { continue };
        found.extend(references::of_stage(snapshot, stage, declarations));
        for location in references::in_build_files(snapshot, &at.repository, stage) {
            if !found.contains(&location) {
                found.push(location);
            }
        }
    }
    Some(found)
}

/// The same name in the same file.
pub(super) fn highlights(file: &BuildFile, around: &Around, position: Position) -> Option<Vec<DocumentHighlight>> {
    let all = references(file, around, position, false)?;
    let here = all.into_iter().filter(|location| location.uri == file.uri);
    Some(here.map(|location| DocumentHighlight { range: location.range, kind: Some(DocumentHighlightKind::READ) }).collect())
}

/// From the paths of Dockerfiles to these.
pub(super) fn links(file: &BuildFile, around: &Around) -> Option<Vec<DocumentLink>> {
    let repository = around.repository(&file.path)?;
    let id = repository.find(&file.path)?;
    let link = |(place, path): (dflint::project::Place, String)| {
        let target = repository.opened.path_of(&path);
        Some(DocumentLink {
            range: file.range(place.range),
            target: Some(target.is_file().then(|| convert::path_to(&target))??),
            tooltip: file.workspace.supports.link_tooltips.then(|| "Open the Dockerfile".to_owned()),
            data: None,
        })
    };
    Some(builds::links(repository.facts(), id).into_iter().filter_map(link).collect())
}
