//! What rules find.

use std::fmt;

use super::level::Level;
use super::rule::Rule;
use crate::stages::Problem;
use crate::text::ByteRange;

#[derive(Clone)]
pub struct Finding {
    pub rule: &'static Rule,
    pub level: Level,
    /// The text that is wrong, in bytes of the file.
    pub range: ByteRange,
    /// What is here, and why it hurts, in whole sentences.
    pub message: String,
    /// What could stand instead.
    pub help: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    pub tags: Vec<Tag>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub range: ByteRange,
    /// A few words that go with the place.
    pub message: String,
}

/// How an editor may show the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tag {
    /// It could be left out.
    Unnecessary,
    /// It should not be used any more.
    Deprecated,
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}] {:?}: {}", self.level.as_str(), self.rule.name, self.range, self.message)
    }
}

impl Finding {
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    pub fn related(&mut self, range: ByteRange, message: impl Into<String>) -> &mut Self {
        self.related.push(Related { range, message: message.into() });
        self
    }

    pub fn level(&mut self, level: Level) -> &mut Self {
        self.level = level;
        self
    }

    pub fn tag(&mut self, tag: Tag) -> &mut Self {
        self.tags.push(tag);
        self
    }
}

/// Where a rule puts what it finds.
pub struct Report<'r> {
    rule: &'static Rule,
    findings: &'r mut Vec<Finding>,
    /// Takes a finding that cannot be stored, which never happens.
    spare: Finding,
}

impl<'r> Report<'r> {
    pub(super) fn new(rule: &'static Rule, findings: &'r mut Vec<Finding>) -> Self {
        Self { rule, findings, spare: Finding::new(rule, ByteRange::default(), String::new()) }
    }

    /// Adds a finding of the rule's own level.
    pub fn add(&mut self, range: ByteRange, message: impl Into<String>) -> &mut Finding {
        self.findings.push(Finding::new(self.rule, range, message.into()));
        self.findings.last_mut().unwrap_or(&mut self.spare)
    }

    /// Adds a finding for a problem of the stage graph. It is no more than information if a build argument that was not given, or an
    /// image not seen, may make it go away.
    pub fn add_problem(&mut self, problem: &Problem, message: impl Into<String>) -> &mut Finding {
        let known = problem.known;
        let finding = self.add(problem.range, message);
        if !known {
            finding.level(Level::Info);
        }
        finding
    }
}

impl Finding {
    fn new(rule: &'static Rule, range: ByteRange, message: String) -> Self {
        Self { rule, level: rule.level, range, message, help: None, related: Vec::new(), tags: Vec::new() }
    }
}
