//! `dflint check --fix`: applies fixes to files, or shows them.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use dflint::lint::{self, Applicability, Finding, Fix, FixedAll, Settings};
use dflint::rules;
use similar::TextDiff;

use super::arguments::FixArguments;

impl FixArguments {
    /// Whether anything is to be fixed, or shown as fixed.
    pub(super) const fn is_wanted(&self) -> bool {
        self.fix || self.diff || self.unsafe_fixes || !self.fix_only.is_empty()
    }

    fn wants(&self, finding: &Finding, fix: &Fix) -> bool {
        let allowed = self.unsafe_fixes || fix.applicability == Applicability::Safe;
        let named =
            |name: &String| lint::find_rules(name, &rules::ALL).is_ok_and(|found| found.iter().any(|rule| rule.name == finding.rule.name));
        allowed && (self.fix_only.is_empty() || self.fix_only.iter().any(named))
    }
}

/// Fixes a text until nothing is left to fix.
pub(super) fn fix(text: Vec<u8>, settings: &Settings, arguments: &FixArguments) -> FixedAll {
    lint::fix_all(text, settings, &rules::ALL, |finding, fix| arguments.wants(finding, fix))
}

/// What a fix would change, as a unified diff.
pub(super) fn diff(path: &str, before: &[u8], after: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let diff = TextDiff::from_lines(before, after);
    // Writing to memory cannot fail.
    let _ = diff.unified_diff().header(&format!("a/{path}"), &format!("b/{path}")).to_writer(&mut out);
    out
}

/// Replaces a file: the old text or the new one is there at any time. Permissions stay; a file that has changed since it was read is
/// left alone.
pub(super) fn write(path: &Path, before: &[u8], after: &[u8]) -> Result<()> {
    // What a symbolic link names is replaced, not the link.
    let path = path.canonicalize().with_context(|| format!("cannot find {}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let shown = path.display();
    let mut temporary = tempfile::NamedTempFile::new_in(folder).with_context(|| format!("cannot write beside {shown}"))?;
    temporary.write_all(after).with_context(|| format!("cannot write beside {shown}"))?;
    let permissions = fs::metadata(&path).with_context(|| format!("cannot read {shown}"))?.permissions();
    temporary.as_file().set_permissions(permissions).with_context(|| format!("cannot set the permissions of {shown}"))?;
    temporary.as_file().sync_all().with_context(|| format!("cannot write beside {shown}"))?;
    if fs::read(&path).with_context(|| format!("cannot read {shown}"))? != before {
        bail!("{shown} has changed while it was checked; it is left as it is");
    }
    temporary.persist(&path).with_context(|| format!("cannot replace {shown}"))?;
    Ok(())
}
