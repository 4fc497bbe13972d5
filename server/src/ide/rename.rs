//! Giving a stage, a variable or a heredoc another name, everywhere in the file at once.

use super::names::{Name, Names, Site, SiteKind, is_name};
use crate::document::Document;
use crate::lint::{Edit, is_platform_argument, is_used_by_builder};
use crate::stages::Source;
use crate::syntax::is_stage_name;
use crate::text::ByteRange;

/// What can be renamed at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renamable {
    pub range: ByteRange,
    /// What it is called now, or could be called.
    pub placeholder: String,
}

/// What stands at a byte offset, if it can be renamed. The error says why not, in a sentence; none if there is no name at all.
pub fn prepare(document: &Document, names: &Names, offset: u32) -> Result<Renamable, Option<String>> {
    let site = names.at(offset).ok_or(None)?;
    refuse(document, names, &site)?;
    let placeholder = match site.name {
        Name::Stage(index) => match document.graph().stages.get(index).and_then(|stage| stage.name.clone()) {
            Some(name) if site.kind == SiteKind::Number => name,
            Some(_) => String::from_utf8_lossy(site.range.slice(document.text())).into_owned(),
            None => format!("stage-{index}"),
        },
        // In the file it may be split over lines.
        Name::Variable(number) => names.variable(number).to_owned(),
        Name::Heredoc(..) => String::from_utf8_lossy(site.range.slice(document.text())).into_owned(),
    };
    Ok(Renamable { range: site.range, placeholder })
}

/// The edits that give the name at a byte offset a new one, sorted by place.
pub fn rename(document: &Document, names: &Names, offset: u32, new: &str) -> Result<Vec<Edit>, String> {
    let site = names.at(offset).ok_or("There is no name here.")?;
    refuse(document, names, &site).map_err(|why| why.unwrap_or_else(|| "There is no name here.".to_owned()))?;
    match site.name {
        Name::Stage(index) => rename_stage(document, names, &site, index, new),
        Name::Variable(_) => rename_variable(document, names, &site, new),
        Name::Heredoc(instruction, number) => {
            let heredoc = document.file().instructions.get(instruction).and_then(|instruction| instruction.heredocs.get(number));
            let body = heredoc.map_or(&[][..], |heredoc| heredoc.body.slice(document.text()));
            let taken = body.split(|byte| *byte == b'\n').any(|line| line.trim_ascii() == new.as_bytes());
            if !is_name(new) {
                return Err(format!("`{new}` cannot be the name of a heredoc here: it is a word of letters, digits and `_`."));
            }
            if taken {
                return Err(format!("The heredoc has a line `{new}`, which would end it."));
            }
            Ok(edits(names.of_name(site.name), new))
        }
    }
}

/// Why a name cannot be changed, if so.
fn refuse(document: &Document, names: &Names, site: &Site) -> Result<(), Option<String>> {
    let computed = names.of_name(site.name).find(|other| other.kind == SiteKind::Computed);
    if let Some(computed) = computed {
        let line = document.index().line(computed.range.start);
        let written = String::from_utf8_lossy(computed.range.slice(document.text())).into_owned();
        return Err(Some(format!("`{written}` in line {line} may mean this stage, and its variable would not be changed.")));
    }
    let Name::Variable(number) = site.name else { return Ok(()) };
    let name = names.variable(number);
    if is_platform_argument(name) || is_used_by_builder(name) || matches!(name, "PATH" | "HOME") {
        return Err(Some(format!("`{name}` has its name from the builder or the system.")));
    }
    let is_defined = names.of_name(site.name).any(|other| matches!(other.kind, SiteKind::Definition | SiteKind::Redeclaration));
    if is_defined { Ok(()) } else { Err(Some(format!("Nothing in this file sets `{name}`."))) }
}

/// The edits that give a stage without a name one, and put it in the place of its number.
pub(super) fn name_stage(document: &Document, names: &Names, index: usize, new: &str) -> Result<Vec<Edit>, String> {
    let from = document.graph().stages.get(index).map_or(0, |stage| stage.from);
    let site = Site { name: Name::Stage(index), kind: SiteKind::Number, range: ByteRange::default(), instruction: from };
    refuse(document, names, &site).map_err(|why| why.unwrap_or_else(|| "There is no name here.".to_owned()))?;
    rename_stage(document, names, &site, index, new)
}

