//! A stage that no target needs.

use crate::lint::Tag;
use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::stages::{EdgeKind, Reach, Source};
use crate::syntax::FaultKind;

pub static RULE: Rule = Rule {
    name: "unreachable-stage",
    summary: "No target needs this stage.",
    level: Level::Warning,
    group: Group::Stages,
    aliases: &["tally/no-unreachable-stages"],
    page: include_str!("unreachable_stage.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let graph = facts.graph();
    let Some(last) = graph.last_stage() else { return };
    let targets = &facts.settings.targets;
    // A file at which the build stops early has no targets to speak of.
    if !targets.iter().all(|target| graph.stage_named(target).is_some()) {
        return;
    }
    let users = users(facts);
    let Some(meant) = meant(facts) else { return };
    let looked = looked_at(facts);
    // What any target could be or need.
    let named = graph.stages.iter().enumerate().filter(|(_, stage)| stage.name.is_some()).map(|(index, _)| index);
    let by_name = graph.possible_reach(named);
    for (index, stage) in graph.stages.iter().enumerate() {
        if facts.reach.needs(index) || meant.needs(index) {
            continue;
        }
        // Any stage with a name may be the target that somewhere is computed.
        if !facts.builds.open.is_empty() && by_name.needs(index) {
            continue;
        }
        let target = match targets.as_slice() {
            [] => format!("the default target, {}", facts.stage_title(last)),
            [target] => format!("the target `{target}`"),
            _ => "any of the targets".to_owned(),
        };
        let title = facts.stage_title(index);
        let user = users.get(index).copied().flatten();
        let why = match user {
            None => "nothing builds on it or takes files from it".to_owned(),
            Some((by, _)) => format!("only {} uses it, which is not needed either", facts.stage_title(by)),
        };
        let seen = if by_name.needs(index) { looked.as_deref().unwrap_or_default() } else { "" };
        let message = format!(
            "{}{} is not needed by {target}: {why}.{seen}",
            title.get(..1).unwrap_or_default().to_uppercase(),
            title.get(1..).unwrap_or_default()
        );
        let finding = report.add(facts.stage_range(index), message);
        finding.tag(Tag::Unnecessary).fade(stage.range);
        if let Some((_, range)) = user {
            finding.related(range, "used here");
        }
        match &stage.name {
            // Somebody may build it by its name, and nothing tells that nobody does.
            Some(name) if looked.is_none() && !facts.settings.all_targets => finding
                .level(Level::Info)
                .help(format!("If it is built with `--target {name}`, give it as a target here too; else delete it.")),
            Some(name) if looked.is_some() => {
                finding.help(format!("Delete it; or, if it is built elsewhere, list it: `targets = [\"{name}\", …]` in dflint.toml."))
            }
            _ => finding.help("Delete it, or take something from it."),
        };
    }
}

/// A sentence on the builds that were looked at. None if none was: then it cannot be known who builds what.
fn looked_at(facts: &Facts<'_>) -> Option<String> {
    let builds = facts.settings.builds.as_deref().filter(|builds| builds.is_complete())?;
    let sources = builds.sources();
    let mut files: Vec<&str> = builds.all().map(|(build, _)| sources.path(build.place.file)).collect();
    files.sort_unstable();
    files.dedup();
    let listed = match files.as_slice() {
        [] => return None,
        [file] => format!("`{file}`"),
        [first, second] => format!("`{first}` and `{second}`"),
        [first, second, rest @ ..] => {
            format!("`{first}`, `{second}` and {} other {}", rest.len(), if rest.len() == 1 { "file" } else { "files" })
        }
    };
    Some(format!(
        " No target, Bake file, Compose file, workflow or script of the repository builds it either (this Dockerfile is built by {listed})."
    ))
}

/// What is needed by stages that a reference means and misses; other rules find those references. None if it cannot be known.
fn meant(facts: &Facts<'_>) -> Option<Reach> {
    let graph = facts.graph();
    let mut roots = Vec::new();
    for (index, edge) in facts.edges() {
        match edge.source {
            Source::Invalid => return None,
            Source::Outside => {
                let near = facts.nearly_meant(edge).unwrap_or(&edge.name);
                roots.extend(graph.stage_named(near));
            }
            _ => {}
        }
        roots.extend(graph.base_ignoring_case(index).filter(|_| edge.kind == EdgeKind::Base));
    }
    for at in &facts.faults {
        let FaultKind::UnknownFlag { name, .. } = &at.fault.kind else { continue };
        let value = at.instruction.flag(name).and_then(|flag| flag.value.as_deref());
        roots.extend(value.and_then(|value| graph.stage_named(value)));
    }
    Some(graph.possible_reach(roots))
}

/// For each stage, the first other stage that uses it, and where.
fn users(facts: &Facts<'_>) -> Vec<Option<(usize, crate::text::ByteRange)>> {
    let mut users = vec![None; facts.graph().stages.len()];
    for (by, edge) in facts.edges() {
        let Some(to) = edge.source.stage().filter(|to| *to != by) else { continue };
        if let Some(user @ None) = users.get_mut(to) {
            *user = Some((by, edge.range));
        }
    }
    users
}
