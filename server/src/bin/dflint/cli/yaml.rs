//! YAML with places, in bytes: what saphyr reads, in the few words that settings need.

use std::ops::Range;

use saphyr::{LoadableYamlNode, MarkedYaml, Marker, Scalar, YamlData};

use crate::config::Mistake;

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub range: Range<usize>,
    pub value: Value,
}

#[derive(Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Text(String),
    List(Vec<Node>),
    /// In the order of the file; of equal keys the last is there.
    Table(Vec<(Node, Node)>),
    /// Numbers, and what is nested too deep.
    Other,
}

/// No settings are nested deeper. The parser has no limit of its own, and the stack has.
const MAX_DEPTH: usize = 100;

/// The documents of a text.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, Mistake> {
    let places = Places::new(text);
    if let Some(at) = too_deep(text) {
        let message = format!("This is nested deeper than {MAX_DEPTH} levels, as no settings are.");
        return Err(Mistake { range: at..at + 1, message, help: None });
    }
    let loaded = MarkedYaml::load_from_str(text).map_err(|error| {
        let at = places.byte(error.marker());
        let message = format!("This is no valid YAML: {}.", error.info().trim_end_matches('.'));
        Mistake { range: at..at, message, help: None }
    })?;
    Ok(loaded.iter().map(|document| places.node(document, 0)).collect())
}

/// Where the brackets, or the signs that begin a block, go deeper than they may. Those in texts and comments count too: that is no
/// matter, because settings have no hundred of them.
fn too_deep(text: &str) -> Option<usize> {
    let mut brackets = 0_usize;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut signs = 0;
        for (at, byte) in line.bytes().enumerate() {
            match byte {
                b'[' | b'{' => brackets += 1,
                b']' | b'}' => brackets = brackets.saturating_sub(1),
                b'-' | b'?' | b':' => signs += 1,
                _ => {}
            }
            let indent = line.len() - line.trim_start().len();
            if brackets > MAX_DEPTH || signs > 10 * MAX_DEPTH || indent > 10 * MAX_DEPTH {
                return Some(start + at);
            }
        }
        start += line.len();
    }
    None
}

/// Where each character stands: saphyr counts characters.
struct Places {
    bytes: Vec<usize>,
    length: usize,
}

impl Places {
    fn new(text: &str) -> Self {
        Self { bytes: text.char_indices().map(|(at, _)| at).collect(), length: text.len() }
    }

    fn byte(&self, marker: &Marker) -> usize {
        self.bytes.get(marker.index()).copied().unwrap_or(self.length)
    }

    fn node<'y>(&self, node: &MarkedYaml<'y>, depth: usize) -> Node {
        let start = self.byte(&node.span.start);
        let range = start..self.byte(&node.span.end).max(start);
        Node { range, value: self.value(&node.data, depth) }
    }

    fn value<'y>(&self, data: &YamlData<'y, MarkedYaml<'y>>, depth: usize) -> Value {
        if depth > MAX_DEPTH {
            return Value::Other;
        }
        match data {
            YamlData::Value(Scalar::Null) => Value::Null,
            YamlData::Value(Scalar::Boolean(value)) => Value::Bool(*value),
            YamlData::Value(Scalar::String(text)) => Value::Text(text.to_string()),
            YamlData::Sequence(items) => Value::List(items.iter().map(|item| self.node(item, depth + 1)).collect()),
            YamlData::Mapping(pairs) => {
                Value::Table(pairs.iter().map(|(key, value)| (self.node(key, depth + 1), self.node(value, depth + 1))).collect())
            }
            _ => Value::Other,
        }
    }
}
