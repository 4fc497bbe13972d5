//! Real repositories, where they are at hand: no reader panics, and every place is that of its text.

use std::collections::BTreeMap;

use dflint::project::{FileKind, Repository, Role, Sources};

use super::line;
use crate::shared::archive;

const KINDS: [FileKind; 4] = [FileKind::Bake, FileKind::Compose, FileKind::Devcontainer, FileKind::Skaffold];

/// The files of each repository.
fn repositories() -> Option<BTreeMap<String, Vec<(String, Vec<u8>)>>> {
    let mut repositories: BTreeMap<String, Vec<_>> = BTreeMap::new();
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
        let repository = Repository::read(Sources::new(files, dockerfiles));
        for build in repository.builds().filter(|build| KINDS.contains(&build.kind)) {
            // The line checks each place.
            let line = line(build, repository.sources());
            builds += 1;
            with_target += usize::from(build.target.is_some() && build.role == Role::Plain);
            if list {
                println!("{name} {line}");
            }
        }
    }
    assert!(builds > 300 && with_target > 100, "{builds} builds, {with_target} with a target");
}
