//! Running rules over a document.

use super::facts::Facts;
use super::finding::{Finding, Report};
use super::level::Level;
use super::rule::Rule;
use crate::document::Document;

/// What the findings depend on besides the document.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The stages that are built. Empty means that nobody said: the last one, and perhaps others by name.
    pub targets: Vec<String>,
}

/// The findings of `rules`, by place and then by name. None is there twice.
pub fn run(document: &Document, settings: &Settings, rules: &[&'static Rule]) -> Vec<Finding> {
    let facts = Facts::new(document, settings);
    let mut findings = Vec::new();
    for rule in rules.iter().filter(|rule| rule.level > Level::Allow) {
        (rule.check)(&facts, &mut Report::new(rule, &facts, &mut findings));
    }
    findings.retain(|finding| finding.level > Level::Allow);
    findings.sort_by(|a, b| (a.range, a.rule.name, &a.message).cmp(&(b.range, b.rule.name, &b.message)));
    findings.dedup_by(|a, b| (a.range, a.rule.name, &a.message) == (b.range, b.rule.name, &b.message));
    findings
}
