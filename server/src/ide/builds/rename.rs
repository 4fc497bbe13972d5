//! Giving a stage another name in its Dockerfile and in every file that names it.

use super::Dockerfile;
use super::describe::stages;
use super::naming::{Naming, namings};
use super::said::{Part, Said, dockerfiles, said};
use crate::ide::names::Name;
use crate::ide::rename::{self, Renamable};
use crate::lint::Edit;
use crate::project::{Build, Certainty, FileId, Place, Repository};

/// What a new name changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renaming {
    /// Edits of Dockerfiles, by their paths below the root.
    pub dockerfiles: Vec<(String, Vec<Edit>)>,
    /// Places in build files.
    pub places: Vec<Renamed>,
    /// The name as it is written.
    pub name: String,
}

/// A place in a build file that names the stage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renamed {
    pub place: Place,
    pub certain: Certain,
}

/// Whether a place can be changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Certain {
    /// It is the name, and means this stage.
    Yes,
    /// It is the name, but what it means may be a stage of another Dockerfile.
    Perhaps,
    /// The name is put together or computed: there is no one place to change.
    Computed,
}

/// What stands at a byte offset of a build file, if it is the name of a stage that can be renamed. The error says why not, in a sentence;
/// none if there is no such name.
pub fn prepare(repository: &Repository, file: FileId, offset: u32, known: &[Dockerfile<'_>]) -> Result<Renamable, Option<String>> {
    let (said, dockerfile, stage) = the_one(repository, file, offset, known)?;
    let at = definition(dockerfile, stage).ok_or(None)?;
    rename::prepare(dockerfile.document, dockerfile.names, at)?;
    Ok(Renamable { range: said.place.range, placeholder: said.value.text().unwrap_or_default() })
}

/// A name in a build file, and the stage that it means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Begun {
    pub place: Place,
    pub name: String,
    /// The Dockerfile, below the root, and where the stage has its name in it.
    pub dockerfile: String,
    pub offset: u32,
}

/// The one stage that a name in a build file means, to be renamed from there.
pub fn begin(repository: &Repository, file: FileId, offset: u32, known: &[Dockerfile<'_>]) -> Result<Begun, String> {
    let none = || "No stage is named here.".to_owned();
    let (said, dockerfile, stage) = the_one(repository, file, offset, known).map_err(|why| why.unwrap_or_else(none))?;
    let offset = definition(dockerfile, stage).ok_or_else(none)?;
    let name = said.value.text().unwrap_or_default();
    Ok(Begun { place: said.place, name, dockerfile: dockerfile.path.to_owned(), offset })
}

fn the_one<'r, 'd>(
    repository: &'r Repository,
    file: FileId,
    offset: u32,
    known: &'d [Dockerfile<'d>],
) -> Result<(Said<'r>, &'d Dockerfile<'d>, usize), Option<String>> {
    let all = said(repository, file, offset);
    let mut named = all.iter().filter(|said| said.part != Part::Dockerfile).peekable();
    let first = **named.peek().ok_or(None)?;
    if named.clone().all(|said| !said.exact || said.value.text().is_none()) {
        return Err(Some("The name is put together here: rename the stage in its Dockerfile.".to_owned()));
    }
    let mut found: Vec<(Said<'r>, &Dockerfile<'_>, usize, Certainty)> = Vec::new();
    for said in named.filter(|said| said.exact) {
        for (path, certainty) in dockerfiles(said.build, repository.sources()) {
            let Some(dockerfile) = known.iter().find(|one| one.path == path) else { continue };
            found.extend(stages(said, dockerfile).into_iter().map(|stage| (*said, dockerfile, stage, certainty)));
        }
    }
    found.sort_by_key(|(.., certainty)| std::cmp::Reverse(*certainty));
    let Some(&(said, dockerfile, stage, certainty)) = found.first() else {
        // Where it is not known what is built, `target` may mean anything: a platform, a target of Bake.
        let is_certain =
            |said: &Said<'_>| dockerfiles(said.build, repository.sources()).iter().any(|(_, certainty)| *certainty == Certainty::Yes);
        if !all.iter().any(is_certain) {
            return Err(None);
        }
        let name = first.value.text().unwrap_or_default();
        return Err(Some(match first.part {
            Part::Target => format!("No Dockerfile that is built here has a stage `{name}`."),
            // An image, or a name that nothing uses.
            _ => format!("`{name}` is no stage of the Dockerfile that is built here."),
        }));
    };
    // Those that certainly mean it change together.
    let others = found.iter().filter(|(_, other, ..)| other.path != dockerfile.path);
    if let Some((_, other, ..)) = others.clone().next().filter(|_| certainty < Certainty::Yes) {
        return Err(Some(format!(
            "It is not known which Dockerfile is built here: this may be a stage of `{}`, or of `{}`.",
            dockerfile.path, other.path
        )));
    }
    Ok((said, dockerfile, stage))
}

