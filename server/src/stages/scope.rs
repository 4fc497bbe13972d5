//! Variables and their values at a place of the file.

use std::sync::Arc;

use rpds::RedBlackTreeMapSync;

use crate::syntax::{Environment, Expander, Expansion, VariableUse};

/// What is known of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// None if it was declared (`ARG name`) and has no value.
    pub value: Option<Arc<str>>,
    /// Whether a plain build has this value: it does not hang on a build argument that was not given, nor on an image not seen.
    pub known: bool,
}

/// The variables an instruction can use. Copies are cheap: they share what they have in common.
#[derive(Clone, Debug)]
pub struct Scope {
    variables: RedBlackTreeMapSync<Arc<str>, Variable>,
    /// What ENV has set, in the order of the image's configuration.
    image: RedBlackTreeMapSync<Arc<str>, ImageVariable>,
    /// How many variables the image's configuration has.
    image_length: u32,
    /// Whether a name that is not in it is certain not to be set. The configuration of an image not seen may set any.
    pub complete: bool,
}

#[derive(Clone, Debug)]
struct ImageVariable {
    order: u32,
    value: Arc<str>,
    known: bool,
}

impl Default for Scope {
    fn default() -> Self {
        Self { variables: RedBlackTreeMapSync::new_sync(), image: RedBlackTreeMapSync::new_sync(), image_length: 0, complete: true }
    }
}

impl Environment for Scope {
    fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name)?.value.as_deref()
    }
}

impl Scope {
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        self.variables.get(name)
    }

    /// The names that have a value.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().filter(|(_, variable)| variable.value.is_some()).map(|(name, _)| name.as_ref())
    }

    /// The names that are declared, with a value or without.
    pub fn declared(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(AsRef::as_ref)
    }

    /// All names, those that are declared and have no value among them.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &Variable)> {
        self.variables.iter().map(|(name, variable)| (name.as_ref(), variable))
    }

    /// Sets a variable without a trace in the image: what ARG does.
    pub(super) fn set(&mut self, name: &str, value: &str, known: bool) {
        self.variables.insert_mut(name.into(), Variable { value: Some(value.into()), known });
    }

    /// Notes that a build argument may set the variable, and leaves its value as it is.
    pub(super) fn declare(&mut self, name: &str) {
        let value = self.variables.get(name).and_then(|variable| variable.value.clone());
        self.variables.insert_mut(name.into(), Variable { value, known: false });
    }

    /// Sets a variable in the image too: what ENV does.
    pub(super) fn set_in_image(&mut self, name: &str, value: &str, known: bool) {
        self.set(name, value, known);
        let order = self.image.get(name).map_or(self.image_length, |variable| variable.order);
        self.image_length = self.image_length.max(order + 1);
        self.image.insert_mut(name.into(), ImageVariable { order, value: value.into(), known });
    }

    /// What a stage begins with that builds on this one: ENV wins over ARG again.
    pub(super) fn inherited(&self) -> Self {
        let mut scope = self.clone();
        for (name, variable) in self.image.iter() {
            if scope.get(name) != Some(&*variable.value) {
                scope.set(name, &variable.value, variable.known);
            }
        }
        scope
    }

    /// Whether ENV has set it, here or in the image below: containers have it as well.
    pub fn is_in_image(&self, name: &str) -> bool {
        self.image.contains_key(name)
    }

    /// The environment of the image, in order.
    pub fn image_environment(&self) -> Vec<(&str, &str)> {
        let mut variables: Vec<_> = self.image.iter().collect();
        variables.sort_by_key(|(_, variable)| variable.order);
        variables.into_iter().map(|(name, variable)| (name.as_ref(), variable.value.as_ref())).collect()
    }

    /// Expands a word, and says whether a plain build comes to the same result.
    pub(super) fn expand<'w>(&self, word: &'w str, escape: char) -> (Expansion<'w>, bool) {
        let expansion = Expander::new(escape, self).expand(word);
        let known = self.knows(&expansion.uses);
        (expansion, known)
    }

    /// Whether all these uses are known.
    pub(super) fn knows(&self, uses: &[VariableUse]) -> bool {
        uses.iter().all(|name| match self.variable(&name.name) {
            Some(variable) => variable.known,
            None => self.complete,
        })
    }
}
