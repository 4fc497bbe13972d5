//! What rules find in Dockerfiles that stand in build files.

use std::collections::BTreeMap;

use super::builds::BuildFacts;
use super::finding::Finding;
use super::rule::Rule;
use super::run::{Settings, run};
use crate::document::Document;
use crate::project::{Build, Dockerfile, FileId, InlineDockerfile, Place};
use crate::text::ByteRange;

/// Something else stands in place of what is not known: what is found with both does not depend on it.
const FILLERS: [&str; 2] = ["", "unknown"];

/// So many builds of one text are looked at, as a matrix has them; of more nothing is said.
const MAX_BUILDS: usize = 100;

/// What rules find in inline Dockerfiles, at its place in the build file, by file. `wanted` says which builds are meant, `settings` what
/// holds for a file. Of a text that several builds have, only what is found for each of them counts.
pub fn run_on_inline(
    facts: &BuildFacts<'_>,
    wanted: impl Fn(&Build) -> bool,
    settings: impl Fn(FileId) -> Settings,
    rules: &[&'static Rule],
) -> BTreeMap<FileId, Vec<Finding>> {
    let mut builds: BTreeMap<Place, Vec<(&Build, InlineDockerfile)>> = BTreeMap::new();
    for build in facts.written().filter(|build| wanted(build)) {
        let Dockerfile::Inline(text) = &build.dockerfile else { continue };
        if let Some(inline) = InlineDockerfile::of(text, facts.sources()) {
            builds.entry(inline.place).or_default().push((build, inline));
        }
    }
    let mut by_file: BTreeMap<FileId, Vec<Finding>> = BTreeMap::new();
    for (place, builds) in builds.into_iter().filter(|(_, builds)| builds.len() <= MAX_BUILDS) {
        let settings = settings(place.file);
        let mut all: Option<Vec<Finding>> = None;
        for (build, inline) in builds {
            let found = check(build, &inline, &settings, rules);
            match &mut all {
                None => all = Some(found),
                Some(all) => keep_common(all, &found),
            }
        }
        by_file.entry(place.file).or_default().extend(all.unwrap_or_default());
    }
    by_file.retain(|_, findings| !findings.is_empty());
    by_file
}

fn check(build: &Build, inline: &InlineDockerfile, settings: &Settings, rules: &[&'static Rule]) -> Vec<Finding> {
    if inline.is_known() {
        return with_filler("", build, inline, settings, rules);
    }
    if inline.may_hold_instructions() {
        return Vec::new();
    }
    let [mut found, other] = FILLERS.map(|filler| with_filler(filler, build, inline, settings, rules));
    keep_common(&mut found, &other);
    found
}

/// What is found with a text in place of what is not known, but for instructions in which that stands.
fn with_filler(filler: &str, build: &Build, inline: &InlineDockerfile, settings: &Settings, rules: &[&'static Rule]) -> Vec<Finding> {
    let settings = Settings { build: build.options(&settings.build), builds: None, contexts: None, ..settings.clone() };
    let document = Document::new(inline.filled(filler).into_bytes(), &settings.build);
    let settings = with_target(build, &document, settings);
    let length = filler.len() as u32;
    let is_certain = |finding: &Finding| {
        let instruction = document.instruction_at(finding.range.start).and_then(|at| document.file().instructions.get(at));
        let range = instruction.map_or(finding.range, |instruction| instruction.range.cover(finding.range));
        inline.holes.iter().zip(0..).all(|(hole, before)| !range.touches(hole + before * length))
    };
    // Where it stands in the text without the filler.
    let unfilled = |at: u32| {
        let before = inline.holes.iter().zip(0..).filter(|(hole, before)| **hole + before * length < at).count() as u32;
        at.saturating_sub(before * length)
    };
    let to_file = |range: ByteRange| inline.range(ByteRange::new(unfilled(range.start), unfilled(range.end)));
    let findings = run(&document, &settings, rules).into_iter().filter(is_certain);
    findings.map(|finding| finding.moved(to_file)).collect()
}

/// What the build builds; where that is not known, any stage.
fn with_target(build: &Build, document: &Document, settings: Settings) -> Settings {
    let graph = document.graph();
    let targets = match build.target.as_ref().map(|target| target.text()) {
        None => Vec::new(),
        Some(Some(target)) => Some(target).filter(|target| graph.stage_named(target).is_some()).into_iter().collect(),
        Some(None) => graph.stages.iter().filter_map(|stage| stage.name.clone()).collect(),
    };
    Settings { targets, all_targets: false, ..settings }
}

fn keep_common(all: &mut Vec<Finding>, others: &[Finding]) {
    let is_same = |a: &Finding, b: &Finding| (a.rule.name, a.range) == (b.rule.name, b.range);
    all.retain(|finding| others.iter().any(|other| is_same(finding, other)));
}
