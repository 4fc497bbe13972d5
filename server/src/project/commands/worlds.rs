//! Which values the variables of a command have together.

use std::collections::{HashMap, HashSet};

use super::evaluate::MAX_DEPTH;
use super::formula::{Formula, Part};
use super::scope::Scope;

/// Which value each choice has.
pub(super) type World = HashMap<String, usize>;

/// So many sets of values are tried for one command; choices beyond are unknown.
const MAX_WORLDS: usize = 256;

/// The sets of values that variables in these words may have, the most important words first.
pub(super) struct Worlds {
    pub all: Vec<World>,
    /// Whether each of them has its turn.
    pub certain: bool,
}

impl Worlds {
    pub(super) fn of<'f>(formulas: impl Iterator<Item = &'f Formula>, scope: &Scope<'_>) -> Self {
        let mut choices = Choices { scope, found: Vec::new(), seen: HashSet::new(), certain: true };
        for formula in formulas {
            choices.visit(&formula.parts, 0);
        }
        // If there is too much to try, what chooses the stage counts more than its arguments.
        choices.found.sort_by_key(|(choice, _)| importance(choice));
        let mut all = vec![World::new()];
        for (choice, count) in choices.found {
            if count * all.len() > MAX_WORLDS {
                choices.certain = false;
                continue;
            }
            let with = |index: usize| {
                let choice = choice.clone();
                move |world: &World| {
                    let mut world = world.clone();
                    world.insert(choice.clone(), index);
                    world
                }
            };
            all = (0..count).flat_map(|index| all.iter().map(with(index)).collect::<Vec<_>>()).collect();
        }
        Self { all, certain: choices.certain }
    }

    /// Where it is too much to try them all.
    pub(super) fn unknown() -> Self {
        Self { all: vec![World::new()], certain: false }
    }
}

/// The less, the more it counts what a variable holds, by its name. Rows hold several variables: a matrix, a call.
fn importance(choice: &str) -> u8 {
    let name = choice.to_ascii_lowercase();
    match () {
        () if name.contains("target") || name.ends_with(['.', ')']) || matches!(choice, "matrix" | "callers") => 0,
        () if ["file", "folder", "dir", "context"].iter().any(|word| name.contains(word)) => 1,
        () => 2,
    }
}

struct Choices<'s> {
    scope: &'s Scope<'s>,
    found: Vec<(String, usize)>,
    seen: HashSet<String>,
    certain: bool,
}

impl Choices<'_> {
    fn visit(&mut self, parts: &[Part], depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for part in parts {
            match part {
                Part::Name { name, .. } => {
                    if !self.seen.insert(format!("name {name}")) {
                        continue;
                    }
                    let Some(variable) = self.scope.get(name) else { continue };
                    self.choice(&variable.choice, variable.values.len(), variable.each);
                    for value in &variable.values {
                        for word in &value.words {
                            self.visit(&word.parts, depth + 1);
                        }
                    }
                }
                Part::Either { id, of, .. } => {
                    if self.seen.insert(format!("either {id}")) {
                        let (of, _) = self.scope.alternatives(of);
                        self.choice(&format!("either {id}"), of.len(), false);
                        for parts in of {
                            self.visit(parts, depth + 1);
                        }
                    }
                }
                Part::Text { .. } | Part::Unknown { .. } => {}
            }
        }
    }

    fn choice(&mut self, choice: &str, count: usize, each: bool) {
        if count > 0 && !self.found.iter().any(|(known, _)| known == choice) {
            self.found.push((choice.to_owned(), count));
            self.certain &= each || count == 1;
        }
    }
}
