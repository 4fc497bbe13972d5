//! The targets of Bake files: each of a matrix, with what they inherit.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::data::Data;
use super::definitions::{Definitions, Target};
use super::evaluate::{Evaluator, Scope};
use crate::project::build::{Argument, NamedContext};
use crate::project::recipe::Recipe;
use crate::project::value::{Place, Value};

/// A matrix with more targets is one target of which the values of the matrix are unknown.
const MAX_MATRIX: usize = 500;
/// So many targets are looked at where it is not known from which of them one inherits.
const MAX_CANDIDATES: usize = 20;
/// So deep is inherited.
const MAX_INHERITED: usize = 40;

/// A target as it is called.
pub(super) struct Instance {
    /// None: it is computed of what is unknown.
    pub name: Option<String>,
    /// What the block is called, as a group calls a matrix.
    pub label: String,
    pub place: Place,
    own: Said,
    /// What it inherits from, in order.
    inherits: Vec<Value>,
}

/// A recipe, and other values that its target may have.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Said {
    pub recipe: Recipe,
    pub other_targets: Vec<Value>,
}

impl Said {
    fn unknown(place: Place) -> Self {
        Self { recipe: Recipe::unknown(place), other_targets: Vec::new() }
    }

    fn merge(&mut self, over: Self) {
        if over.recipe.target.is_some() {
            self.other_targets = over.other_targets;
        }
        self.recipe.merge(over.recipe);
    }
}

/// The targets of files that are read together.
pub(super) struct Targets {
    pub instances: Vec<Instance>,
    by_name: HashMap<String, Vec<usize>>,
    /// The instances before this one are of other files, which lend what the files lack.
    pub own_from: usize,
    /// Whether those are merged with the files.
    pub merged: bool,
    /// Services of Compose files, which are targets too.
    pub services: HashMap<String, Recipe>,
    pub inherited: HashSet<String>,
    resolved: RefCell<HashMap<String, Option<Said>>>,
}

