//! `dflint check --fix`: what becomes of a text by fixes, and how that is shown.

use anyhow::{Result, bail};
use dflint::lint::{self, Applicability, Finding, Fix, FixedAll, Settings};
use dflint::rules;
use similar::TextDiff;

use super::arguments::FixArguments;

impl FixArguments {
    /// Whether anything is to be fixed, or shown as fixed.
    pub(super) const fn is_wanted(&self) -> bool {
        self.fix || self.diff || !self.fix_only.is_empty()
    }

    /// Files are not written unless somebody says so.
    pub(super) fn check(&self) -> Result<()> {
        if self.unsafe_fixes && !self.is_wanted() {
            bail!("--unsafe-fixes says which fixes, but not what to do with them: add --fix to write them, or --diff to see them");
        }
        Ok(())
    }

    fn wants(&self, finding: &Finding, fix: &Fix) -> bool {
        let allowed = self.unsafe_fixes || fix.applicability == Applicability::Safe;
        let named =
            |name: &String| lint::find_rules(name, rules::ALL).is_ok_and(|found| found.iter().any(|rule| rule.name == finding.rule.name));
        allowed && (self.fix_only.is_empty() || self.fix_only.iter().any(named))
    }
}

/// Fixes a text until nothing is left to fix.
pub(super) fn fix(text: Vec<u8>, settings: &Settings, arguments: &FixArguments) -> FixedAll {
    lint::fix_all(text, settings, rules::ALL, |finding, fix| arguments.wants(finding, fix))
}

/// What a fix would change, as a unified diff.
pub(super) fn diff(path: &str, before: &[u8], after: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let diff = TextDiff::from_lines(before, after);
    // Writing to memory cannot fail.
    let _ = diff.unified_diff().header(&format!("a/{path}"), &format!("b/{path}")).to_writer(&mut out);
    out
}
