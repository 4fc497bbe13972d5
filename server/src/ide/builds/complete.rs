//! The stages that a build can have as its target.

use super::Dockerfile;
use super::said::{Part, dockerfiles, said};
use crate::ide::stage;
use crate::project::{FileId, Repository};
use crate::text::ByteRange;

/// A place where the name of a stage stands, or would stand.
#[derive(Debug)]
pub struct Gap {
    /// Its name now, perhaps nothing.
    pub range: ByteRange,
    /// What must stand before the name and behind it, and does not yet: a blank, quotes.
    pub before: &'static str,
    pub behind: &'static str,
    /// The repository with some name in the gap, if there is none yet, and an offset of it there.
    filled: Option<Repository>,
    offset: u32,
}

impl Gap {
    /// What is to be asked with [`Self::offset`].
    pub fn repository<'r>(&'r self, repository: &'r Repository) -> &'r Repository {
        self.filled.as_ref().unwrap_or(repository)
    }

    pub const fn offset(&self) -> u32 {
        self.offset
    }
}

/// What is put in a gap to see what it would mean.
const FILLING: &str = "dflint-target";

/// What may have to stand around a name that is not there yet: in YAML a blank behind the colon, in HCL quotes.
const AROUND: [(&str, &str); 4] = [("", ""), (" ", ""), ("\"", "\""), ("", "\"")];

/// The gap at a byte offset of a file. A name that is not there yet is no fact, and often the file is broken without it: so it is read again
/// with a name in that place. That is tried only where the line says `target`, or is an item of a list.
pub fn gap(repository: &Repository, file: FileId, offset: u32) -> Option<Gap> {
    let name = |repository: &Repository, offset: u32| {
        let all = said(repository, file, offset);
        all.iter().find(|said| said.exact && said.part != Part::Dockerfile).map(|said| said.place.range)
    };
    if let Some(range) = name(repository, offset) {
        return Some(Gap { range, before: "", behind: "", filled: None, offset });
    }
    let (text, path) = (repository.sources().text(file), repository.sources().path(file));
    let (start, end) = text.split_at_checked(offset as usize)?;
    let line = start.rsplit('\n').next().unwrap_or_default();
    if !line.to_ascii_lowercase().contains("target") && !line.trim_start().starts_with("- ") {
        return None;
    }
    AROUND.into_iter().find_map(|(before, behind)| {
        let filled = repository.with_text(path, format!("{start}{before}{FILLING}{behind}{end}"))?;
        let at = offset + before.len() as u32;
        let found = name(&filled, at)?;
        let range = ByteRange::empty(offset);
        let alone = found == ByteRange::new(at, at + FILLING.len() as u32);
        alone.then_some(Gap { range, before, behind, filled: Some(filled), offset: at })
    })
}

/// A stage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// As it is written in the Dockerfile.
    pub name: String,
    pub detail: String,
    /// The path of the Dockerfile below the root, and the stage.
    pub dockerfile: String,
    pub stage: usize,
}

/// The stages of the Dockerfiles that the builds with this gap build; the last ones first, which are built most.
pub fn complete(repository: &Repository, file: FileId, gap: &Gap, known: &[Dockerfile<'_>]) -> Vec<Choice> {
    let repository = gap.repository(repository);
    let all = said(repository, file, gap.offset);
    let mut paths: Vec<String> = Vec::new();
    for said in all.iter().filter(|said| said.exact && said.part != Part::Dockerfile) {
        let of_build = dockerfiles(said.build, repository.sources());
        paths.extend(of_build.into_iter().map(|(path, _)| path));
    }
    let used: Vec<_> = known.iter().filter(|one| paths.iter().any(|path| path == one.path)).collect();
    let mut choices: Vec<Choice> = Vec::new();
    for dockerfile in &used {
        let (document, graph) = (dockerfile.document, dockerfile.document.graph());
        for (index, found) in graph.stages.iter().enumerate().rev() {
            let Some((name, range)) = found.name.as_deref().zip(found.name_range) else { continue };
            if graph.stage_named(name) != Some(index) {
                continue;
            }
            let name = String::from_utf8_lossy(range.slice(document.text())).into_owned();
            let line = stage::line(document, found.from);
            let in_file = if used.len() > 1 { format!(" of {}", dockerfile.path) } else { String::new() };
            let detail = format!("FROM {}, line {line}{in_file}", found.base.written);
            if choices.iter().all(|choice| choice.name != name) {
                choices.push(Choice { name, detail, dockerfile: dockerfile.path.to_owned(), stage: index });
            }
        }
    }
    choices
}
