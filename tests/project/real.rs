//! Real repositories, where they are at hand: no reader panics, and every place is that of its text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;

use dflint::project::{Build, Repository, Sources};
use insta::assert_snapshot;

use super::line;
use crate::shared::{archive, shared};

/// Paths and texts.
type Files = Vec<(String, Vec<u8>)>;

/// The files of each repository.
fn repositories() -> Option<BTreeMap<String, Files>> {
    let mut repositories: BTreeMap<String, Files> = BTreeMap::new();
    for (path, text) in archive("projects")? {
        let path = path.trim_start_matches("projects/");
        if let Some((name, path)) = path.split_once('/') {
            repositories.entry(name.to_owned()).or_default().push((path.to_owned(), text));
        }
    }
    Some(repositories)
}

#[test]
fn places_are_those_of_their_texts() {
    let Some(repositories) = repositories() else { return };
    let list = std::env::var_os("DFLINT_LIST").is_some();
    let (mut builds, mut with_target) = (0, 0);
    for (name, files) in repositories {
        let is_dockerfile = |path: &str| path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase().contains("dockerfile");
        let dockerfiles: Vec<_> = files.iter().map(|(path, _)| path.clone()).filter(|path| is_dockerfile(path)).collect();
        let mut repository = Repository::read(Sources::new(files.clone(), dockerfiles));
        repository.find_files(|path| files.iter().find(|(own, _)| own == path).map(|(_, text)| text.clone()));
        for build in repository.builds() {
            // The line checks each place.
            let line = line(build, repository.sources());
            builds += 1;
            with_target += usize::from(build.target.is_some() && build.standing.is_written());
            if list {
                println!("{name} {line}");
            }
        }
    }
    assert!(builds > 800 && with_target > 400, "{builds} builds, {with_target} with a target");
}

/// What the statistics of these repositories found that command lines and workflows build (`named_by` of projects.tsv), and the readers do
/// not find.
#[test]
fn named_targets_are_found() {
    let (Some(repositories), Some(table)) = (repositories(), shared("corpus/projects.tsv.gz")) else { return };
    let mut rows = String::new();
    flate2::read::GzDecoder::new(File::open(table).unwrap()).read_to_string(&mut rows).unwrap();
    let mut missing = BTreeSet::new();
    let mut found = 0;
    let read = |(name, files): (String, Files)| (name.replace('+', "/"), Repository::read(Sources::new(files, [])));
    let repositories: BTreeMap<String, Repository> = repositories.into_iter().map(read).collect();
    for row in rows.lines().skip(1) {
        let cells: Vec<_> = row.split('\t').collect();
        let Some(repository) = repositories.get(cells[0]) else { continue };
        for named in cells[6].split(" | ") {
            let Some((file, stage)) = named.split_once(':').and_then(|(_, rest)| rest.split_once("->")) else { continue };
            if !["gha-workflow:", "script:", "make:"].iter().any(|kind| named.starts_with(kind)) {
                continue;
            }
            let stage = stage.trim_end_matches(" (exact)");
            let can_be = |build: &Build| build.target.as_ref().is_some_and(|target| target.can_be_stage(stage));
            if repository.builds().any(can_be) {
                found += 1;
            } else {
                missing.insert(format!("{} {file} {stage}", cells[0]));
            }
        }
    }
    assert!(found > 1_000, "{found}");
    let missing: Vec<_> = missing.into_iter().collect();
    assert_snapshot!(missing.join("\n"), @"");
}
