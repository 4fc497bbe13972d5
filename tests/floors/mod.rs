//! The walls of the house: each floor of the library imports only from floors below it, some names stay out of it altogether, and no
//! files need each other in a circle.

mod circles;
mod house;
mod imports;
mod planted;

use crate::shared::project;

use house::{House, Module, crate_of};

/// From the ground up.
const FLOORS: [&str; 10] = ["text", "syntax", "stages", "shell", "document", "images", "project", "lint", "rules", "ide"];

/// What the library must not name: it does no IO, serialises nothing, knows neither LSP nor the command line, and cannot fail.
const OUTSIDE: [&str; 16] = [
    "std::fs",
    "std::env",
    "std::process",
    "std::net",
    "std::thread",
    "std::io",
    "std::error",
    "tower_lsp",
    "lsp_types",
    "clap",
    "serde",
    "serde_json",
    "anyhow",
    "tokio",
    "println!",
    "eprintln!",
];

/// What is below one of these names and yet no input or output.
const ALLOWED: [&str; 1] = ["std::net::IpAddr"];

/// Crates that only some floors may name, for there is one wrapper around each.
const WRAPPED: [(&str, &[&str]); 4] =
    [("tree_sitter", &["syntax", "shell"]), ("tree_sitter_bash", &["shell"]), ("hcl_edit", &["project"]), ("saphyr", &["project"])];

fn house() -> House {
    House::read(&project().join("server/src"))
}

fn floor(module: &[String]) -> Option<usize> {
    let first = module.first().filter(|_| crate_of(module).is_empty())?;
    FLOORS.iter().position(|floor| floor == first)
}

/// Every import that goes up a floor, or from a rule to another.
fn trespasses(house: &House) -> Vec<String> {
    let mut found = Vec::new();
    for arrow in house.arrows() {
        let told = |why: &str| format!("{}:{}: {why}", house.files[&arrow.from].path.display(), arrow.line);
        if let (Some(from), Some(to @ ("cli" | "lsp"))) = (face(&arrow.from), face(&arrow.to))
            && from != to
        {
            found.push(told(&format!("{from} must not name {to}")));
        }
        if crate_of(&arrow.from).is_empty() && !crate_of(&arrow.to).is_empty() {
            found.push(told("the library must not name the program"));
        }
        let (Some(here), Some(there)) = (floor(&arrow.from), floor(&arrow.to)) else { continue };
        if there > here {
            found.push(told(&format!("{} must not name {}", FLOORS[here], FLOORS[there])));
        }
        if here == there && FLOORS[here] == "rules" && arrow.from.len() > 1 && arrow.to.len() > 1 && !arrow.in_tests {
            found.push(told(&format!("a rule names another: {}", arrow.to.join("::"))));
        }
    }
    found
}

/// The part of the program that a file belongs to; its root names them all.
fn face(module: &[String]) -> Option<&str> {
    let inside = module.get(crate_of(module).len()..).filter(|_| !crate_of(module).is_empty())?;
    inside.first().map(String::as_str)
}

/// Names of other crates and macros that stand where they must not.
fn strangers(house: &House) -> Vec<String> {
    let mut found = Vec::new();
    for (module, file) in house.files.iter().filter(|(module, _)| crate_of(module).is_empty()) {
        for (name, line) in &file.names.outside {
            let is = |banned: &str| name == banned || name.strip_prefix(banned).is_some_and(|rest| rest.starts_with("::"));
            let told = format!("{}:{line}: {name}", file.path.display());
            let wrapped =
                |(krate, floors): &(&str, &[&str])| is(krate) && !module.first().is_some_and(|floor| floors.contains(&floor.as_str()));
            if OUTSIDE.iter().any(|banned| is(banned)) && !ALLOWED.contains(&name.as_str()) || WRAPPED.iter().any(wrapped) {
                found.push(told);
            }
        }
    }
    found
}

fn shown(circles: &[Vec<Module>]) -> Vec<String> {
    circles.iter().map(|circle| circle.iter().map(|module| module.join("::")).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn every_file_is_on_a_floor() {
    let house = house();
    let lost: Vec<_> =
        house.files.iter().filter(|(module, _)| !module.is_empty() && crate_of(module).is_empty() && floor(module).is_none()).collect();
    assert!(lost.is_empty(), "{:?}", lost.iter().map(|(_, file)| &file.path).collect::<Vec<_>>());
}

#[test]
fn floors_import_only_from_below() {
    let house = house();
    assert!(house.arrows().len() > 1_000, "the test reads nothing");
    assert_eq!(trespasses(&house), [""; 0]);
}

#[test]
fn names_that_stay_out() {
    assert_eq!(strangers(&house()), [""; 0]);
}

/// How many files the circles of files have today. A circle that grows, or a new one, fails the test; one that is taken apart makes the
/// list shorter. None of more than two files is the aim.
const CIRCLES: [usize; 12] = [20, 9, 8, 7, 6, 4, 4, 4, 3, 2, 2, 2];

/// The circles that folders are in.
const FOLDER_CIRCLES: usize = 1;

#[test]
fn circles_do_not_grow() {
    let arrows = house().arrows();
    let (files, folders) = (circles::of_files(&arrows), circles::of_folders(&arrows));
    let sizes: Vec<_> = files.iter().map(Vec::len).collect();
    assert_eq!(sizes, CIRCLES, "circles of files:\n{}", shown(&files).join("\n"));
    assert_eq!(folders.len(), FOLDER_CIRCLES, "circles of folders:\n{}", shown(&folders).join("\n"));
}
