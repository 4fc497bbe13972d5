//! The problems of a build that are worth telling: not those that no build of the repository has.

use super::facts::Facts;
use crate::project::{Builds, Certainty};
use crate::stages::{MountProblem, Problem, ProblemKind};
use crate::syntax::{ExpandErrorKind, Keyword};

impl Facts<'_> {
    /// The problems of the stage graph. What stops a build only if it lacks an argument is left out where the repository describes how the
    /// file is built, and every such build gives the argument.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.graph().problems.iter().filter(|problem| problem.known || !self.is_given(problem))
    }

    fn is_given(&self, problem: &Problem) -> bool {
        let Some(builds) = self.settings.builds.as_deref().filter(|_| problem.trigger.is_none()) else { return false };
        let alternatives = self.arguments_behind(problem);
        alternatives.iter().any(|names| !names.is_empty() && names.iter().all(|name| all_give(builds, name)))
    }

    /// The arguments that make a problem go away if they are given: all of one of these lists.
    fn arguments_behind(&self, problem: &Problem) -> Vec<Vec<String>> {
        let (ProblemKind::Expansion(error) | ProblemKind::Mount(MountProblem::Expansion(error))) = &problem.kind else {
            return vec![self.empty_arguments(problem)];
        };
        let ExpandErrorKind::Required { name, .. } = error else { return Vec::new() };
        let mut alternatives = vec![vec![name.clone()]];
        // The default of an ARG that is given is not looked at.
        if let Some((_, instruction)) = self.instruction_at(problem.range.start).filter(|(_, at)| at.keyword == Some(Keyword::Arg)) {
            let has_problem = |value: &crate::syntax::Word| instruction.range_of(value.span).contains(problem.range);
            let pair = instruction.pairs().iter().find(|pair| pair.value.as_ref().is_some_and(has_problem));
            alternatives.extend(pair.map(|pair| vec![pair.key.text(&instruction.line).to_owned()]));
        }
        alternatives
    }

    /// The arguments without a value in the words of a problem.
    fn empty_arguments(&self, problem: &Problem) -> Vec<String> {
        let graph = self.graph();
        let is_inside = |range: crate::text::ByteRange| problem.range.contains(range) || range.contains(problem.range);
        let uses = graph.variable_uses(self.file(), self.document.text(), self.document.options());
        let inside = uses.into_iter().filter(|used| is_inside(used.range));
        let is_empty = |name: &str, at: usize| {
            let is_from = self.instruction(at).is_some_and(|instruction| instruction.keyword == Some(Keyword::From));
            let scope = if is_from { &graph.globals } else { graph.scope_at(at) };
            scope.variable(name).is_some_and(|variable| variable.value.is_none())
        };
        inside.filter(|used| is_empty(&used.name, used.instruction)).map(|used| used.name).collect()
    }
}

/// Whether some build certainly builds the file, and all that may do so give the argument.
fn all_give(builds: &Builds, name: &str) -> bool {
    builds.all().any(|(_, certainty)| certainty == Certainty::Yes) && builds.all().all(|(build, _)| build.gives(name))
}
