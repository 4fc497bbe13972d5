//! A build of a stage that its Dockerfile does not have.

use crate::lint::{BuildFacts, BuildReport, BuildRule, Fix, Group, Level, Rule};
use crate::project::Build;
use crate::syntax::closest;
use crate::text::ByteRange;

pub static RULE: Rule = Rule {
    name: "unknown-build-target",
    summary: "A Compose file, Bake file, workflow or script builds a stage that the Dockerfile does not have.",
    level: Level::Warning,
    group: Group::Builds,
    page: include_str!("unknown_build_target.md"),
    ..Rule::EMPTY
};

pub static BUILD_RULE: BuildRule = BuildRule { rule: &RULE, check };

fn check(facts: &BuildFacts<'_>, build: &Build, report: &mut BuildReport) {
    let Some(target) = &build.target else { return };
    let Some(name) = target.text().filter(|name| !name.is_empty()) else { return };
    let Some(built) = facts.dockerfile_of(build) else { return };
    let graph = built.document.graph();
    if graph.stage_named(&name).is_some() {
        return;
    }
    let names: Vec<_> = graph.stages.iter().filter_map(|stage| stage.name.as_deref()).collect();
    let place = target.origin();
    let finding = report.add(place, format!("`{}` has no stage `{name}`: this build stops before it begins.", built.path));
    match (closest(&name, names.iter().copied()), names.as_slice()) {
        (Some(known), _) => {
            // Where it stands as it is, in quotes or not; what has escapes in it is left alone.
            let written = place.range.slice(facts.sources().text(place.file).as_bytes());
            let range = match written.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")) {
                Some(inside) if inside == name.as_bytes() => Some(ByteRange::new(place.range.start + 1, place.range.end - 1)),
                _ => (written == name.as_bytes()).then_some(place.range),
            };
            let fix = range.map(|range| Fix::guess(format!("Write `{known}`"), range, known));
            finding.help(format!("Did you mean `{known}`?")).fix(fix)
        }
        (None, []) => finding.help("None of its stages has a name: name one with `FROM … AS`, or leave the target out."),
        (None, [only]) => finding.help(format!("The only stage with a name is `{only}`.")),
        (None, names) => {
            const SHOWN: usize = 8;
            let listed: Vec<_> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
            let more = if names.len() > SHOWN { format!(" and {} more", names.len() - SHOWN) } else { String::new() };
            finding.help(format!("Its stages are {}{more}.", listed.join(", ")))
        }
    };
}
