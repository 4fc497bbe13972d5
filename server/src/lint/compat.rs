//! Findings exactly as another tool has them.

use super::checks::{Check, CheckName, Checks};
use super::finding::Finding;
use super::level::Level;
use super::rule::Rule;
use super::run::{Settings, run_all};
use crate::document::Document;
use crate::syntax::Phase;
use crate::text::ByteRange;

/// What `docker build --check` says: BuildKit's checks by BuildKit's names, each in the line that BuildKit names, and the one error at
/// which it stops. The rule, the sentence and the help are those of what dflint itself finds at that place.
pub fn run_as_buildkit(document: &Document, settings: &Settings, rules: &[&'static Rule]) -> Vec<Finding> {
    let checks = Checks::new(document, &settings.build, settings.contexts_of(document));
    let told = checks.of_buildkit(document);
    let place = error(document);
    if told.is_empty() && place.is_none() {
        return Vec::new();
    }
    let as_by_default = Settings {
        targets: settings.targets.clone(),
        build: settings.build.clone(),
        contexts: settings.contexts.clone(),
        forbid_suppressions: true,
        ..Settings::default()
    };
    let all = run_all(document, &as_by_default, rules);
    let mut findings: Vec<_> = told.into_iter().filter_map(|check| finding(document, check, &all, rules)).collect();
    if let Some(place) = place {
        let at_place = |finding: &Finding| finding.range == place && finding.level != Level::Warning && !finding.alone;
        findings.extend(all.into_iter().find(at_place).map(|mut finding| {
            finding.level(Level::Error);
            finding
        }));
    }
    findings.sort_by_key(|finding| finding.range);
    findings
}

/// A check as BuildKit tells it. `all` is what dflint finds by itself.
fn finding(document: &Document, check: &Check, all: &[Finding], rules: &[&'static Rule]) -> Option<Finding> {
    let name = check.name.as_str();
    let index = document.index();
    let in_line = index.line(check.range.start) == check.lines.first;
    let range = if in_line { check.range } else { index.line_range(check.lines.first) };
    let own = own_finding(check, all);
    let rule = match own {
        Some(own) => own.rule,
        None => main_rule(check.name, rules)?,
    };
    let message = match own {
        Some(own) => format!("{name}: {}", own.message),
        None if check.subject.is_empty() => format!("{name}: {}", rule.summary),
        None => format!("{name} (`{}`): {}", check.subject, rule.summary),
    };
    let mut finding = Finding::new(rule, range, message);
    finding.level(Level::Warning);
    if let Some(own) = own {
        finding.help.clone_from(&own.help);
        finding.related.clone_from(&own.related);
    }
    Some(finding)
}

/// What dflint itself finds at the place of a check: at the very words, or at a part of them.
fn own_finding<'a>(check: &Check, all: &'a [Finding]) -> Option<&'a Finding> {
    let first = all.partition_point(|finding| finding.range.start < check.range.start);
    let here = all.get(first..).unwrap_or_default().iter().take_while(|finding| finding.range.start <= check.range.end);
    let mut of_check = here.filter(|finding| finding.rule.buildkit_check() == Some(check.name) && check.range.contains(finding.range));
    let nearest = of_check.clone().find(|finding| finding.range == check.range);
    nearest.or_else(|| of_check.next())
}

/// The rule that tells of a check where dflint itself is silent. Of several, the others are about special cases of it.
fn main_rule(check: CheckName, rules: &[&'static Rule]) -> Option<&'static Rule> {
    let of_check = || rules.iter().copied().filter(|rule| rule.buildkit_check() == Some(check));
    let general = match check {
        CheckName::UndefinedVar => "undefined-variable",
        CheckName::InvalidDefaultArgInFrom => "invalid-default-in-from",
        _ => "",
    };
    of_check().find(|rule| rule.name == general).or_else(|| of_check().next())
}

/// Where BuildKit stops.
fn error(document: &Document) -> Option<ByteRange> {
    let file = document.file();
    let faults = || file.faults.iter().chain(file.instructions.iter().flat_map(|instruction| &instruction.faults));
    let first = |phase: Phase| faults().filter(|fault| fault.phase == phase).map(|fault| fault.range).min();
    let problem = || document.graph().first_problem(None).map(|problem| problem.range);
    first(Phase::Parse).or_else(|| first(Phase::Instruction)).or_else(problem)
}
