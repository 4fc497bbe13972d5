//! Which stages a target needs, why, and what part each stage plays.

use super::graph::{Edge, Stage, StageGraph};

/// The stages that some targets need.
#[derive(Clone, Debug)]
pub struct Reach {
    pub needed: Vec<bool>,
    /// For each needed stage that is no target itself: a stage that needs it, and which of that stage's edges says so.
    because: Vec<Option<(usize, usize)>>,
}

/// What part a stage plays in what the repository builds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// In the chain of FROMs of the default target: its layers are in the image that is shipped.
    Shipped,
    /// The default target takes files from it.
    CopiedFrom,
    /// Only other targets need it.
    Tooling,
    /// A target would need it if a variable in a FROM had another value.
    Possible,
    /// No target needs it.
    Unneeded,
}

impl Role {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shipped => "shipped",
            Self::CopiedFrom => "copied-from",
            Self::Tooling => "tooling",
            Self::Possible => "possible",
            Self::Unneeded => "unneeded",
        }
    }
}

impl Reach {
    pub fn needs(&self, stage: usize) -> bool {
        self.needed.get(stage).copied().unwrap_or(false)
    }

    /// Why a stage is needed: the stage that needs it, and the edge.
    pub fn reason<'g>(&self, graph: &'g StageGraph, stage: usize) -> Option<(usize, &'g Edge)> {
        let (by, edge) = self.because.get(stage).copied().flatten()?;
        Some((by, graph.stages.get(by)?.edges.get(edge)?))
    }

    /// In ascending order.
    pub fn stages(&self) -> impl Iterator<Item = usize> {
        self.needed.iter().enumerate().filter(|(_, needed)| **needed).map(|(stage, _)| stage)
    }
}

impl StageGraph {
    /// What BuildKit builds for these stages.
    pub fn reach(&self, targets: impl IntoIterator<Item = usize>) -> Reach {
        self.search(targets, false)
    }

    /// The same, and every stage that another value of a variable in a FROM could mean.
    pub fn possible_reach(&self, targets: impl IntoIterator<Item = usize>) -> Reach {
        self.search(targets, true)
    }

    fn search(&self, targets: impl IntoIterator<Item = usize>, possible: bool) -> Reach {
        let count = self.stages.len();
        let mut reach = Reach { needed: vec![false; count], because: vec![None; count] };
        let mut open: Vec<usize> = Vec::new();
        for target in targets {
            if let Some(needed) = reach.needed.get_mut(target) {
                *needed = true;
                open.push(target);
            }
        }
        while let Some(stage) = open.pop() {
            // Of a stage that a named context takes the place of, nothing is built.
            let Some(Stage { edges, base, .. }) = self.stages.get(stage).filter(|stage| stage.context.is_none()) else { continue };
            let certain = edges.iter().enumerate().filter_map(|(at, edge)| Some((at, edge.source.stage()?)));
            // They come through the base, the first edge.
            let others = base.possible.iter().filter(|_| possible).map(|other| (0, *other));
            for (at, to) in certain.chain(others) {
                if let (Some(needed @ false), Some(because)) = (reach.needed.get_mut(to), reach.because.get_mut(to)) {
                    *needed = true;
                    *because = Some((stage, at));
                    open.push(to);
                }
            }
        }
        reach
    }

    /// What the legacy builder builds: every stage up to the target, needed or not.
    pub fn reach_of_legacy_builder(&self, target: usize) -> Reach {
        let count = self.stages.len();
        let because = self.search([target], false).because;
        Reach { needed: (0..count).map(|stage| stage <= target).collect(), because }
    }

    /// The default target.
    pub fn last_stage(&self) -> Option<usize> {
        self.stages.len().checked_sub(1)
    }

    /// The part each stage plays. `default` is the stage that is shipped, `others` are further targets.
    pub fn roles(&self, default: usize, others: &[usize]) -> Vec<Role> {
        let shipped = self.reach([default]);
        let tooling = self.reach(others.iter().copied());
        let possible = self.possible_reach(others.iter().copied().chain([default]));
        let role = |stage| match stage {
            stage if shipped.needs(stage) => Role::CopiedFrom,
            stage if tooling.needs(stage) => Role::Tooling,
            stage if possible.needs(stage) => Role::Possible,
            _ => Role::Unneeded,
        };
        let mut roles: Vec<_> = (0..self.stages.len()).map(role).collect();
        let mut in_chain = Some(default);
        while let Some(stage) = in_chain {
            if let Some(role) = roles.get_mut(stage) {
                *role = Role::Shipped;
            }
            in_chain = self.stages.get(stage).filter(|stage| stage.context.is_none()).and_then(|stage| stage.base.stage);
        }
        roles
    }
}
