//! The graph as a picture: images on the left, then every stage to the right of what it takes from.
//!
//! Nodes have `data-line`, the line of their FROM, so that who shows the picture can go there. The layout is a simple one: the layer of a
//! node is one more than the last layer of its sources, and in a layer stages keep the order of the file. Edges may cross.

use std::fmt::Write as _;

use dflint::stages::EdgeKind;

use super::{View, kind};

const HEIGHT: usize = 36;
const ROW: usize = 60;
const GAP: usize = 90;
const MARGIN: usize = 20;
/// Of a letter, about.
const LETTER: usize = 8;

/// Colours are those of the text around the picture.
const STYLE: &str = "svg{font:13px sans-serif;fill:none;stroke:currentColor}text{fill:currentColor;stroke:none;text-anchor:middle}\
    .edge text{font-size:10px}.shipped rect{stroke-width:3}.possible rect,.possible path{stroke-dasharray:1 4}.unneeded{opacity:.5}.unneeded rect,.copy path,.mount path{stroke-dasharray:4 4}";

struct Node {
    label: String,
    layer: usize,
    /// The stage, if it is none outside.
    stage: Option<usize>,
    x: usize,
    y: usize,
    width: usize,
}

impl View<'_> {
    pub(crate) fn svg(&self) -> String {
        let images = self.images();
        let mut nodes: Vec<Node> = images.iter().map(|image| node(image.clone(), 0, None)).collect();
        // The node of each stage follows the images; a stage that takes from a later one closes a circle.
        let mut layers: Vec<usize> = Vec::new();
        for index in 0..self.graph.stages.len() {
            let before = self.edges(index).map(|edge| match edge.source.stage() {
                Some(of) => layers.get(of).map_or(0, |layer| layer + 1),
                None => 1,
            });
            let layer = before.max().unwrap_or_default();
            layers.push(layer);
            nodes.push(node(self.title(index), layer, Some(index)));
        }
        let first_builder = nodes.len();
        for builder in &self.builders {
            let last = builder.stages.iter().filter_map(|stage| layers.get(*stage)).max();
            nodes.push(node(builder.title.clone(), last.map_or(0, |layer| layer + 1), None));
        }
        let (width, height) = place(&mut nodes);
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
             <title>{}</title>\n<style>{STYLE}</style>\n\
             <defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">\
             <path d=\"M0 0L8 4L0 8\"/></marker></defs>\n",
            escaped(self.path)
        );
        let mut draw = |from: usize, to: usize, class: &str, label: &str, line: u32| {
            let (Some(from), Some(to)) = (nodes.get(from), nodes.get(to)) else { return };
            let (x, y, end, level) = (from.x + from.width, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2);
            let middle = end.saturating_sub(GAP / 2);
            let _ = writeln!(
                text,
                "<g class=\"edge {class}\" data-line=\"{line}\"><path d=\"M{x} {y}C{} {y} {middle} {level} {end} {level}\" marker-end=\"url(#arrow)\"/>\
                 <text x=\"{middle}\" y=\"{}\">{label}</text></g>",
                x + GAP / 2,
                level.saturating_sub(6),
            );
        };
        for (index, edge) in self.all_edges() {
            let from = match edge.source.stage() {
                Some(of) => Some(images.len() + of),
                None => images.iter().position(|image| *image == self.source(edge)),
            };
            let class = match edge.kind {
                EdgeKind::Base => "base",
                EdgeKind::Copy => "copy",
                EdgeKind::Mount => "mount",
            };
            if let Some(from) = from {
                draw(from, images.len() + index, class, kind(edge), edge.lines.first);
            }
        }
        for (index, base) in self.possible_bases() {
            let line = self.graph.stages.get(index).map_or(0, |stage| stage.lines.first);
            draw(images.len() + base, images.len() + index, "possible", "base?", line);
        }
        for (number, builder) in self.builders.iter().enumerate() {
            for stage in &builder.stages {
                let line = self.graph.stages.get(*stage).map_or(0, |stage| stage.lines.first);
                draw(images.len() + stage, first_builder + number, "built", "built by", line);
            }
        }
        for (number, node) in nodes.iter().enumerate() {
            let (class, line) = match node.stage {
                Some(stage) => {
                    let line = self.graph.stages.get(stage).map_or(0, |stage| stage.lines.first);
                    (self.role(stage).as_str(), format!(" data-line=\"{line}\""))
                }
                None if number >= first_builder => ("builder", String::new()),
                None => ("image", String::new()),
            };
            let round = match class {
                "image" => HEIGHT / 2,
                "builder" => 0,
                _ => 4,
            };
            let Node { x, y, width, .. } = node;
            let _ = writeln!(
                text,
                "<g class=\"node {class}\"{line}><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"{round}\"/>\
                 <text x=\"{}\" y=\"{}\">{}</text></g>",
                x + width / 2,
                y + HEIGHT / 2 + 4,
                escaped(&node.label),
            );
        }
        text.push_str("</svg>\n");
        text
    }
}

fn node(label: String, layer: usize, stage: Option<usize>) -> Node {
    let width = label.chars().count() * LETTER + 24;
    Node { label, layer, stage, x: 0, y: 0, width }
}

/// Gives each node its place; the size of the picture.
fn place(nodes: &mut [Node]) -> (usize, usize) {
    let layers = nodes.iter().map(|node| node.layer + 1).max().unwrap_or_default();
    let (mut x, mut height) = (MARGIN, 0);
    for layer in 0..layers {
        let mut y = MARGIN;
        let mut widest = 0;
        for node in nodes.iter_mut().filter(|node| node.layer == layer) {
            (node.x, node.y) = (x, y);
            y += ROW;
            widest = widest.max(node.width);
        }
        x += widest + GAP;
        height = height.max(y);
    }
    (x.saturating_sub(GAP) + MARGIN, height)
}

/// As text and in attributes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
