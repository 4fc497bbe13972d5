//! What a service says of its build, in the file where it stands.

use super::interpolate::{self, Around};
use crate::project::build::{Argument, NamedContext};
use crate::project::data::{Data, Node, Tag};
use crate::project::recipe::{Part, Recipe, argument};
use crate::project::value::{Place, Value};

/// What a service says of its build by itself. None if it says nothing.
pub(super) fn recipe(around: Around<'_>, service: &Node) -> Option<Recipe> {
    let replaced = |tag: Option<Tag>| if tag.is_some() { vec![Part::All] } else { Vec::new() };
    let nothing = || Recipe { resets: vec![Part::All], is_none: true, ..Recipe::default() };
    if service.tag == Some(Tag::Reset) {
        return Some(nothing());
    }
    let build = service.get("build");
    if build.is_some_and(|build| build.tag == Some(Tag::Reset)) {
        return Some(nothing());
    }
    let build = build.and_then(|build| Some((build, written(around, build)?)));
    match build {
        Some((build, mut recipe)) => {
            recipe.resets.extend(replaced(build.tag.or(service.tag)));
            Some(recipe)
        }
        None => (service.tag == Some(Tag::Override)).then(nothing),
    }
}

/// The value of `build`. None if it is null.
fn written(around: Around<'_>, build: &Node) -> Option<Recipe> {
    if build.is_null() {
        return None;
    }
    let value = |node: &Node| interpolate::value(around, node);
    if let Some(context) = value(build) {
        return Some(Recipe { context: Some(context), ..Recipe::default() });
    }
    if !matches!(*build.data, Data::Table(_)) {
        // It is being typed.
        return Some(Recipe::unknown(Place { file: around.file, range: build.range }));
    }
    let given = |key: &str| build.get(key).filter(|node| node.tag != Some(Tag::Reset));
    let get = |key: &str| given(key).and_then(value);
    let mut recipe = Recipe {
        context: get("context"),
        dockerfile: get("dockerfile"),
        inline: get("dockerfile_inline"),
        target: get("target"),
        ..Recipe::default()
    };
    let parts = [
        ("context", Part::Context),
        ("dockerfile", Part::Dockerfile),
        ("dockerfile_inline", Part::Inline),
        ("target", Part::Target),
        ("args", Part::Args),
        ("additional_contexts", Part::Contexts),
        ("platforms", Part::Platforms),
    ];
    let tagged = parts.into_iter().filter(|(key, _)| build.get(key).is_some_and(|node| node.tag.is_some()));
    recipe.resets.extend(tagged.map(|(_, part)| part));
    for (name, value) in pairs(around, given("args")) {
        recipe.add_argument(Argument { name, value });
    }
    for (name, value) in pairs(around, given("additional_contexts")) {
        if let Some(value) = value {
            recipe.add_context(NamedContext { name, value });
        }
    }
    for platform in given("platforms").map(Node::one_or_more).unwrap_or_default().iter().filter_map(value) {
        recipe.add_platform(platform);
    }
    Some(recipe)
}

/// Names and values: of a table, or of a list with `NAME=VALUE`.
fn pairs(around: Around<'_>, node: Option<&Node>) -> Vec<(Value, Option<Value>)> {
    let Some(node) = node else { return Vec::new() };
    let of_item = |item: &Node| {
        let Argument { name, value } = argument(&interpolate::value(around, item)?);
        Some((name, value))
    };
    let of_entry = |(key, value): (&Node, &Node)| {
        let name = Value::of_scalar(around.file, key.range, key.scalar()?);
        let unknown = || Value::unknown(Place { file: around.file, range: value.range });
        let value = interpolate::value(around, value).or_else(|| (!value.is_null()).then(unknown));
        Some((name, value))
    };
    let items = node.items().iter().filter_map(of_item);
    items.chain(node.entries().into_iter().filter_map(of_entry)).collect()
}
