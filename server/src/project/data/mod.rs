//! YAML and JSON as one kind of tree, with the place of every value in its file.
//!
//! A file that is being typed, and so is broken, is read up to where it breaks.

mod json;
mod scalar;
mod yaml;

use std::collections::HashMap;
use std::sync::Arc;

use crate::syntax::LogicalLine;
use crate::text::ByteRange;

pub(crate) use json::parse as parse_json;
pub(crate) use yaml::parse as parse_yaml;

/// What was read of a file.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// The documents of the file; of JSON there is one.
    pub documents: Vec<Node>,
    /// What is wrong with the file, if it is broken, and where.
    pub error: Option<(u32, String)>,
}

/// A value and where it stands. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// With its quotes. What an alias stands for has the place of the anchor.
    pub range: ByteRange,
    pub data: Arc<Data>,
    pub tag: Option<Tag>,
}

/// What a tag of YAML says of a value, where that is minded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tag {
    /// `!reset`: without the value, and without what it would be merged with.
    Reset,
    /// `!override`: without what it would be merged with.
    Override,
}

#[derive(Debug)]
pub(crate) enum Data {
    Null,
    Scalar(Scalar),
    List(Vec<Node>),
    /// In the order of the file.
    Table(Vec<(Node, Node)>),
}

/// A text, a number, a Boolean: whatever is no list and no table.
#[derive(Debug)]
pub(crate) struct Scalar {
    /// Its value, which knows where in the file each of its bytes stands.
    pub line: LogicalLine,
    /// In quotes, or a block: it is a text whatever stands in it.
    pub quoted: bool,
}

/// No build file is nested deeper. The parsers have no limit of their own, and the stack has.
const MAX_DEPTH: usize = 100;

/// So many merged tables are looked at for one table, also those that are merged into merged ones: aliases can make of a short file a
/// table with any number of them.
const MAX_MERGES: usize = 100;

/// The entries of a table that are known so far.
#[derive(Default)]
struct Entries<'n> {
    pairs: Vec<(&'n Node, &'n Node)>,
    places: HashMap<&'n str, usize>,
}

impl Node {
    pub(crate) fn null(range: ByteRange) -> Self {
        Self { range, data: Arc::new(Data::Null), tag: None }
    }

    pub(crate) fn scalar(&self) -> Option<&Scalar> {
        match &*self.data {
            Data::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// Of a text, a number or a Boolean.
    pub(crate) fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.line.text())
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(*self.data, Data::Null)
    }

    /// Only of a list.
    pub(crate) fn items(&self) -> &[Node] {
        match &*self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    /// A list's items; of anything else but null, itself: many keys take one value or several.
    pub(crate) fn one_or_more(&self) -> &[Node] {
        match &*self.data {
            Data::List(items) => items,
            Data::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// A table's keys and values, as they are written: `<<` is a key like others.
    pub(crate) fn written(&self) -> &[(Node, Node)] {
        match &*self.data {
            Data::Table(pairs) => pairs,
            _ => &[],
        }
    }

    /// A table's keys and values, of equal keys the last, with what its merge keys bring: the table's own keys count before those,
    /// and of several merged tables the first (yaml.org/type/merge.html).
    pub(crate) fn entries(&self) -> Vec<(&Node, &Node)> {
        let mut entries = Entries::default();
        let mut budget = MAX_MERGES;
        self.merge_into(&mut entries, &mut budget);
        entries.pairs
    }

    fn merge_into<'n>(&'n self, entries: &mut Entries<'n>, budget: &mut usize) {
        let before = entries.pairs.len();
        let is_merge = |key: &Node| key.scalar().is_some_and(|key| !key.quoted && key.line.text() == "<<");
        for (key, value) in self.written().iter().filter(|(key, _)| !is_merge(key)) {
            let Some(name) = key.text() else { continue };
            match entries.places.get(name).copied() {
                Some(known) if known < before => {}
                Some(own) => entries.pairs.get_mut(own).into_iter().for_each(|pair| *pair = (key, value)),
                None => {
                    entries.places.insert(name, entries.pairs.len());
                    entries.pairs.push((key, value));
                }
            }
        }
        for table in self.written().iter().filter(|(key, _)| is_merge(key)).flat_map(|(_, merged)| merged.one_or_more()) {
            let Some(left) = budget.checked_sub(1) else { return };
            *budget = left;
            table.merge_into(entries, budget);
        }
    }

    /// The value of a key, merge keys minded.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        let mut budget = MAX_MERGES;
        self.get_within(name, &mut budget)
    }

    fn get_within(&self, name: &str, budget: &mut usize) -> Option<&Node> {
        let written = self.written();
        if let Some((_, value)) = written.iter().rev().find(|(key, _)| key.text() == Some(name)) {
            return Some(value);
        }
        let merges = written.iter().filter(|(key, _)| key.scalar().is_some_and(|key| !key.quoted && key.line.text() == "<<"));
        merges.flat_map(|(_, merged)| merged.one_or_more()).find_map(|table| {
            *budget = budget.checked_sub(1)?;
            table.get_within(name, budget)
        })
    }

    /// The value behind several keys.
    pub(crate) fn path(&self, names: &[&str]) -> Option<&Node> {
        names.iter().try_fold(self, |node, name| node.get(name))
    }
}
