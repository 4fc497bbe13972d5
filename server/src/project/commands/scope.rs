//! What the variables of a file may hold.

use std::collections::{HashMap, HashSet};

use super::formula::{Formula, Part};

/// The variables that can be seen from a place, by name.
#[derive(Clone, Default, Debug)]
pub(super) struct Scope<'o> {
    variables: HashMap<String, Variable>,
    outer: Option<&'o Scope<'o>>,
}

#[derive(Clone, Default, Debug)]
pub(super) struct Variable {
    /// Variables of one choice hold their values of the same number together: the cells of a matrix row. Else the variable's own name.
    pub choice: String,
    /// Whether each of the values has its turn: a loop, a matrix. Else one of them counts, and nobody knows which.
    pub each: bool,
    pub values: Vec<Definition>,
}

/// One value.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Definition {
    /// Of an array, its elements. None of what is empty.
    pub words: Vec<Formula>,
    /// `+=`, and `x="$x …"`: it stands behind what the variable holds already.
    pub append: bool,
    /// It holds as long as the caller says nothing else: `?=`, `${x:-dev}`, the default of an input.
    pub open: bool,
    /// It is an array.
    pub list: bool,
    /// Between what it holds already and this: Make puts a blank there.
    pub blank: bool,
}

/// Values of one variable that are kept. Of more nothing is known: they would be multiplied with those of others.
const MAX_VALUES: usize = 256;

impl Definition {
    pub(super) fn of(formula: Formula) -> Self {
        Self { words: vec![formula], ..Self::default() }
    }

    fn mentions(&self, what: &str) -> bool {
        self.words.iter().any(|word| word.mentions(what))
    }
}

impl Variable {
    fn open_to(&mut self, around: &Variable) {
        if self.values.iter().any(|value| value.open) {
            let said = around.values.iter().filter(|value| !value.words.is_empty() && !self.values.contains(value));
            let said: Vec<_> = said.take(MAX_VALUES.saturating_sub(self.values.len())).cloned().collect();
            self.values.extend(said);
        }
    }
}

impl<'o> Scope<'o> {
    pub(super) fn inside(outer: &'o Scope<'o>) -> Self {
        Self { variables: HashMap::new(), outer: Some(outer) }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Variable> {
        self.variables.get(name).or_else(|| self.outer?.get(name))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.variables.contains_key(name)
    }

    /// One more value that a variable may have.
    pub(super) fn add(&mut self, name: &str, mut value: Definition) {
        // `x="$x --flag"` is `x+=" --flag"`, and `x=("${x[@]}" --flag)` is `x+=(--flag)`.
        let itself = |part: &Part| matches!(part, Part::Name { name: own, .. } if own == name);
        // `x=${x:-dev}` is what the environment says, or this.
        for part in value.words.iter_mut().flat_map(|word| &mut word.parts) {
            if let Part::Either { of, .. } = part
                && of.iter().any(|parts| parts.iter().any(itself))
            {
                of.retain(|parts| !parts.iter().any(itself));
                value.open = true;
            }
        }
        if value.words.iter().any(|word| word.parts.iter().any(itself)) {
            value.append = true;
            for word in &mut value.words {
                word.parts.retain(|part| !itself(part));
            }
            let empty = |part: &Part| matches!(part, Part::Text { text, .. } if text.is_empty());
            value.words.retain(|word| !word.parts.iter().all(empty));
        }
        let variable = self.variables.entry(name.to_owned()).or_insert_with(|| Variable { choice: name.to_owned(), ..Variable::default() });
        if variable.values.len() <= MAX_VALUES && !variable.values.contains(&value) {
            variable.values.push(value);
        }
    }

    /// Values that have their turns together: each row gives a value to some of the names.
    pub(super) fn add_rows(&mut self, choice: &str, each: bool, rows: &[Vec<(String, Definition)>]) {
        let mut seen = HashSet::new();
        let names = rows.iter().flatten().map(|(name, _)| name).filter(|name| seen.insert(name.as_str()));
        for name in names {
            let value = |row: &Vec<(String, Definition)>| row.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.clone());
            let values = rows.iter().map(|row| value(row).unwrap_or_default()).collect();
            self.variables.insert(name.clone(), Variable { choice: choice.to_owned(), each, values });
        }
    }

