//! The walls of the house: each floor of the library imports only from floors below it, and some names stay out of it altogether.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shared::project;

/// From the ground up.
const FLOORS: [&str; 10] = ["text", "syntax", "stages", "shell", "document", "images", "project", "lint", "rules", "ide"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// The floor of a file of the library.
fn floor(path: &Path) -> Option<usize> {
    let inside = path.strip_prefix(project().join("server/src")).ok()?;
    let first = inside.components().next()?.as_os_str().to_str()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    FLOORS.iter().position(|floor| *floor == name)
}

fn library() -> Vec<(PathBuf, String)> {
    let all = sources(&project().join("server/src"));
    let of_library = all.into_iter().filter(|path| !path.components().any(|part| part.as_os_str() == "bin"));
    of_library.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn floors_import_only_from_below() {
    let mut imports = 0;
    for (path, text) in library() {
        let Some(here) = floor(&path) else {
            assert!(path.ends_with("lib.rs"), "{} stands on no floor", path.display());
            continue;
        };
        for (at, line) in text.lines().enumerate() {
            for (start, _) in line.match_indices("crate::") {
                let name: String = line[start + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let there = FLOORS.iter().position(|floor| *floor == name);
                let there = there.unwrap_or_else(|| panic!("{}:{}: crate::{name} is no floor", path.display(), at + 1));
                assert!(there <= here, "{}:{}: {} must not name {name}", path.display(), at + 1, FLOORS[here]);
                assert!(there != here || name != "rules" || path.ends_with("mod.rs"), "{}: a rule names another", path.display());
                imports += 1;
            }
        }
    }
    assert!(imports > 50, "the test reads nothing");
}

#[test]
fn names_that_stay_out() {
    let outside = [
        "std::fs",
        "std::env",
        "std::process",
        "std::net::Tcp",
        "tower_lsp",
        "lsp_types",
        "clap",
        "serde",
        "anyhow",
        "println!",
        "eprintln!",
    ];
    for (path, text) in library() {
        for name in outside {
            assert!(!text.contains(name), "{} names {name}", path.display());
        }
        if floor(&path).is_some_and(|floor| !["syntax", "shell"].contains(&FLOORS[floor])) {
            assert!(!text.contains("tree_sitter"), "{} names tree_sitter", path.display());
        }
    }
}

/// The command line and the language server share what stands beside them, and know nothing of each other.
#[test]
fn faces_do_not_name_each_other() {
    for (face, other) in [("cli", "lsp"), ("lsp", "cli")] {
        let files = sources(&project().join("server/src/bin/dflint").join(face));
        assert!(files.len() > 5, "{files:?}");
        for path in files {
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains(&format!("crate::{other}")), "{} names {other}", path.display());
        }
    }
}
