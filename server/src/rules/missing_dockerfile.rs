//! A build of a Dockerfile that is not there.

use crate::lint::{BuildFacts, BuildReport, BuildRule, Group, Level, Rule};
use crate::project::{Build, Dockerfile, FileKind, Folder};
use crate::syntax::closest;

pub static RULE: Rule = Rule {
    name: "missing-dockerfile",
    summary: "A Compose file or Bake file builds a Dockerfile that is not there.",
    level: Level::Warning,
    group: Group::Builds,
    page: include_str!("missing_dockerfile.md"),
    ..Rule::EMPTY
};

pub static BUILD_RULE: BuildRule = BuildRule { rule: &RULE, check };

fn check(facts: &BuildFacts<'_>, build: &Build, report: &mut BuildReport) {
    // A workflow or a script may write the file before it is built.
    let kinds = [FileKind::Compose, FileKind::Bake, FileKind::Devcontainer, FileKind::Skaffold];
    if !kinds.contains(&build.kind) || !matches!(build.folder, Folder::Known(_)) || !facts.loaded.complete {
        return;
    }
    let (Dockerfile::InContext(written) | Dockerfile::InFolder(written)) = &build.dockerfile else { return };
    let Some(path) = build.written_paths().and_then(|paths| paths.into_iter().next()) else { return };
    let repository = &facts.loaded.repository;
    if repository.sources().is_dockerfile(&path) || !repository.is_absent(&path) {
        return;
    }
    let place = written.origin();
    let finding = report.add(place, format!("There is no file `{path}`: this build stops before it begins."));
    if let Some(known) = closest(&path, repository.sources().dockerfiles()) {
        finding.help(format!("Did you mean `{known}`?"));
    }
}
