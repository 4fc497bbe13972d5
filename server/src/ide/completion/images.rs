//! Images: those of the file, those of the workspace, and the official ones.

use super::super::place::Typed;
use super::stages::{self, Reference};
use super::{About, Asked, Completion, Item, ItemKind, flags};
use crate::images;
use crate::stages::{Edge, Source};
use crate::syntax::Keyword;

/// The words of a FROM.
pub(super) fn in_from(asked: &Asked<'_>, typed: &Typed, number: usize, start: u32) -> Option<Completion> {
    match number {
        0 => {
            let word = typed.text_from(start);
            let mut items = stages::stages(asked, typed.index, Reference::From);
            items.extend(known_images(asked, word));
            if word.is_empty() {
                items.extend(flags::items(typed, Keyword::From));
            }
            asked.at(typed, start, b"", items)
        }
        1 => {
            let lower = typed.instruction.keyword_text().bytes().all(|byte| byte.is_ascii_lowercase());
            let word = if lower { "as" } else { "AS" };
            let item =
                Item::new(ItemKind::Keyword, word).detail("gives the stage a name").commit(' ').about(About::Instruction(Keyword::From));
            asked.at(typed, start, b"", vec![item])
        }
        _ => None,
    }
}

/// Images whose names begin like the word: behind a `:`, the tags of that image.
pub(super) fn known_images(asked: &Asked<'_>, word: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let (here, all) = used(asked);
    for (rank, image) in all.into_iter().enumerate() {
        let detail = if rank < here { "used in this file" } else { "used in this workspace" };
        items.push(Item::new(ItemKind::Image, image).detail(detail).rank(30_000 + rank));
    }
    let new = |items: &[Item], label: &str| items.iter().all(|item| item.label != label);
    match word.split_once(':') {
        Some((name, _)) => {
            for (rank, tag) in images::tags(name).enumerate() {
                let label = format!("{name}:{tag}");
                if new(&items, &label) {
                    items.push(Item::new(ItemKind::Image, label).detail("official image").rank(40_000 + rank));
                }
            }
        }
        None => {
            for (rank, (name, _)) in images::official_images().enumerate() {
                if !new(&items, name) {
                    continue;
                }
                let detail = if name == "scratch" { "the empty image" } else { "official image" };
                items.push(Item::new(ItemKind::Image, name).detail(detail).rank(40_000 + rank));
            }
        }
    }
    items
}

/// How many images this file has, and all of them with those of other files behind them, each once.
fn used(asked: &Asked<'_>) -> (usize, Vec<String>) {
    let graph = asked.document.graph();
    // What is being written just now is no image yet.
    let is_image = |edge: &&Edge| edge.source == Source::Outside && !edge.trigger && !edge.range.touches(asked.offset);
    let here = graph.stages.iter().flat_map(|stage| &stage.edges).filter(is_image).map(|edge| &edge.name);
    let mut used: Vec<String> = Vec::new();
    let add = |used: &mut Vec<String>, image: &String| {
        if !image.is_empty() && image != "scratch" && !image.contains(['$', ' ']) && !used.contains(image) {
            used.push(image.clone());
        }
    };
    here.for_each(|image| add(&mut used, image));
    let count = used.len();
    asked.around.images.iter().for_each(|image| add(&mut used, image));
    (count, used)
}
