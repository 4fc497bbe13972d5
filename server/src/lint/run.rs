//! Running rules over a document.

use std::sync::Arc;

use super::facts::Facts;
use super::finding::{Finding, Report};
use super::level::Level;
use super::levels::Levels;
use super::rule::Rule;
use crate::document::Document;
use crate::project::{BuildContext, BuildContexts, Builds, StageBuilds};
use crate::stages::{BuildOptions, Role};

/// What the findings depend on besides the document.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The stages that are built. Empty means that nobody said: the last one, and perhaps others by name.
    pub targets: Vec<String>,
    /// Whether they are what a project builds, by its configuration, and not what one call is about: what the repository builds is added.
    pub all_targets: bool,
    /// How the build is called; the document was made with the same.
    pub build: BuildOptions,
    pub levels: Levels,
    /// Comments suppress nothing.
    pub forbid_suppressions: bool,
    /// The build contexts, as far as they can be known.
    pub contexts: Option<Arc<BuildContexts>>,
    /// The builds that files of the repository describe, if they were read.
    pub builds: Option<Arc<Builds>>,
}

impl Settings {
    /// What the repository builds of the document's stages. Nothing, if the call is about certain targets.
    pub fn stage_builds(&self, document: &Document) -> StageBuilds<'_> {
        let one_stage = document.graph().stages.len() < 2;
        let builds = self.builds.as_deref().filter(|_| !one_stage && (self.all_targets || self.targets.is_empty()));
        builds.map(|builds| builds.stages(document.graph())).unwrap_or_default()
    }

    /// The stages that are asked for, else the last one. Each once.
    pub fn asked_for(&self, document: &Document) -> Vec<usize> {
        let graph = document.graph();
        let mut asked_for: Vec<_> = self.targets.iter().filter_map(|target| graph.stage_named(target)).collect();
        if asked_for.is_empty() {
            asked_for.extend(graph.last_stage());
        }
        let mut seen = vec![false; graph.stages.len()];
        asked_for.retain(|target| seen.get_mut(*target).is_some_and(|seen| !std::mem::replace(seen, true)));
        asked_for
    }

    /// The same, and behind them what else the repository builds.
    pub fn roots(&self, document: &Document, builds: &StageBuilds<'_>) -> Vec<usize> {
        let mut roots = self.asked_for(document);
        let built = builds.of.iter().enumerate().filter(|(_, builds)| !builds.is_empty()).map(|(stage, _)| stage);
        let others: Vec<_> = built.filter(|stage| !roots.contains(stage)).collect();
        roots.extend(others);
        roots
    }

    /// The part each stage plays in what is built: the most important one, if several targets are asked for.
    pub fn roles(&self, document: &Document, builds: &StageBuilds<'_>) -> Vec<Role> {
        let graph = document.graph();
        let (asked_for, roots) = (self.asked_for(document), self.roots(document, builds));
        let others = roots.get(asked_for.len()..).unwrap_or_default();
        let mut roles = vec![Role::Unneeded; graph.stages.len()];
        for target in asked_for {
            for (role, of_target) in roles.iter_mut().zip(graph.roles(target, others)) {
                *role = (*role).min(of_target);
            }
        }
        roles
    }

    /// The build contexts of the document: one for all of its builds, or each for some. None if they are not known, if nothing is taken
    /// from them, or if the file's own paths say that the context is another one.
    pub fn contexts_of(&self, document: &Document) -> &[BuildContext] {
        let graph = document.graph();
        let contexts = self.contexts.as_deref().filter(|_| !graph.sources.is_empty()).map_or(&[][..], BuildContexts::all);
        if contexts.iter().any(|context| context.is_another(graph)) { &[] } else { contexts }
    }
}

/// The findings of `rules`, by place and then by name. None is there twice, and none that a comment suppresses. Where one stands for
/// all others, the others are left out.
pub fn run(document: &Document, settings: &Settings, rules: &[&'static Rule]) -> Vec<Finding> {
    let mut findings = run_all(document, settings, rules);
    if findings.iter().any(|finding| finding.alone) {
        findings.retain(|finding| finding.alone);
    }
    findings
}

/// The same with the others.
pub(super) fn run_all(document: &Document, settings: &Settings, rules: &[&'static Rule]) -> Vec<Finding> {
    let facts = Facts::new(document, settings, rules);
    let mut findings = Vec::new();
    let is_on = |rule: &&&'static Rule| settings.levels.of(rule) > Level::Allow;
    for rule in rules.iter().filter(is_on).filter(|rule| !rule.late) {
        (rule.check)(&facts, &mut Report::new(rule, &facts, &mut findings));
    }
    keep(&facts, &mut findings);
    // These look at what became of the findings of the others.
    let mut late = Vec::new();
    for rule in rules.iter().filter(is_on).filter(|rule| rule.late) {
        (rule.check)(&facts, &mut Report::new(rule, &facts, &mut late));
    }
    keep(&facts, &mut late);
    findings.append(&mut late);
    findings.sort_by(|a, b| (a.range, a.rule.name, &a.message).cmp(&(b.range, b.rule.name, &b.message)));
    findings.dedup_by(|a, b| (a.range, a.rule.name, &a.message) == (b.range, b.rule.name, &b.message));
    findings
}

/// Gives findings the levels that are asked for, and drops those that are off or suppressed.
fn keep(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Settings { levels, forbid_suppressions, .. } = facts.settings;
    findings.retain_mut(|finding| {
        finding.fix.take_if(|fix| !fix.keeps_bytes(facts.document.text()));
        let stops = finding.level == Level::Error;
        finding.level = levels.of_finding(finding.rule, finding.level);
        let suppressed = !forbid_suppressions && facts.suppressions.suppress(finding.rule, finding.range.start, stops);
        finding.level > Level::Allow && !suppressed
    });
}
