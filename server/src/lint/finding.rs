//! What rules find.

use std::fmt;

use super::facts::{Facts, FaultAt};
use super::fix::{Applicability, Fix};
use super::level::Level;
use super::rule::Rule;
use crate::document::Document;
use crate::stages::{BuildPhase, Problem, Reach};
use crate::syntax::Phase;
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
    /// All that could be left out, if that is more than the range: editors fade it.
    pub faded: Option<ByteRange>,
    /// A secret in the file, which is not to be printed with the lines around it.
    pub secret: Option<ByteRange>,
    /// What makes it go away, if that is known: perhaps a guess that is yet to be proven.
    pub(super) fix: Option<Fix>,
    /// Whatever else is found in the file is found because of it, and is not worth showing.
    pub alone: bool,
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
    /// A finding of the rule's own level.
    pub fn new(rule: &'static Rule, range: ByteRange, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            rule,
            level: rule.level,
            range,
            message,
            help: None,
            related: Vec::new(),
            tags: Vec::new(),
            faded: None,
            secret: None,
            fix: None,
            alone: false,
        }
    }

    /// What makes it go away, if that is known. `document` is the one it was found in: a guess is proven now, if nobody has done it yet,
    /// which takes as long as reading the document.
    pub fn proven_fix(&self, document: &Document) -> Option<&Fix> {
        self.fix.as_ref().filter(|fix| fix.is_proven(document))
    }

    /// The same in another file, of which this one is a part. Its fix is left out: what it writes would not be right there.
    pub(super) fn moved(mut self, to: impl Fn(ByteRange) -> ByteRange) -> Self {
        self.range = to(self.range);
        self.faded = self.faded.map(&to);
        self.secret = self.secret.map(&to);
        self.related.iter_mut().for_each(|related| related.range = to(related.range));
        self.fix = None;
        self
    }

    /// What makes it go away in a build file, where no fix has to be proven.
    pub fn fix_in_build_file(&self) -> Option<&Fix> {
        self.fix.as_ref().filter(|fix| fix.proof.is_none())
    }

    /// Whether there may be a fix that is at most so bold: a guess may not stand the proof.
    pub fn may_be_fixed(&self, boldest: Applicability) -> bool {
        self.fix.as_ref().is_some_and(|fix| fix.applicability <= boldest)
    }

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

    pub fn fix(&mut self, fix: impl Into<Option<Fix>>) -> &mut Self {
        self.fix = fix.into();
        self
    }

    pub fn tag(&mut self, tag: Tag) -> &mut Self {
        self.tags.push(tag);
        self
    }

    pub fn fade(&mut self, range: ByteRange) -> &mut Self {
        self.faded = Some(range);
        self
    }

    pub fn secret(&mut self, range: ByteRange) -> &mut Self {
        self.secret = Some(range);
        self
    }

    pub fn alone(&mut self) -> &mut Self {
        self.alone = true;
        self
    }
}

/// Where a rule puts what it finds.
pub struct Report<'r> {
    rule: &'static Rule,
    /// What the targets need.
    reach: &'r Reach,
    findings: &'r mut Vec<Finding>,
    /// Takes a finding that cannot be stored, which never happens.
    spare: Finding,
}

impl<'r> Report<'r> {
    pub(super) fn new(rule: &'static Rule, facts: &'r Facts<'_>, findings: &'r mut Vec<Finding>) -> Self {
        Self { rule, reach: &facts.reach, findings, spare: Finding::new(rule, ByteRange::default(), String::new()) }
    }

    /// Adds a finding of the rule's own level.
    pub fn add(&mut self, range: ByteRange, message: impl Into<String>) -> &mut Finding {
        self.findings.push(Finding::new(self.rule, range, message.into()));
        self.findings.last_mut().unwrap_or(&mut self.spare)
    }

    /// Adds a finding for a problem of the stage graph. `what` says what is wrong, without a full stop: what the build does is said
    /// here. It is no more than information if a build argument that was not given, or an image not seen, may make it go away.
    pub fn problem(&mut self, problem: &Problem, what: impl Into<String>) -> &mut Finding {
        let consequence = match (problem.known, problem.phase) {
            (true, BuildPhase::Triggers | BuildPhase::Dispatch) if problem.stage.is_some_and(|stage| !self.reach.needs(stage)) => {
                "a build that needs this stage stops here"
            }
            (true, _) => "the build stops here",
            (false, BuildPhase::Bases | BuildPhase::References) => "a build without build arguments stops here",
            (false, _) => "the build may stop here",
        };
        let what = what.into();
        let Some(trigger) = problem.trigger else {
            let finding = self.add(problem.range, format!("{what}: {consequence}."));
            return if problem.known { finding } else { finding.level(Level::Info) };
        };
        let finding = self.add(problem.range, format!("This FROM fires an ONBUILD that fails. {what}: {consequence}."));
        finding.related(trigger, "the instruction it fires");
        if problem.known { finding } else { finding.level(Level::Info) }
    }

    /// Adds a finding for a fault of the file's text. `what` is as for a problem. Behind ONBUILD nothing stops until another stage or
    /// image builds on this one.
    pub fn fault(&mut self, at: &FaultAt<'_>, what: impl Into<String>) -> &mut Finding {
        let (range, what) = (at.fault.range, what.into());
        if at.fault.phase == Phase::Parse {
            return self.add(range, format!("{what}: BuildKit refuses the file."));
        }
        if at.deferred {
            return self.add(range, format!("{what}: a build on this stage stops here.")).level(Level::Warning);
        }
        self.add(range, format!("{what}: the build stops here."))
    }
}
