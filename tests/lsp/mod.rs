//! The language server as editors meet it: the real program over standard input and output.

mod client;

mod actions;
mod builds;
mod commands;
mod completion;
mod diagnostics;
mod edits;
mod folding;
mod formatting;
mod hints;
mod hover;
mod lenses;
mod lifecycle;
mod links;
mod malformed;
mod navigation;
mod selection;
mod settings;
mod signature;
mod stress;
mod symbols;
mod tokens;
mod workspace;

pub use client::{Client, range, uri};

/// The tests that docs/lsp.md names are there.
#[test]
fn the_table_of_methods_names_tests() {
    let root = crate::shared::project();
    let page = std::fs::read_to_string(root.join("docs/lsp.md")).unwrap();
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 4).collect();
    for row in &rows {
        let tests = row.rsplit('|').nth(1).unwrap().trim();
        for test in tests.split(", ").filter(|test| !test.starts_with("unit tests")) {
            assert!(root.join(format!("tests/lsp/{test}.rs")).is_file(), "{test}: {row}");
        }
    }
    assert!(rows.len() > 15, "{rows:?}");
}
