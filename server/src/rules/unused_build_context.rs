//! A named context that the Dockerfile does not use.

use crate::lint::{BuildFacts, BuildReport, BuildRule, Facts, Group, Level, Report, Rule};
use crate::project::Build;
use crate::stages::StageGraph;
use crate::syntax::closest;

pub static RULE: Rule = Rule {
    name: "unused-build-context",
    summary: "A build has a named context that nothing in the Dockerfile names.",
    level: Level::Warning,
    group: Group::Builds,
    fixable: false,
    aliases: &[],
    page: include_str!("unused_build_context.md"),
    late: false,
    check: in_dockerfile,
};

pub static BUILD_RULE: BuildRule = BuildRule { rule: &RULE, check };

/// It is found in the file that describes the build.
fn in_dockerfile(_: &Facts<'_>, _: &mut Report<'_>) {}

fn check(facts: &BuildFacts<'_>, build: &Build, report: &mut BuildReport) {
    if build.contexts.is_empty() {
        return;
    }
    let Some(built) = facts.dockerfile_of(build) else { return };
    let graph = built.document.graph();
    // With the arguments of the build, a base may be any other.
    if graph.stages.iter().any(|stage| stage.base.variable) {
        return;
    }
    let named = named(graph);
    for context in &build.contexts {
        let Some(name) = context.name.text().filter(|name| !name.is_empty()) else { continue };
        // What the frontend itself reads.
        if matches!(name.as_str(), "context" | "dockerfile") || named.iter().any(|used| is_same(used, &name)) {
            continue;
        }
        let place = context.name.exact_place().unwrap_or(context.name.place);
        let message = format!("Nothing in `{}` takes anything from `{name}`: this context has no effect.", built.path);
        let finding = report.add(place, message);
        match closest(&name, named.iter().copied()) {
            Some(known) => finding.help(format!("Did you mean `{known}`?")),
            None => finding.help(format!("Use it with `FROM {name}` or `COPY --from={name}`, or leave it out.")),
        };
    }
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

/// Names of images have short forms; those of stages know no letter case.
fn is_same(used: &str, context: &str) -> bool {
    let short = |name: &str| {
        let lower = name.to_lowercase();
        let path = lower.strip_prefix("docker.io/").unwrap_or(&lower);
        let path = path.strip_prefix("library/").unwrap_or(path);
        path.strip_suffix(":latest").unwrap_or(path).to_owned()
    };
    short(used) == short(context)
}
