//! A file and what was found in it.

use dflint::document::Document;
use dflint::lint::{Finding, Fix};
use dflint::text::LineIndex;

pub(super) struct Checked {
    pub path: String,
    pub source: Source,
    pub findings: Vec<Finding>,
    /// How many findings were fixed.
    pub fixed: usize,
    /// What fixes would change, if that is to be shown.
    pub diff: Vec<u8>,
}

/// What kind of file it is, and its text.
pub(super) enum Source {
    Dockerfile(Box<Document>),
    /// `dflint.toml`, in which there are mistakes.
    Configuration {
        text: Vec<u8>,
        index: LineIndex,
    },
    /// A Compose file, a Bake file, a workflow, a script.
    BuildFile {
        text: Vec<u8>,
        index: LineIndex,
    },
}

impl Checked {
    pub(super) fn text(&self) -> &[u8] {
        match &self.source {
            Source::Dockerfile(document) => document.text(),
            Source::Configuration { text, .. } | Source::BuildFile { text, .. } => text,
        }
    }

    /// What makes a finding of this file go away, if that is known.
    pub(super) fn fix<'f>(&self, finding: &'f Finding) -> Option<&'f Fix> {
        match &self.source {
            Source::Dockerfile(document) => finding.proven_fix(document),
            Source::Configuration { .. } | Source::BuildFile { .. } => None,
        }
    }

    pub(super) fn index(&self) -> &LineIndex {
        match &self.source {
            Source::Dockerfile(document) => document.index(),
            Source::Configuration { index, .. } | Source::BuildFile { index, .. } => index,
        }
    }
}
