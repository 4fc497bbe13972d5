//! Fixing until nothing is left to fix.

use super::finding::Finding;
use super::fix::{Fix, apply_fixes};
use super::level::Level;
use super::rule::Rule;
use super::run::{Settings, run};
use crate::document::Document;

/// A fix may make room for another; a text that still changes after so many rounds is left as it is.
const ROUNDS: usize = 50;

/// A text after all fixes that are wanted.
pub struct FixedAll {
    pub document: Document,
    /// What is left.
    pub findings: Vec<Finding>,
    /// The rules whose findings were fixed, one entry a fix.
    pub fixed: Vec<&'static str>,
}

/// Applies the fixes that `wanted` takes, and those of the findings that then are there.
pub fn fix_all(text: Vec<u8>, settings: &Settings, rules: &[&'static Rule], wanted: impl Fn(&Finding, &Fix) -> bool) -> FixedAll {
    let check = |text: Vec<u8>| {
        let document = Document::new(text, &settings.build);
        let findings = run(&document, settings, rules);
        (document, findings)
    };
    let errors = |findings: &[Finding]| findings.iter().filter(|finding| finding.level == Level::Error).count();
    let (mut document, mut findings) = check(text);
    let mut fixed = Vec::new();
    for _ in 0..ROUNDS {
        let round = apply_fixes(&document, &findings, &wanted);
        if round.rules.is_empty() {
            break;
        }
        let (next, left) = check(round.text);
        // A fix that breaks the file is a fault of dflint: the file is better off without it.
        if errors(&left) > errors(&findings) {
            break;
        }
        fixed.extend(round.rules);
        (document, findings) = (next, left);
    }
    FixedAll { document, findings, fixed }
}
