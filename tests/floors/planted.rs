//! The walls themselves are tested: what is planted here must be found.

use std::path::PathBuf;

use super::house::House;
use super::{circles, shown, strangers, trespasses};

/// A house of a few files, each with its path below `server/src`.
fn planted(files: &[(&str, &str)]) -> House {
    // Folders that the files stand in, so that paths through them lead somewhere.
    let frame = ["lib.rs", "text/mod.rs", "syntax/mod.rs", "stages/mod.rs", "lint/mod.rs", "rules/mod.rs", "bin/dflint/main.rs"];
    let frame = frame.iter().filter(|path| files.iter().all(|(given, _)| given != *path)).map(|path| (PathBuf::from(path), String::new()));
    House::of(frame.chain(files.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned()))))
}

#[track_caller]
fn is_trespass(path: &str, text: &str) {
    let other = ("rules/other.rs", "pub static RULE: u8 = 0;");
    let faces = [("bin/dflint/cli/mod.rs", ""), ("bin/dflint/lsp/mod.rs", ""), ("bin/dflint/config.rs", "")];
    let files: Vec<_> = faces.into_iter().filter(|(face, _)| *face != path).chain([other, (path, text)]).collect();
    let found = trespasses(&planted(&files));
    assert_eq!(found.len(), 1, "{path} with {text:?}: {found:?}");
    assert!(found[0].starts_with(path), "{found:?}");
}

#[track_caller]
fn is_stranger(path: &str, text: &str) {
    let found = strangers(&planted(&[(path, text)]));
    assert_eq!(found.len(), 1, "{path} with {text:?}: {found:?}");
}

#[test]
fn imports_up_a_floor_are_found() {
    is_trespass("text/rope.rs", "use crate::syntax::Tree;");
    is_trespass("text/rope.rs", "use super::super::syntax::Tree;");
    is_trespass("text/rope.rs", "use crate::{syntax};");
    is_trespass("text/rope.rs", "use crate::{stages::{self as s}};");
    is_trespass("text/rope.rs", "fn f() -> crate::syntax::Tree { loop {} }");
    is_trespass("text/rope.rs", "fn f() { assert!(crate::syntax::is(1)); }");
    is_trespass("syntax/tree.rs", "mod inner { use super::super::super::lint; }");
    is_trespass("lint/run.rs", "pub use crate::rules::other::RULE;");
}

#[test]
fn rules_that_name_others_are_found() {
    is_trespass("rules/one.rs", "use super::other;");
    is_trespass("rules/one.rs", "use crate::rules::other::RULE;");
    is_trespass("rules/one.rs", "fn f() { super::other::RULE; }");
}

#[test]
fn faces_that_name_each_other_are_found() {
    is_trespass("bin/dflint/lsp/mod.rs", "use crate::cli::run;");
    is_trespass("bin/dflint/lsp/mod.rs", "use crate::{cli};");
    is_trespass("bin/dflint/cli/mod.rs", "use super::lsp;");
    is_trespass("bin/dflint/config.rs", "use crate::lsp::Session;");
}

#[test]
fn names_that_stay_out_are_found() {
    is_stranger("text/rope.rs", "use std::fs;");
    is_stranger("text/rope.rs", "use std::{fs::File, fmt};");
    is_stranger("text/rope.rs", "fn f() { std::thread::spawn(|| ()); }");
    is_stranger("stages/graph.rs", "fn f() { let _ = std::io::stdin(); }");
    is_stranger("stages/graph.rs", "use hcl_edit::Span;");
    is_stranger("stages/graph.rs", "fn f() -> Result<(), Box<dyn std::error::Error>> { Ok(()) }");
    is_stranger("lint/run.rs", "use tree_sitter::Node;");
    is_stranger("lint/run.rs", "fn f() { println!(); }");
    is_stranger("lint/run.rs", "fn f() { if true { eprintln!(\"{}\", 1); } }");
}

#[test]
fn what_is_allowed_is_not_found() {
    let house = planted(&[
        ("syntax/tree.rs", "use crate::text::Rope; use tree_sitter::Node; use super::line::Line; use std::fmt;"),
        ("syntax/line.rs", "use crate::text;"),
        ("rules/one.rs", "use crate::lint::Rule; use crate::stages;"),
        ("rules/mod.rs", "mod one; use crate::lint::Rule;"),
        ("bin/dflint/cli/mod.rs", "use crate::config::Config; use dflint::rules; use std::fs;"),
        ("bin/dflint/config.rs", "use dflint::lint::Levels;"),
        ("bin/dflint/main.rs", "mod cli; mod lsp; fn main() { cli::run(); }"),
    ]);
    assert_eq!(trespasses(&house), [""; 0]);
    assert_eq!(strangers(&house), [""; 0]);
    assert!(house.arrows().len() >= 7, "{:?}", house.arrows());
}

#[test]
fn circles_of_files_are_found() {
    let house = planted(&[
        ("text/a.rs", "use super::b::B;"),
        ("text/b.rs", "use super::C;"),
        ("text/c.rs", "use crate::text::a;"),
        // What the module hands on is followed to its file.
        ("text/mod.rs", "mod a; mod b; mod c; pub use c::C;"),
        // A module and what is inside of it know each other.
        ("syntax/mod.rs", "mod tree; use self::tree::Tree; pub struct Span;"),
        ("syntax/tree.rs", "use super::Span; mod tests { use super::super::Span; }"),
    ]);
    assert_eq!(shown(&circles::of_files(&house.arrows())), ["text::a text::b text::c"]);
    assert_eq!(shown(&circles::of_folders(&house.arrows())), [""; 0]);
}

#[test]
fn circles_of_folders_are_found() {
    let house = planted(&[
        ("text/one/mod.rs", "pub mod x; pub mod y;"),
        ("text/one/x.rs", "use crate::text::two::z::Z;"),
        ("text/one/y.rs", "pub struct Y;"),
        ("text/two/mod.rs", "pub mod z;"),
        ("text/two/z.rs", "use crate::text::one::y::Y;"),
    ]);
    assert_eq!(shown(&circles::of_files(&house.arrows())), [""; 0]);
    assert_eq!(shown(&circles::of_folders(&house.arrows())), ["text::one text::two"]);
}

#[test]
fn unit_tests_make_no_circles() {
    let house = planted(&[("text/a.rs", "#[cfg(test)] mod tests { use crate::text::b::B; }"), ("text/b.rs", "use super::a::A;")]);
    assert_eq!(shown(&circles::of_files(&house.arrows())), [""; 0]);
}
