//! A named context that the Dockerfile does not use.

use crate::lint::{BuildFacts, BuildReport, BuildRule, Built, Group, Level, Rule};
use crate::project::{Build, Place};
use crate::stages::StageGraph;
use crate::stages::is_same_context;
use crate::syntax::closest;

pub static RULE: Rule = Rule {
    name: "unused-build-context",
    summary: "A build has a named context that nothing in the Dockerfile names.",
    level: Level::Warning,
    group: Group::Builds,
    page: include_str!("unused_build_context.md"),
    ..Rule::EMPTY
};

pub static BUILD_RULE: BuildRule = BuildRule { rule: &RULE, check };

fn check(facts: &BuildFacts<'_>, build: &Build, report: &mut BuildReport) {
    for context in &build.contexts {
        let Some(name) = context.name.text().filter(|name| !name.is_empty()) else { continue };
        // What the frontend itself reads.
        if matches!(name.as_str(), "context" | "dockerfile") {
            continue;
        }
        let place = context.name.origin();
        let Some(without) = dockerfiles_without(facts, place, &name) else { continue };
        let who = match without.as_slice() {
            [one] => format!("in `{}`", one.path),
            [one, ..] => format!("in the {} Dockerfiles that are given this, `{}` among them,", without.len(), one.path),
            [] => continue,
        };
        let message = format!("Nothing {who} takes anything from `{name}`: this context has no effect.");
        let named = without.iter().flat_map(|built| named(built.document.graph()));
        let finding = report.add(place, message);
        match closest(&name, named) {
            Some(known) => finding.help(format!("Did you mean `{known}`?")),
            None => finding.help(format!("Use it with `FROM {name}` or `COPY --from={name}`, or leave it out.")),
        };
    }
}

/// The Dockerfiles of all builds that have a context from one place, by path. None if one of them uses it, or may: what targets have in
/// common need not be for each of them.
fn dockerfiles_without(facts: &BuildFacts<'_>, place: Place, name: &str) -> Option<Vec<Built>> {
    facts.dockerfiles_given(place, name, |built| {
        let graph = built.document.graph();
        // With the arguments of the build, a base may be any other.
        !graph.stages.iter().any(|stage| stage.base.variable) && !named(graph).iter().any(|used| is_same_context(used, name))
    })
}

/// Everything that a context could stand for: stages, images and whatever else follows FROM or `--from`.
fn named(graph: &StageGraph) -> Vec<&str> {
    let mut named = Vec::new();
    for stage in &graph.stages {
        named.extend(stage.name.as_deref());
        named.push(stage.base.written.as_str());
        named.extend(stage.edges.iter().map(|edge| edge.name.as_str()));
    }
    named.retain(|name| !name.is_empty());
    named
}
