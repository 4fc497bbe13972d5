//! Proof that a guess makes a file better: the file is read once more with the fix in it.
//!
//! "Did you mean `RUN`?" may be right and the line still wrong behind it. What is offered as a fix leaves fewer errors than there
//! were, and none of a kind that was not there.
//!
//! A proof takes as long as reading the file. A rule only says what is to be proven; it is done when somebody asks for the fix.

use std::cell::Cell;
use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};
use std::sync::{Arc, OnceLock};

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

/// What a fix must be proven to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Claim {
    /// It leaves fewer errors in the file.
    Mends,
    /// It brings no error into the file.
    Harmless,
}

/// A claim, and whether it is true, once somebody has wanted to know. Copies of a fix have it in common.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    claim: Claim,
    holds: Arc<OnceLock<bool>>,
}

impl Proof {
    /// `document` is the one that the fix was made for.
    pub(super) fn holds(&self, fix: &Fix, document: &Document) -> bool {
        *self.holds.get_or_init(|| {
            let before = Errors::of(document);
            let after = Errors::of(&Document::new(fix.apply(document.text()), document.options()));
            after.is_part_of(&before) && (self.claim == Claim::Harmless || after.count() < before.count())
        })
    }
}

/// How many bytes the proofs of a file would read.
#[derive(Default)]
pub(super) struct Proofs(Cell<usize>);

/// For all proofs of a file no more bytes are read than these, the fixes behind are left out: those of a file of nothing but errors are
/// as fast as those of another.
const BYTES: usize = 1 << 20;

impl Facts<'_> {
    /// The fix, if it leaves fewer errors in the file.
    pub fn mending(&self, fix: Option<Fix>) -> Option<Fix> {
        self.claimed(fix, Claim::Mends)
    }

    /// The fix, if it brings no error into the file.
    pub fn harmless(&self, fix: Option<Fix>) -> Option<Fix> {
        self.claimed(fix, Claim::Harmless)
    }

    fn claimed(&self, fix: Option<Fix>, claim: Claim) -> Option<Fix> {
        let fix = fix?;
        let Proofs(read) = &self.proofs;
        read.set(read.get().saturating_add(self.document.text().len()));
        (read.get() <= BYTES).then(|| Fix { proof: Some(Proof { claim, holds: Arc::default() }), ..fix })
    }
}