/// The Dockerfiles in which a stage of this name must change its name together with that of one Dockerfile, because a place in a build file
/// names both; that one first.
pub fn renamed_together(repository: &Repository, dockerfile: &str, name: &str) -> Vec<String> {
    let sources = repository.sources();
    let places = |build: &Build| -> Vec<Place> {
        let values = build.target.iter().chain(build.contexts.iter().map(|context| &context.name));
        let named = values.filter(|value| value.text().is_some_and(|text| text.eq_ignore_ascii_case(name)));
        named.filter_map(|value| value.exact_place()).collect()
    };
    let naming: Vec<(&Build, Vec<Place>)> = repository.builds().map(|build| (build, places(build))).collect();
    let naming: Vec<_> = naming.into_iter().filter(|(_, places)| !places.is_empty()).collect();
    let mut found = vec![dockerfile.to_owned()];
    let mut at = 0;
    while let Some(path) = found.get(at).cloned() {
        at += 1;
        let own = naming.iter().filter(|(build, _)| build.builds(&path, sources) == Certainty::Yes);
        let own: Vec<Place> = own.flat_map(|(_, places)| places.iter().copied()).collect();
        for (build, _) in naming.iter().filter(|(_, places)| places.iter().any(|place| own.contains(place))) {
            for (other, certainty) in dockerfiles(build, sources) {
                if certainty == Certainty::Yes && !found.contains(&other) {
                    found.push(other);
                }
            }
        }
    }
    found
}

/// Renames a stage of the first Dockerfile; in the others ([`renamed_together`]) the stage of the same name. `offset` is a place in the first
/// one that names the stage. Something else that has a name is renamed in the first Dockerfile alone. `asked` is the place in a
/// build file where the user began, if it was one.
pub fn rename(repository: &Repository, all: &[Dockerfile<'_>], offset: u32, asked: Option<Place>, new: &str) -> Result<Renaming, String> {
    let first = all.first().ok_or("There is no such file.")?;
    let edits = rename::rename(first.document, first.names, offset, new)?;
    let mut renaming = Renaming { dockerfiles: vec![(first.path.to_owned(), edits)], places: Vec::new(), name: new.to_lowercase() };
    let Some(Name::Stage(stage)) = first.names.at(offset).map(|site| site.name) else { return Ok(renaming) };
    let Some(old) = first.document.graph().stages.get(stage).and_then(|stage| stage.name.as_deref()) else { return Ok(renaming) };
    for (at, dockerfile) in all.iter().enumerate() {
        let Some(index) = (if at == 0 { Some(stage) } else { dockerfile.document.graph().stage_named(old) }) else { continue };
        if at > 0 {
            let Some(place) = definition(dockerfile, index) else { continue };
            let edits = rename::rename(dockerfile.document, dockerfile.names, place, new)
                .map_err(|why| format!("A build file has one name for stages of `{}` and of `{}`. {why}", first.path, dockerfile.path))?;
            renaming.dockerfiles.push((dockerfile.path.to_owned(), edits));
        }
        let builds = repository.builds().map(|build| (build, build.builds(dockerfile.path, repository.sources())));
        let builds: Vec<_> = builds.filter(|(_, certainty)| *certainty > Certainty::No).collect();
        if let Some((build, _)) = builds.iter().find(|(build, _)| takes_place_of(build, &renaming.name)) {
            let title = build.title(repository.sources());
            return Err(format!("{title} has a context `{}`, which would take the place of the stage.", renaming.name));
        }
        // Of two stages with the name, a target means the last.
        if dockerfile.document.graph().stage_named(old) != Some(index) {
            continue;
        }
        for naming in namings(builds, dockerfile.document.graph(), index) {
            let (place, certain) = match (naming.exact_place(), naming.certainty) {
                (None, _) => (naming.value.place, Certain::Computed),
                (Some(place), _) if asked != Some(place) && names_build_too(&naming, place) => (place, Certain::Perhaps),
                (Some(place), Certainty::Yes) => (place, Certain::Yes),
                (Some(place), _) if asked == Some(place) => (place, Certain::Yes),
                (Some(place), _) => (place, Certain::Perhaps),
            };
            renaming.places.push(Renamed { place, certain });
        }
    }
    if let Some(plain) = renaming.places.iter().find(|renamed| is_no_text(repository, renamed.place, &renaming.name)) {
        let path = repository.sources().path(plain.place.file);
        return Err(format!("`{}` is no text where `{path}` names the stage, because it stands without quotes there.", renaming.name));
    }
    // What one Dockerfile is certain of is certain.
    renaming.places.sort_by_key(|renamed| (renamed.place, renamed.certain));
    renaming.places.dedup_by_key(|renamed| renamed.place);
    Ok(renaming)
}

fn takes_place_of(build: &Build, name: &str) -> bool {
    build.contexts.iter().any(|context| context.name.text().is_some_and(|context| context.eq_ignore_ascii_case(name)))
}

/// Whether the name comes from elsewhere, and the build is called by it too: a matrix of Bake, whose groups would name nothing any more.
fn names_build_too(naming: &Naming<'_>, place: Place) -> bool {
    let elsewhere = naming.value.place.file != place.file || !naming.value.place.range.contains(place.range);
    elsewhere && naming.build.name.is_some() && naming.build.name == naming.value.text()
}

/// Whether a name that is no text in YAML would stand without quotes.
fn is_no_text(repository: &Repository, place: Place, name: &str) -> bool {
    let sources = repository.sources();
    let yaml = [".yml", ".yaml"].iter().any(|ending| sources.path(place.file).ends_with(ending));
    let before = sources.text(place.file).as_bytes().get(..place.range.start as usize).and_then(<[u8]>::last);
    yaml && !matches!(before, Some(b'"' | b'\'')) && ["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(&name)
}

/// Where a stage has its name.
fn definition(dockerfile: &Dockerfile<'_>, stage: usize) -> Option<u32> {
    let range = dockerfile.document.graph().stages.get(stage)?.name_range?;
    let site = dockerfile.names.at(range.start)?;
    (site.name == Name::Stage(stage)).then_some(range.start)
}
