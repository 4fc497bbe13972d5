//! What a service says of its build, in the file where it stands.

use super::interpolate;
use crate::project::build::{Argument, NamedContext};
use crate::project::data::{Data, Node};
use crate::project::recipe::{Assume, Recipe, argument};
use crate::project::sources::FileId;
use crate::project::value::{Place, Value};

/// The value of `build`. None if it is null.
pub(super) fn recipe(file: FileId, build: &Node, assume: Assume) -> Option<Recipe> {
    if build.is_null() {
        return None;
    }
    let value = |node: &Node| interpolate::value(file, node, assume);
    if let Some(context) = value(build) {
        return Some(Recipe { context: Some(context), ..Recipe::default() });
    }
    if !matches!(*build.data, Data::Table(_)) {
        // It is being typed.
        return Some(Recipe::unknown(Place { file, range: build.range }));
    }
    let get = |key: &str| build.get(key).and_then(value);
    let mut recipe = Recipe {
        context: get("context"),
        dockerfile: get("dockerfile"),
        inline: get("dockerfile_inline"),
        target: get("target"),
        ..Recipe::default()
    };
    for (name, value) in pairs(file, build.get("args"), assume) {
        recipe.add_argument(Argument { name, value });
    }
    for (name, value) in pairs(file, build.get("additional_contexts"), assume) {
        if let Some(value) = value {
            recipe.add_context(NamedContext { name, value });
        }
    }
    for platform in build.get("platforms").map(Node::one_or_more).unwrap_or_default().iter().filter_map(value) {
        recipe.add_platform(platform);
    }
    Some(recipe)
}

/// Names and values: of a table, or of a list with `NAME=VALUE`.
fn pairs(file: FileId, node: Option<&Node>, assume: Assume) -> Vec<(Value, Option<Value>)> {
    let Some(node) = node else { return Vec::new() };
    let of_item = |item: &Node| {
        let Argument { name, value } = argument(&interpolate::value(file, item, assume)?);
        Some((name, value))
    };
    let of_entry = |(key, value): (&Node, &Node)| {
        let name = Value::of_scalar(file, key.range, key.scalar()?);
        let unknown = || Value::unknown(Place { file, range: value.range });
        let value = interpolate::value(file, value, assume).or_else(|| (!value.is_null()).then(unknown));
        Some((name, value))
    };
    let items = node.items().iter().filter_map(of_item);
    items.chain(node.entries().into_iter().filter_map(of_entry)).collect()
}
