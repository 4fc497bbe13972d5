//! Findings exactly as another tool has them.

use super::checks::{Check, Checks};
use super::finding::Finding;
use super::level::Level;
use super::rule::Rule;
use super::run::{Settings, run_all};
use crate::document::Document;
use crate::syntax::Phase;
use crate::text::ByteRange;

/// What `docker build --check` says: BuildKit's checks by BuildKit's names, each in the line that BuildKit names, and the one error at
/// which it stops.
pub fn run_as_buildkit(document: &Document, settings: &Settings, rules: &[&'static Rule]) -> Vec<Finding> {
    let checks = Checks::new(document, &settings.build, settings.contexts_of(document));
    let mut findings: Vec<_> = checks.of_buildkit(document).into_iter().filter_map(|check| finding(document, check, rules)).collect();
    if let Some(place) = error(document) {
        let as_by_default = Settings { targets: settings.targets.clone(), build: settings.build.clone(), ..Settings::default() };
        let all = run_all(document, &as_by_default, rules);
        let at_place = |finding: &Finding| finding.range == place && finding.level != Level::Warning && !finding.alone;
        findings.extend(all.into_iter().find(at_place).map(|mut finding| {
            finding.level(Level::Error);
            finding
        }));
    }
    findings.sort_by_key(|finding| finding.range);
    findings
}

fn finding(document: &Document, check: &Check, rules: &[&'static Rule]) -> Option<Finding> {
    let name = check.name.as_str();
    let rule = rules.iter().find(|rule| rule.buildkit_check() == Some(check.name))?;
    let index = document.index();
    let in_line = index.line(check.range.start) == check.lines.first;
    let range = if in_line { check.range } else { index.line_range(check.lines.first) };
    let about = if check.subject.is_empty() { String::new() } else { format!(" (`{}`)", check.subject) };
    let mut finding = Finding::new(rule, range, format!("{name}{about}: {}", rule.summary));
    finding.level(Level::Warning);
    Some(finding)
}

/// Where BuildKit stops.
fn error(document: &Document) -> Option<ByteRange> {
    let file = document.file();
    let faults = || file.faults.iter().chain(file.instructions.iter().flat_map(|instruction| &instruction.faults));
    let first = |phase: Phase| faults().filter(|fault| fault.phase == phase).map(|fault| fault.range).min();
    let problem = || document.graph().first_problem(None).map(|problem| problem.range);
    first(Phase::Parse).or_else(|| first(Phase::Instruction)).or_else(problem)
}
