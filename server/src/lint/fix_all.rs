//! Fixing until nothing is left to fix.

use super::finding::Finding;
use super::fix::{Applicability, Fix, apply_fixes};
use super::level::Level;
use super::rule::Rule;
use super::run::{Settings, run};
use crate::document::Document;

/// A fix may make room for another. A text that still changes after so many rounds gets its safe fixes only, and if even those do not
/// come to an end it is left as it is: fixing what is fixed changes nothing.
const ROUNDS: usize = 50;

/// How many fixes of a round are tried one by one, after all of them together brought an error into the file.
const ALONE: usize = 64;

/// A text after all fixes that are wanted.
pub struct FixedAll {
    pub document: Document,
    /// What is left.
    pub findings: Vec<Finding>,
    /// The rules whose findings were fixed, one entry a fix.
    pub fixed: Vec<&'static str>,
}

/// Applies the fixes of a text that `wanted` takes, and those of the findings that then are there. Safe ones come first, so that an
/// unsafe one that turns out wrong costs none of them.
pub fn fix_all(text: Vec<u8>, settings: &Settings, rules: &[&'static Rule], wanted: impl Fn(&Finding, &Fix) -> bool) -> FixedAll {
    let run = Run { settings, rules };
    let start = run.check(text);
    let safe = |finding: &Finding, fix: &Fix| fix.applicability == Applicability::Safe && wanted(finding, fix);
    let state = run.fix(start.clone(), &[&safe, &wanted]).or_else(|| run.fix(start.clone(), &[&safe])).unwrap_or(start);
    FixedAll { document: state.document, findings: state.findings, fixed: state.fixed }
}

/// Which fixes are taken.
type Wanted<'w> = &'w dyn Fn(&Finding, &Fix) -> bool;

/// What a text is checked with.
struct Run<'r> {
    settings: &'r Settings,
    rules: &'r [&'static Rule],
}

#[derive(Clone)]
struct State {
    document: Document,
    findings: Vec<Finding>,
    fixed: Vec<&'static str>,
}

impl State {
    fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.level == Level::Error).count()
    }
}

impl Run<'_> {
    fn check(&self, text: Vec<u8>) -> State {
        let document = Document::new(text, &self.settings.build);
        let findings = run(&document, self.settings, self.rules);
        State { document, findings, fixed: Vec::new() }
    }

    /// Rounds until nothing changes. In each the first kind of fixes is taken that has any. None if there is no end.
    fn fix(&self, mut state: State, kinds: &[Wanted<'_>]) -> Option<State> {
        for _ in 0..ROUNDS {
            match kinds.iter().find_map(|wanted| self.round(&state, wanted)) {
                Some(next) => state = next,
                None => return Some(state),
            }
        }
        None
    }

    /// The state after all fixes of a kind, or, if together they bring an error into the file, after the first that brings none.
    fn round(&self, state: &State, wanted: Wanted<'_>) -> Option<State> {
        let together = self.apply(state, wanted);
        if together.is_some() {
            return together;
        }
        let candidates = state.findings.iter().filter(|finding| finding.fix.as_ref().is_some_and(|fix| wanted(finding, fix)));
        candidates.take(ALONE).find_map(|one| self.apply(state, &|finding, fix| std::ptr::eq(finding, one) && wanted(finding, fix)))
    }

    /// None if there is nothing to fix, or if the file would have more errors than before.
    fn apply(&self, state: &State, wanted: Wanted<'_>) -> Option<State> {
        let round = apply_fixes(&state.document, &state.findings, wanted);
        if round.rules.is_empty() {
            return None;
        }
        let mut next = self.check(round.text);
        next.fixed = [&state.fixed[..], &round.rules].concat();
        (next.errors() <= state.errors()).then_some(next)
    }
}
