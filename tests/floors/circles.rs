//! Circles: files, or folders, that need each other.

use std::collections::{BTreeMap, BTreeSet};

use super::house::{Arrow, Module};

/// Who names whom.
type Graph = BTreeMap<Module, BTreeSet<Module>>;

/// Circles of files, the largest first. A module and those inside of it always know each other: arrows to a file's own ancestors do
/// not count, nor do those of unit tests.
pub fn of_files(arrows: &[Arrow]) -> Vec<Vec<Module>> {
    let mut graph = Graph::new();
    for arrow in arrows.iter().filter(|arrow| !arrow.in_tests && !arrow.from.starts_with(&arrow.to) && !arrow.to.starts_with(&arrow.from)) {
        graph.entry(arrow.from.clone()).or_default().insert(arrow.to.clone());
        graph.entry(arrow.to.clone()).or_default();
    }
    circles(&graph)
}

/// Circles of neighbours in the tree of modules, at least one of which is a folder.
pub fn of_folders(arrows: &[Arrow]) -> Vec<Vec<Module>> {
    let mut graph = Graph::new();
    let mut folders = BTreeSet::new();
    for arrow in arrows.iter().filter(|arrow| !arrow.in_tests) {
        let common = arrow.from.iter().zip(&arrow.to).take_while(|(from, to)| from == to).count();
        if common == arrow.from.len() || common == arrow.to.len() {
            continue;
        }
        let (from, to) = (arrow.from[..=common].to_vec(), arrow.to[..=common].to_vec());
        for (whole, part) in [(&arrow.from, &from), (&arrow.to, &to)] {
            if whole.len() > part.len() {
                folders.insert(part.clone());
            }
        }
        graph.entry(to.clone()).or_default();
        graph.entry(from).or_default().insert(to);
    }
    let of_a_folder = |circle: &Vec<Module>| circle.iter().any(|module| folders.contains(module));
    circles(&graph).into_iter().filter(of_a_folder).collect()
}

/// The strongly connected components of more than one node: of each node, those that it reaches and that reach it.
fn circles(graph: &Graph) -> Vec<Vec<Module>> {
    let reached: BTreeMap<_, _> = graph.keys().map(|node| (node, reached_from(graph, node))).collect();
    let mut found = BTreeSet::new();
    for (node, reaches) in &reached {
        let circle: Vec<Module> = reaches.iter().filter(|other| reached[other].contains(*node)).cloned().collect();
        if circle.len() > 1 {
            found.insert(circle);
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    found
}

fn reached_from(graph: &Graph, start: &Module) -> BTreeSet<Module> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![start];
    while let Some(node) = waiting.pop() {
        for next in graph.get(node).into_iter().flatten() {
            if reached.insert(next.clone()) {
                waiting.push(next);
            }
        }
    }
    reached
}