impl Targets {
    /// `lent` says how many of the targets are of the other files.
    pub fn new<'f>(evaluator: &Evaluator<'f>, definitions: &'f Definitions<'f>, lent: usize, services: Vec<(String, Recipe)>) -> Self {
        let mut instances = Vec::new();
        let mut own_from = 0;
        for (index, target) in definitions.targets.iter().enumerate() {
            if index == lent {
                own_from = instances.len();
            }
            instances.extend(self::instances(evaluator, target));
        }
        if lent >= definitions.targets.len() {
            own_from = instances.len();
        }
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, instance) in instances.iter().enumerate() {
            by_name.entry(instance.name.clone().unwrap_or_default()).or_default().push(index);
        }
        let inherited = instances.iter().flat_map(|instance| instance.inherits.iter().filter_map(Value::text)).collect();
        let services = services.into_iter().collect();
        Self { instances, by_name, own_from, merged: false, services, inherited, resolved: RefCell::default() }
    }

    /// A target with all that it inherits: what it says itself counts before that, and of what it inherits the last (buildx
    /// bake/bake.go, `Config.target`).
    pub fn resolve(&self, instance: &Instance) -> Said {
        match &instance.name {
            Some(name) => self.named(name, instance.place, 0),
            None => self.complete(&[instance], None, 0),
        }
    }

    fn named(&self, name: &str, place: Place, depth: usize) -> Said {
        let known = self.resolved.borrow().get(name).cloned();
        match known {
            Some(Some(said)) => return said,
            // It inherits from itself: Bake skips it there.
            Some(None) => return Said::default(),
            None if depth >= MAX_INHERITED => return Said::unknown(place),
            None => {}
        }
        self.resolved.borrow_mut().insert(name.to_owned(), None);
        let all = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        let (lent, own): (Vec<_>, Vec<_>) = all.iter().copied().partition(|index| *index < self.own_from);
        let of_files = match (own.is_empty(), self.merged) {
            (true, _) => lent,
            (false, true) => all.to_vec(),
            (false, false) => own,
        };
        let of_files: Vec<_> = of_files.iter().filter_map(|index| self.instances.get(*index)).collect();
        let service = self.services.get(name);
        let said = match (of_files.is_empty(), service) {
            (false, service) => self.complete(&of_files, service, depth),
            (true, Some(service)) => Said { recipe: service.clone(), other_targets: Vec::new() },
            // The action docker/metadata-action writes a file with this target: tags, labels and arguments.
            (true, None) if name.starts_with("docker-metadata-action") => {
                Said { recipe: Recipe { more_args: true, ..Recipe::default() }, other_targets: Vec::new() }
            }
            (true, None) => Said::unknown(place),
        };
        // What was cut off is not remembered: from elsewhere it may be in reach.
        let mut resolved = self.resolved.borrow_mut();
        if depth < MAX_INHERITED / 2 {
            resolved.insert(name.to_owned(), Some(said.clone()));
        } else {
            resolved.remove(name);
        }
        said
    }

    /// What all targets say of which one is inherited from; where they differ, it is unknown.
    fn one_of(&self, parent: &Value, place: Place, depth: usize) -> Said {
        if parent.is_unknown() {
            return Said::unknown(place);
        }
        let mut names: Vec<_> = self.by_name.keys().filter(|name| parent.can_be(name)).collect();
        names.sort();
        // Not the one that inherits.
        names.retain(|name| self.resolved.borrow().get(*name) != Some(&None));
        let mut said = names.iter().take(MAX_CANDIDATES).map(|name| self.named(name, place, depth));
        let Some(mut common) = said.next().filter(|_| names.len() <= MAX_CANDIDATES) else { return Said::unknown(place) };
        for other in said {
            let recipe = &mut common.recipe;
            for (value, other) in [
                (&mut recipe.context, other.recipe.context),
                (&mut recipe.dockerfile, other.recipe.dockerfile),
                (&mut recipe.target, other.recipe.target),
            ] {
                if *value != other {
                    *value = Some(Value::unknown(place));
                }
            }
            (recipe.more_args, recipe.more_contexts) = (true, true);
        }
        common
    }

    /// Several blocks of one name are merged, and so is what they inherit.
    fn complete(&self, blocks: &[&Instance], service: Option<&Recipe>, depth: usize) -> Said {
        let mut said = Said::default();
        for block in blocks {
            for parent in &block.inherits {
                said.merge(match parent.text() {
                    Some(name) => self.named(&name, block.place, depth + 1),
                    None => self.one_of(parent, block.place, depth + 1),
                });
            }
        }
        if let Some(service) = service {
            said.merge(Said { recipe: service.clone(), other_targets: Vec::new() });
        }
        for block in blocks {
            said.merge(block.own.clone());
        }
        said
    }
}

/// The targets that a block stands for.
fn instances<'f>(evaluator: &Evaluator<'f>, target: &'f Target<'f>) -> Vec<Instance> {
    let matrix = target.get("matrix");
    let rows = match matrix.map(|matrix| evaluator.definition(matrix, &Scope::EMPTY)) {
        None => vec![Vec::new()],
        Some(matrix) => rows(&matrix),
    };
    let instance = |names: &Vec<(String, Data)>| {
        let scope = Scope { names, outer: None };
        let name = match (matrix, target.get("name")) {
            (None, None) => Some(target.label.clone()),
            (_, Some(name)) => evaluator.definition(name, &scope).text(),
            (Some(_), None) => None,
        };
        let mut own = said(evaluator, target, &scope);
        if target.broken {
            own.recipe.open(target.place);
        }
        Instance { name, label: target.label.clone(), place: target.place, own, inherits: inherits(evaluator, target, &scope) }
    };
    rows.iter().map(instance).collect()
}

