//! Proof that a guess makes a file better: the file is read once more with the fix in it.
//!
//! "Did you mean `RUN`?" may be right and the line still wrong behind it. What is offered as a fix leaves fewer errors than there
//! were, and none of a kind that was not there.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use super::facts::Facts;
use super::fix::Fix;
use crate::document::Document;
use crate::stages::ProblemKind;
use crate::syntax::{FaultKind, Instruction};

/// How many errors of each kind a file has.
#[derive(Default, PartialEq, Eq)]
struct Errors {
    faults: HashMap<Discriminant<FaultKind>, usize>,
    problems: HashMap<Discriminant<ProblemKind>, usize>,
}

impl Errors {
    fn of(document: &Document) -> Self {
        let mut errors = Self::default();
        let mut count = |kind: &FaultKind| *errors.faults.entry(discriminant(kind)).or_default() += 1;
        document.file().faults.iter().for_each(|fault| count(&fault.kind));
        for instruction in &document.file().instructions {
            let mut inner = Some(instruction);
            while let Some(Instruction { faults, .. }) = inner {
                faults.iter().for_each(|fault| count(&fault.kind));
                inner = inner.and_then(Instruction::trigger);
            }
        }
        for problem in &document.graph().problems {
            *errors.problems.entry(discriminant(&problem.kind)).or_default() += 1;
        }
        errors
    }

    fn count(&self) -> usize {
        self.faults.values().chain(self.problems.values()).sum()
    }

    /// Whether there are no more of any kind than in `other`.
    fn is_part_of(&self, other: &Self) -> bool {
        let less = |(kind, count): (_, &usize)| other.faults.get(kind).is_some_and(|before| count <= before);
        self.faults.iter().all(less)
            && self.problems.iter().all(|(kind, count)| other.problems.get(kind).is_some_and(|before| count <= before))
    }
}

/// What the proofs of a file have in common.
#[derive(Default)]
pub(super) struct Proofs {
    before: OnceCell<Errors>,
    /// How many bytes were read for proofs.
    read: Cell<usize>,
}

/// For all proofs of a file no more bytes are read than these: a file of nothing but errors is checked as fast as another.
const BYTES: usize = 1 << 20;

impl Facts<'_> {
    /// The fix, if it leaves fewer errors in the file.
    pub fn mending(&self, fix: Option<Fix>) -> Option<Fix> {
        fix.filter(|fix| self.errors_with(fix).is_some_and(|(before, after)| after.count() < before.count()))
    }

    /// The fix, if it brings no error into the file.
    pub fn harmless(&self, fix: Option<Fix>) -> Option<Fix> {
        fix.filter(|fix| self.errors_with(fix).is_some())
    }

    /// The errors before and after a fix. None if there are new ones, or if it cannot be known.
    fn errors_with(&self, fix: &Fix) -> Option<(&Errors, Errors)> {
        let Proofs { before, read } = &self.proofs;
        read.set(read.get().saturating_add(self.document.text().len()));
        if read.get() > BYTES {
            return None;
        }
        let text = fix.apply(self.document.text());
        let before = before.get_or_init(|| Errors::of(self.document));
        let after = Errors::of(&Document::new(text, &self.settings.build));
        after.is_part_of(before).then_some((before, after))
    }
}
