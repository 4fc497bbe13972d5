//! Fails when grammar.js was changed and the parser was not generated anew, when the parser is of another ABI than editors load, or
//! when tree-sitter.json and the crate name different versions.

use sha2::{Digest, Sha256};
use tree_sitter::Language;

const HOW: &str = "cargo install tree-sitter-cli --version 0.27.1 --locked && grammar/generate";

#[test]
fn parser_is_made_from_this_grammar() {
    let found: String = Sha256::digest(read("grammar.js")).iter().map(|byte| format!("{byte:02x}")).collect();
    let noted = String::from_utf8(read("src/generated-from.sha256")).expect("text");
    let noted = noted.split_whitespace().next().unwrap_or_default();
    assert_eq!(found, noted, "grammar.js was changed after src/parser.c was generated. Generate it anew:\n    {HOW}\n");
}

#[test]
fn parser_has_the_abi_that_editors_load() {
    let language = Language::new(tree_sitter_dockerfile::LANGUAGE);
    // Helix 25.01, Emacs 30 and Neovim 0.10 load no newer one.
    assert_eq!(language.abi_version(), 14, "`tree-sitter generate` was called without `--abi 14`. Use:\n    {HOW}\n");

    let settings = String::from_utf8(read("tree-sitter.json")).expect("text");
    assert_eq!("dockerfile", string_in(&settings, "name"));
    let version = string_in(&settings, "version");
    assert_eq!(version, env!("CARGO_PKG_VERSION"), "tree-sitter.json and Cargo.toml name different versions");
}

fn read(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The value of the first `"key": "value"` in a JSON text.
fn string_in<'a>(json: &'a str, key: &str) -> &'a str {
    let (_, rest) = json.split_once(&format!("\"{key}\": \"")).unwrap_or_else(|| panic!("no {key}"));
    rest.split('"').next().unwrap_or_default()
}
