//! The graph as a picture: every stage to the right of what it takes from, images just before the first stage that uses them.
//!
//! Nodes have `data-line`, the line of their FROM, so that who shows the picture can go there. The layout is a simple one: the layer of a
//! stage is one more than the last layer of its sources, and in a layer images come first and stages keep the order of the file. Edges may
//! cross, each other and nodes.

use std::fmt::Write as _;

use dflint::stages::EdgeKind;

use super::{View, kind};

/// Of a node with few edges, and between two nodes of a layer.
const HEIGHT: usize = 36;
const SPACE: usize = 24;
/// Between two edges at a node, for their labels.
const PORT: usize = 12;
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
    height: usize,
}

impl View<'_> {
    pub(crate) fn svg(&self) -> String {
        let images = self.images();
        // A stage that takes from a later one closes a circle.
        let mut layers: Vec<usize> = Vec::new();
        for index in 0..self.graph.stages.len() {
            let before = self.edges(index).map(|edge| match edge.source.stage() {
                Some(of) => layers.get(of).map_or(0, |layer| layer + 1),
                None => 1,
            });
            let layer = before.max().unwrap_or_default();
            layers.push(layer);
        }
        let users = |image: &str| {
            let uses = self.all_edges().filter(|(_, edge)| edge.source.stage().is_none() && self.source(edge) == image);
            uses.filter_map(|(index, _)| layers.get(index).copied()).min().unwrap_or_default()
        };
        // The nodes of stages follow those of images.
        let mut nodes: Vec<Node> = images.iter().map(|image| node(image.clone(), users(image).saturating_sub(1), None)).collect();
        nodes.extend(layers.iter().enumerate().map(|(index, layer)| node(self.title(index), *layer, Some(index))));
        // Behind both, what builds stages.
        let first_builder = nodes.len();
        for builder in &self.builders {
            let last = builder.stages.iter().filter_map(|stage| layers.get(*stage)).max();
            nodes.push(node(builder.title.clone(), last.map_or(0, |layer| layer + 1), None));
        }
        let edges = self.drawn(&images);
        for (at, node) in nodes.iter_mut().enumerate() {
            let leave = edges.iter().filter(|edge| edge.from == at).count();
            let enter = edges.iter().filter(|edge| edge.to == at).count();
            node.height = HEIGHT.max((leave.max(enter) + 1) * PORT);
        }
        let (width, height) = place(&mut nodes);
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
             <title>{}</title>\n<style>{STYLE}</style>\n\
             <defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">\
             <path d=\"M0 0L8 4L0 8\"/></marker></defs>\n",
            escaped(self.path)
        );
        for (at, edge) in edges.iter().enumerate() {
            let (Some(from), Some(to)) = (nodes.get(edge.from), nodes.get(edge.to)) else { continue };
            let DrawnEdge { class, label, line, .. } = edge;
            let (x, end) = (from.x + from.width, to.x);
            let y = from.y + port(at, &edges, from.height, |other| other.from == edge.from);
            let level = to.y + port(at, &edges, to.height, |other| other.to == edge.to);
            let (bend, middle) = (x + GAP / 2, end.saturating_sub(GAP / 2));
            let _ = writeln!(
                text,
                "<g class=\"edge {class}\" data-line=\"{line}\"><path d=\"M{x} {y}C{bend} {y} {middle} {level} {end} {level}\" marker-end=\"url(#arrow)\"/>\
                 <text x=\"{}\" y=\"{}\">{label}</text></g>",
                end.saturating_sub(GAP / 3),
                level.saturating_sub(3),
            );
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
            let Node { x, y, width, height, .. } = node;
            let _ = writeln!(
                text,
                "<g class=\"node {class}\"{line}><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>\
                 <text x=\"{}\" y=\"{}\">{}</text></g>",
                x + width / 2,
                y + height / 2 + 4,
                escaped(&node.label),
            );
        }
        text.push_str("</svg>\n");
        text
    }
}

/// An edge between two nodes of the picture.
struct DrawnEdge {
    from: usize,
    to: usize,
    class: &'static str,
    label: &'static str,
    line: u32,
}

impl View<'_> {
    fn drawn(&self, images: &[String]) -> Vec<DrawnEdge> {
        let mut drawn = Vec::new();
        let mut draw = |from, to, class, label, line| drawn.push(DrawnEdge { from, to, class, label, line });
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
                draw(images.len() + stage, images.len() + self.graph.stages.len() + number, "built", "built by", line);
            }
        }
        drawn
    }
}

/// How far below the upper side of a node an edge meets it. Those that meet it on the same side do so in their order, one below the other,
/// so that their labels do not lie upon each other.
fn port(at: usize, edges: &[DrawnEdge], height: usize, is_there: impl Fn(&DrawnEdge) -> bool) -> usize {
    let count = |edges: &[DrawnEdge]| edges.iter().filter(|edge| is_there(edge)).count();
    height * (count(edges.get(..at).unwrap_or_default()) + 1) / (count(edges) + 1)
}

fn node(label: String, layer: usize, stage: Option<usize>) -> Node {
    let width = label.chars().count() * LETTER + 24;
    Node { label, layer, stage, x: 0, y: 0, width, height: HEIGHT }
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
            y += node.height + SPACE;
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