/// All combinations of the values of a matrix.
fn rows(matrix: &Data) -> Vec<Vec<(String, Data)>> {
    let Some(axes) = matrix.entries() else { return vec![Vec::new()] };
    let mut rows: Vec<Vec<(String, Data)>> = vec![Vec::new()];
    for (name, values) in axes {
        let Some(name) = name.text() else { return vec![Vec::new()] };
        let values = values.items().map_or_else(|| vec![Data::Unknown], <[Data]>::to_vec);
        if rows.len().saturating_mul(values.len()) > MAX_MATRIX {
            let unknown = axes.iter().filter_map(|(name, _)| Some((name.text()?, Data::Unknown)));
            return vec![unknown.collect()];
        }
        let with = |row: &Vec<(String, Data)>, value: &Data| [row.clone(), vec![(name.clone(), value.clone())]].concat();
        rows = rows.iter().flat_map(|row| values.iter().map(|value| with(row, value)).collect::<Vec<_>>()).collect();
    }
    rows
}

fn inherits<'f>(evaluator: &Evaluator<'f>, target: &'f Target<'f>, scope: &Scope<'_>) -> Vec<Value> {
    let Some(inherits) = target.get("inherits") else { return Vec::new() };
    let place = inherits.place();
    match evaluator.definition(inherits, scope) {
        Data::Null => Vec::new(),
        data => {
            data.items().map_or_else(|| vec![Value::unknown(place)], |items| items.iter().filter_map(|name| item(name, place)).collect())
        }
    }
}

/// What a block says itself.
fn said<'f>(evaluator: &Evaluator<'f>, target: &'f Target<'f>, scope: &Scope<'_>) -> Said {
    let get = |key: &str| target.get(key).map(|def| (evaluator.definition(def, scope), def.place()));
    let value = |key: &str| get(key).and_then(|(data, place)| data.value(place));
    let mut said = Said::default();
    let recipe = &mut said.recipe;
    // `cwd://` is the folder from which Bake is called, which it is without that too, where the file is a local one.
    recipe.context = value("context").map(|context| context.after("cwd://").unwrap_or(context));
    recipe.dockerfile = value("dockerfile");
    recipe.inline = value("dockerfile-inline");
    if let Some((data, place)) = get("target") {
        let mut values = if let Data::Either(one_of) = &data { one_of.to_vec() } else { vec![data] }.into_iter();
        // Null is no target, which is what an empty text says too.
        let target = |data: Data| data.value(place).unwrap_or_else(|| Value::computed(place, ""));
        recipe.target = values.next().filter(|data| *data != Data::Null || values.len() > 0).map(target);
        said.other_targets = values.map(target).collect();
    }
    let entries = |key: &str| match get(key) {
        None | Some((Data::Null, _)) => (Vec::new(), false),
        Some((data, place)) => {
            let values = data.entries().unwrap_or_default().iter().filter_map(|(name, data)| Some((name.clone(), item(data, place)?)));
            (values.collect(), data.entries().is_none())
        }
    };
    let (arguments, more_args) = entries("args");
    recipe.more_args = more_args;
    arguments.into_iter().for_each(|(name, value)| recipe.add_argument(Argument { name, value: Some(value) }));
    let (contexts, more_contexts) = entries("contexts");
    recipe.more_contexts = more_contexts;
    contexts.into_iter().for_each(|(name, value)| recipe.add_context(NamedContext { name, value }));
    if let Some((data, place)) = get("platforms") {
        let platforms = data.items().map_or_else(|| vec![Data::Unknown], <[Data]>::to_vec);
        platforms.iter().filter_map(|platform| item(platform, place)).for_each(|platform| recipe.add_platform(platform));
    }
    said
}

/// A value inside a list or a table: a text knows its place, others have that of the whole.
fn item(data: &Data, place: Place) -> Option<Value> {
    if let Data::Text(value) = data { Some(value.clone()) } else { data.value(place) }
}