    /// What its variables hold if the environment around has values for them: those too, where nothing else is said for certain.
    pub(super) fn open_to_outer(&mut self) {
        let Some(outer) = self.outer else { return };
        for (name, variable) in &mut self.variables {
            outer.get(name).into_iter().for_each(|around| variable.open_to(around));
        }
    }

    /// The same for an environment that is not around it yet. What it has not itself, it takes from there.
    pub(super) fn open_to(&mut self, outer: &Scope<'_>) {
        for (name, around) in &outer.variables {
            match self.variables.get_mut(name) {
                Some(variable) => variable.open_to(around),
                None => drop(self.variables.insert(name.clone(), around.clone())),
            }
        }
    }

    /// Takes the variables of another scope that it has not itself.
    pub(super) fn adopt(&mut self, other: Scope<'_>) {
        for (name, variable) in other.variables {
            self.variables.entry(name).or_insert(variable);
        }
    }

    /// Puts what is appended behind what it is appended to. To be called when all values are there.
    pub(super) fn settle(&mut self) {
        for variable in self.variables.values_mut() {
            if variable.values.iter().any(|value| value.append) {
                variable.values = appended(&variable.values);
            }
            if variable.values.len() > MAX_VALUES {
                // As if it had none: it is not known.
                variable.values.clear();
            }
        }
    }

    /// Those of several alternatives that can be known, and whether there are others: then the caller may choose.
    pub(super) fn alternatives<'p>(&self, of: &'p [Vec<Part>]) -> (Vec<&'p [Part]>, bool) {
        let known = |parts: &&Vec<Part>| match parts.as_slice() {
            [Part::Unknown { .. }] => false,
            [Part::Name { name, .. }] => self.get(name).is_some_and(|variable| !variable.values.is_empty()),
            _ => true,
        };
        let known: Vec<&[Part]> = of.iter().filter(known).map(Vec::as_slice).collect();
        let open = known.len() < of.len();
        match known.is_empty() {
            true => (of.first().map(Vec::as_slice).into_iter().collect(), true),
            false => (known, open),
        }
    }

    /// Gives a variable another set of values.
    pub(super) fn replace(&mut self, name: &str, variable: Variable) {
        self.variables.insert(name.to_owned(), variable);
    }
}

/// The values a variable may have in the end, if some are appended to others. Where flags are put together, what is appended under a
/// condition cannot be told from what always is; it matters for flags that choose what is built, so each of these is taken alone, and none.
fn appended(values: &[Definition]) -> Vec<Definition> {
    let mut bases: Vec<Definition> = values.iter().filter(|value| !value.append).cloned().collect();
    if bases.is_empty() {
        bases.push(Definition::default());
    }
    // What is set to nothing first, to be filled then.
    if bases.iter().any(|base| !base.words.is_empty()) {
        bases.retain(|base| !base.words.is_empty());
    }
    let chooses = |value: &&Definition| ["--target", "--file", "-f", "target="].iter().any(|flag| value.mentions(flag));
    let (choosers, plain): (Vec<&Definition>, Vec<&Definition>) = values.iter().filter(|value| value.append).partition(chooses);
    let mut all = Vec::new();
    for base in bases {
        let mut with_plain = base;
        for value in &plain {
            append(&mut with_plain, value);
        }
        for value in &choosers {
            let mut with = with_plain.clone();
            append(&mut with, value);
            all.push(with);
        }
        all.push(with_plain);
        if all.len() > MAX_VALUES {
            break;
        }
    }
    all
}

fn append(to: &mut Definition, value: &Definition) {
    to.open |= value.open;
    match (to.words.as_mut_slice(), value.words.as_slice()) {
        ([only], [more]) if !value.list => {
            if value.blank {
                only.parts.push(Part::text(" ", None, false));
            }
            only.parts.extend(more.parts.iter().cloned());
        }
        _ => to.words.extend(value.words.iter().cloned()),
    }
}
