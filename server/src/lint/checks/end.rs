//! Where BuildKit stops, and so says nothing of what comes behind.

use super::{Check, CheckName, Step};
use crate::document::Document;
use crate::stages::{BuildPhase, Problem};
use crate::syntax::{Dockerfile, FaultKind, Instruction, Phase};

/// Where BuildKit stops.
pub(super) struct End<'d> {
    step: Option<Step>,
    /// The problem it stops at while it dispatches an instruction.
    problem: Option<&'d Problem>,
}

impl<'d> End<'d> {
    /// None if it stops before it has found anything.
    pub(super) fn new(document: &'d Document) -> Option<Self> {
        let (file, graph) = (document.file(), document.graph());
        let refused = |instruction: &Instruction| {
            let trigger = instruction.trigger().map_or(&[][..], |trigger| &trigger.faults);
            instruction.faults.iter().chain(trigger).any(|fault| fault.phase == Phase::Parse)
        };
        let of_file = file.faults.iter().any(|fault| fault.phase == Phase::Parse);
        if of_file
            || file.instructions.iter().any(refused)
            || graph.problems.first().is_some_and(|problem| problem.phase == BuildPhase::Options)
        {
            return None;
        }
        let fault = file.instructions.iter().position(|instruction| !instruction.faults.is_empty());
        if let Some(at) = fault {
            return Some(Self { step: Some(Step::Instruction(at)), problem: None });
        }
        if file.faults.iter().any(|fault| fault.kind == FaultKind::NoStages) {
            return Some(Self { step: Some(Step::Instruction(usize::MAX)), problem: None });
        }
        let problem = graph.first_problem(None);
        let step = problem.map(|problem| match problem.phase {
            BuildPhase::Options | BuildPhase::Globals => Step::Names,
            BuildPhase::Bases => {
                let stage = problem.stage.unwrap_or_default();
                let base = graph
                    .stages
                    .get(stage)
                    .is_some_and(|stage| stage.base.range == problem.range || stage.base.range.contains(problem.range));
                if base { Step::Base(stage) } else { Step::Platform(stage) }
            }
            BuildPhase::Edges | BuildPhase::Cycles | BuildPhase::References | BuildPhase::Triggers => Step::Platform(usize::MAX),
            BuildPhase::Dispatch => Step::Dispatch(instruction_of(file, problem)),
        });
        Some(Self { step, problem: problem.filter(|problem| problem.phase == BuildPhase::Dispatch) })
    }

    /// Whether BuildKit finds it before it stops.
    pub(super) fn comes_behind(&self, check: &Check) -> bool {
        let Some(step) = self.step else { return true };
        match self.problem {
            // Words are expanded one after the other, and only then looked at.
            Some(problem) if check.step == step => match check.name {
                CheckName::UndefinedVar | CheckName::ExposeInvalidFormat | CheckName::ExposeProtoCasing => {
                    check.range.start <= problem.range.end
                }
                _ => false,
            },
            _ => check.step <= step,
        }
    }
}

/// The instruction BuildKit names for a problem.
fn instruction_of(file: &Dockerfile, problem: &Problem) -> usize {
    let line = problem.lines.first().map_or(0, |lines| lines.first);
    file.instructions.partition_point(|instruction| instruction.lines.first <= line).saturating_sub(1)
}
