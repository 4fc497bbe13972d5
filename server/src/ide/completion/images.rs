//! Images: those of the file, those of the workspace, and the official ones.

use super::super::place::Typed;
use super::super::reference;
use super::stages::{self, Reference};
use super::{About, Asked, Completion, Item, ItemKind, flags};
use crate::stages::Source;
use crate::syntax::Keyword;

/// The words of a FROM.
pub(super) fn in_from(asked: &Asked<'_>, typed: &Typed, number: usize, start: u32) -> Option<Completion> {
    match number {
        0 => {
            let word = typed.text_from(start);
            let mut items = stages::stages(asked, typed.index, Reference::From);
            items.extend(images(asked, word));
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
pub(super) fn images(asked: &Asked<'_>, word: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for (rank, image) in used(asked).into_iter().enumerate() {
        items.push(Item::new(ItemKind::Image, image).detail("used in this workspace").rank(30_000 + rank));
    }
    let new = |items: &[Item], label: &str| items.iter().all(|item| item.label != label);
    match word.split_once(':') {
        Some((name, _)) => {
            for (rank, tag) in reference::tags(name).enumerate() {
                let label = format!("{name}:{tag}");
                if new(&items, &label) {
                    items.push(Item::new(ItemKind::Image, label).detail("official image").rank(40_000 + rank));
                }
            }
        }
        None => {
            for (rank, (name, _)) in reference::official_images().enumerate() {
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

/// The images of this file and of others, each once.
fn used(asked: &Asked<'_>) -> Vec<String> {
    let graph = asked.document.graph();
    let edges = graph.stages.iter().flat_map(|stage| &stage.edges);
    // What is being written just now is no image yet.
    let here =
        edges.filter(|edge| edge.source == Source::Outside && !edge.trigger && !edge.range.touches(asked.offset)).map(|edge| &edge.name);
    let mut used: Vec<String> = Vec::new();
    for image in here.chain(asked.around.images) {
        if !image.is_empty() && image != "scratch" && !image.contains(['$', ' ']) && !used.contains(image) {
            used.push(image.clone());
        }
    }
    used
}
