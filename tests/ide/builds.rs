//! Stages in the files that build them. What an editor does with the answers is tested in `tests/lsp/builds.rs`.

use std::collections::{BTreeMap, BTreeSet};

use dflint::document::Document;
use dflint::ide::builds::{Certain, Dockerfile, Renaming, begin, dockerfiles_at, rename, renamed_together};
use dflint::ide::names::Names;
use dflint::project::{Repository, Sources};
use dflint::stages::BuildOptions;

use crate::shared::archive;

struct Repo {
    texts: BTreeMap<String, String>,
    repository: Repository,
}

fn is_dockerfile(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    name.starts_with("dockerfile") && !name.ends_with("dockerignore") || name.ends_with(".dockerfile")
}

impl Repo {
    fn new(texts: BTreeMap<String, String>) -> Self {
        let files = texts.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes()));
        let dockerfiles: Vec<_> = texts.keys().filter(|path| is_dockerfile(path)).cloned().collect();
        let repository = Repository::read(Sources::new(files, dockerfiles));
        Self { texts, repository }
    }

    fn of(files: &[(&str, &str)]) -> Self {
        Self::new(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    fn read(&self, paths: Vec<String>) -> Vec<(String, Document, Names)> {
        let read = |path: String| {
            let document = Document::new(self.texts.get(&path)?.clone().into_bytes(), &BuildOptions::default());
            let names = Names::of(&document, &BuildOptions::default());
            Some((path, document, names))
        };
        paths.into_iter().filter_map(read).collect()
    }

    /// The stage gets another name that is named at a byte offset of a build file.
    fn rename(&self, path: &str, offset: u32, new: &str) -> Result<Renaming, String> {
        let file = self.repository.sources().find(path).unwrap();
        let known = self.read(dockerfiles_at(&self.repository, file, offset));
        let begun = begin(&self.repository, file, offset, &dockerfiles(&known))?;
        let all = self.read(renamed_together(&self.repository, &begun.dockerfile, &begun.name));
        rename(&self.repository, &dockerfiles(&all), begun.offset, Some(begun.place), new)
    }

    /// All edits of which it is certain that they are right, by file and place: each changes `old`.
    fn edits(&self, renaming: &Renaming, old: &str) -> BTreeMap<String, Vec<(usize, usize)>> {
        let mut edits: BTreeMap<String, BTreeSet<(usize, usize)>> = BTreeMap::new();
        for (path, of_file) in &renaming.dockerfiles {
            edits.entry(path.clone()).or_default().extend(of_file.iter().map(|edit| (edit.range.start as usize, edit.range.end as usize)));
        }
        for renamed in renaming.places.iter().filter(|renamed| renamed.certain == Certain::Yes) {
            let (path, range) = (self.repository.sources().path(renamed.place.file), renamed.place.range);
            edits.entry(path.to_owned()).or_default().insert((range.start as usize, range.end as usize));
        }
        for (path, of_file) in &edits {
            for (start, end) in of_file {
                assert!(
                    self.texts[path][*start..*end].eq_ignore_ascii_case(old),
                    "{path}: {old} at {start}: {:?}",
                    &self.texts[path][*start..*end]
                );
            }
        }
        edits.into_iter().map(|(path, edits)| (path, edits.into_iter().collect())).collect()
    }

    fn applied(&self, edits: &BTreeMap<String, Vec<(usize, usize)>>, new: &str) -> Self {
        let mut texts = self.texts.clone();
        let mut repository: Option<Repository> = None;
        for (path, edits) in edits {
            let text = texts.get_mut(path).unwrap();
            for (start, end) in edits.iter().rev() {
                text.replace_range(*start..*end, new);
            }
            let changed = repository.as_ref().unwrap_or(&self.repository).with_text(path, text.clone());
            repository = changed.or(repository);
        }
        let repository = repository.unwrap();
        Self { texts, repository }
    }
}

fn dockerfiles(read: &[(String, Document, Names)]) -> Vec<Dockerfile<'_>> {
    read.iter().map(|(path, document, names)| Dockerfile { path, document, names }).collect()
}

/// The places that are changed, as `file:line`, and those that are not, with the reason.
fn places(repo: &Repo, renaming: &Renaming) -> Vec<String> {
    let place = |renamed: &dflint::ide::builds::Renamed| {
        let path = repo.repository.sources().path(renamed.place.file);
        let line = repo.texts[path][..renamed.place.range.start as usize].matches('\n').count() + 1;
        format!("{path}:{line} {:?}", renamed.certain)
    };
    renaming.places.iter().map(place).collect()
}

