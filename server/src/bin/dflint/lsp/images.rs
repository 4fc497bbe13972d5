//! The images that the Dockerfiles of a workspace name.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use dflint::document::Document;
use dflint::stages::{BuildOptions, Source};

/// So many files are read; in a larger workspace, the images of some will do.
const FILES: usize = 300;
/// A file that is larger has been written by a program.
const BYTES: u64 = 256 * 1024;

/// Each image once; those that most files name first.
pub(super) fn of(files: &[PathBuf]) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let small = files.iter().filter(|path| fs::metadata(path).is_ok_and(|file| file.len() <= BYTES)).take(FILES);
    for text in small.filter_map(|path| fs::read(path).ok()) {
        let document = Document::new(text, &BuildOptions::default());
        let edges = document.graph().stages.iter().flat_map(|stage| &stage.edges);
        let mut here: Vec<_> = edges.filter(|edge| edge.source == Source::Outside && !edge.trigger).map(|edge| edge.name.clone()).collect();
        here.sort();
        here.dedup();
        for name in here.into_iter().filter(|name| !name.is_empty()) {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut images: Vec<_> = counts.into_iter().collect();
    images.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    images.into_iter().map(|(name, _)| name).collect()
}
