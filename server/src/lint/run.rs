//! Running rules over a document.

use std::sync::Arc;

use super::facts::Facts;
use super::finding::{Finding, Report};
use super::level::Level;
use super::levels::Levels;
use super::rule::Rule;
use crate::document::Document;
use crate::project::BuildContext;
use crate::stages::BuildOptions;

/// What the findings depend on besides the document.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The stages that are built. Empty means that nobody said: the last one, and perhaps others by name.
    pub targets: Vec<String>,
    /// Whether these are all that anybody builds: a project's configuration says so, a command line does not.
    pub all_targets: bool,
    /// How the build is called; the document was made with the same.
    pub build: BuildOptions,
    pub levels: Levels,
    /// Comments suppress nothing.
    pub forbid_suppressions: bool,
    /// The build context, if it is known and has an ignore file.
    pub context: Option<Arc<BuildContext>>,
}

impl Settings {
    /// The build context, unless the file's own paths say that it is another one.
    pub fn context_of(&self, document: &Document) -> Option<&BuildContext> {
        self.context.as_deref().filter(|context| !context.is_another(document.graph()))
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
        let stops = finding.level == Level::Error;
        finding.level = levels.of_finding(finding.rule, finding.level);
        let suppressed = !forbid_suppressions && facts.suppressions.suppress(finding.rule, finding.range.start, stops);
        finding.level > Level::Allow && !suppressed
    });
}