fn rename_stage(document: &Document, names: &Names, site: &Site, index: usize, new: &str) -> Result<Vec<Edit>, String> {
    let graph = document.graph();
    if !is_stage_name(&new.to_lowercase()) {
        return Err(format!(
            "`{new}` cannot be the name of a stage: it begins with a letter and goes on with letters, digits, `-`, `_` and `.`."
        ));
    }
    // FROM finds a stage by its name in lower case only.
    let new = new.to_lowercase();
    if matches!(new.as_str(), "scratch" | "context") {
        return Err(format!("`{new}` has a meaning of its own, and cannot be the name of a stage."));
    }
    let other = graph.stages.iter().enumerate().find(|(at, stage)| *at != index && stage.name.as_deref() == Some(&new));
    if let Some((_, other)) = other {
        return Err(format!("The stage in line {} is called `{new}` already.", other.lines.first));
    }
    let mut edges = graph.stages.iter().flat_map(|stage| stage.edges.iter().filter(|edge| !edge.trigger).chain(&stage.put_off));
    if let Some(image) = edges.find(|edge| edge.source == Source::Outside && edge.name == new) {
        let line = document.index().line(image.range.start);
        return Err(format!("`{new}` in line {line} is an image, and would mean the stage then."));
    }
    let stage = graph.stages.get(index).ok_or("There is no such stage.")?;
    let named = stage.name_range.is_some();
    // Numbers stay, unless one of them was asked about.
    let numbers = !named || site.kind == SiteKind::Number;
    let mut edits = edits(names.of_name(site.name).filter(|site| numbers || site.kind != SiteKind::Number), &new);
    if !named {
        let from = document.file().instructions.get(stage.from).ok_or("There is no such stage.")?;
        let keyword = if document.writes_lower_case() { "as" } else { "AS" };
        edits.push(Edit { range: ByteRange::empty(stage.base.range.end.max(from.keyword_range().end)), text: format!(" {keyword} {new}") });
        edits.sort_by_key(|edit| edit.range);
    }
    Ok(edits)
}

fn rename_variable(document: &Document, names: &Names, site: &Site, new: &str) -> Result<Vec<Edit>, String> {
    if !is_name(new) {
        return Err(format!(
            "`{new}` cannot be the name of a variable: it begins with a letter or `_` and goes on with letters, digits and `_`."
        ));
    }
    let graph = document.graph();
    let sites: Vec<Site> = names.of_name(site.name).collect();
    // Where it stands now, something else must not be called so.
    let taken = sites.iter().find(|site| {
        let stage = graph.stage_at(site.instruction).and_then(|stage| graph.stages.get(stage));
        let in_fragment = graph.is_fragment() && graph.scope_at_end().variable(new).is_some();
        in_fragment || graph.globals.variable(new).is_some() || stage.is_some_and(|stage| stage.scope.variable(new).is_some())
    });
    if let Some(taken) = taken {
        let line = document.index().line(taken.range.start);
        return Err(format!("`{new}` is a variable already, where line {line} uses this one."));
    }
    if let Some(split) = sites.iter().find(|site| site.range.slice(document.text()).contains(&b'#')) {
        let line = document.index().line(split.range.start);
        return Err(format!("The name is split over lines in line {line}, and the comment between them would be lost."));
    }
    Ok(edits(sites.into_iter(), new))
}

fn edits(sites: impl Iterator<Item = Site>, new: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = sites.map(|site| Edit { range: site.range, text: new.to_owned() }).collect();
    edits.dedup_by_key(|edit| edit.range);
    edits
}

/// The places that change together while one of them is typed in: a stage and its references, a heredoc and its end. Empty if the text of
/// one differs.
pub fn linked(document: &Document, names: &Names, offset: u32) -> Vec<ByteRange> {
    let Some(site) = names.at(offset).filter(|site| matches!(site.name, Name::Stage(_) | Name::Heredoc(..))) else { return Vec::new() };
    if site.kind == SiteKind::Number || refuse(document, names, &site).is_err() {
        return Vec::new();
    }
    let text = site.range.slice(document.text());
    let sites: Vec<ByteRange> = names.of_name(site.name).filter(|other| other.kind != SiteKind::Number).map(|other| other.range).collect();
    let same = sites.iter().all(|range| range.slice(document.text()) == text);
    if same && sites.len() > 1 { sites } else { Vec::new() }
}