const DOCKERFILE: &str = "FROM a AS base\nFROM base AS dev\nFROM base AS lint\nFROM base AS prod\n";

#[test]
fn a_name_comes_from_where_it_stands() {
    let bake = r#"variable "STAGE" {
  default = "dev"
}
target "app" {
  target = STAGE
}
target "more" {
  inherits = ["app"]
}
"#;
    let repo = Repo::of(&[("Dockerfile", DOCKERFILE), ("docker-bake.hcl", bake)]);
    let renaming = repo.rename("docker-bake.hcl", bake.find("dev").unwrap() as u32, "x").unwrap();
    assert_eq!(places(&repo, &renaming), ["docker-bake.hcl:2 Yes"]);
}

/// Groups name the targets of a matrix by the same words.
#[test]
fn a_name_that_names_a_build_too_is_not_changed_unasked() {
    let bake = r#"group "default" {
  targets = ["lint", "prod"]
}
target "all" {
  name   = tgt
  matrix = {
    tgt = ["lint", "prod"]
  }
  target = tgt
}
target "again" {
  target = "lint"
}
"#;
    let repo = Repo::of(&[("Dockerfile", DOCKERFILE), ("docker-bake.hcl", bake)]);
    let renaming = repo.rename("docker-bake.hcl", bake.rfind("lint").unwrap() as u32, "x").unwrap();
    assert_eq!(places(&repo, &renaming), ["docker-bake.hcl:7 Perhaps", "docker-bake.hcl:12 Yes"]);
}

#[test]
fn a_word_that_is_no_text_is_refused() {
    let compose = "services:\n  a:\n    build: {context: ., target: dev}\n";
    let repo = Repo::of(&[("Dockerfile", DOCKERFILE), ("compose.yaml", compose)]);
    let at = compose.find("dev").unwrap() as u32;
    assert!(repo.rename("compose.yaml", at, "on").unwrap_err().contains("`on` is no text where `compose.yaml` names the stage"));
    assert!(repo.rename("compose.yaml", at, "one").is_ok());
}

/// Of real repositories: each edit changes the old name and nothing else, and the inverse rename gives back the same bytes.
#[test]
fn real_stages_are_renamed_and_back() {
    /// So many names are changed in a repository.
    const NAMES: usize = 12;
    let Some(files) = archive("projects") else { return };
    let mut projects: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (path, text) in files {
        if let Some((project, path)) = path.trim_start_matches("./").split_once('/')
            && let Ok(text) = String::from_utf8(text)
        {
            projects.entry(project.to_owned()).or_default().insert(path.to_owned(), text);
        }
    }
    let (mut renamed, mut in_files, mut refused) = (0, 0, BTreeMap::<String, usize>::new());
    for (project, texts) in projects {
        let repo = Repo::new(texts);
        let targets =
            repo.repository.builds().filter_map(|build| Some((build.target.as_ref()?.exact_place()?, build.target.as_ref()?.text()?)));
        let targets: BTreeSet<_> = targets.map(|(place, name)| (name.to_lowercase(), place)).collect();
        let mut seen = BTreeSet::new();
        for (name, place) in targets.into_iter().filter(|(name, _)| seen.insert(name.clone())).take(NAMES) {
            let path = repo.repository.sources().path(place.file).to_owned();
            let renaming = match repo.rename(&path, place.range.start, "zz-renamed") {
                Ok(renaming) => renaming,
                Err(why) => {
                    let kind = why.split('`').next().unwrap_or_default().to_owned();
                    *refused.entry(kind).or_default() += 1;
                    continue;
                }
            };
            let edits = repo.edits(&renaming, &name);
            let after = repo.applied(&edits, &renaming.name);
            renamed += 1;
            in_files += edits.len();
            // The same name is now further behind by what was changed before it.
            let before = edits[&path].iter().filter(|(start, _)| *start < place.range.start as usize).count();
            let at = place.range.start as usize + before * renaming.name.len() - before * name.len();
            let back = match after.rename(&path, at as u32, &name) {
                Ok(back) => back,
                // `FROM alpine AS alpine`.
                Err(why) => {
                    assert!(why.contains("is an image"), "{project}/{path}: {name}: {why}");
                    continue;
                }
            };
            let again = after.applied(&after.edits(&back, "zz-renamed"), &back.name);
            for (path, text) in &repo.texts {
                assert!(text.eq_ignore_ascii_case(&again.texts[path]), "{project}/{path}: {name}");
            }
        }
    }
    eprintln!("{renamed} stages renamed in {in_files} files; refused: {refused:?}");
    assert!(renamed > 50, "{renamed}: {refused:?}");
}
