use serde_json::json;

use super::{Client, range, uri};
use crate::cli::folder;

const URI: &str = "file:///w/Dockerfile";
const TEXT: &str = "FROM 🚀 AS b\nRUN x\nMAINTAINER me\n";

#[test]
fn stages_hold_their_instructions() {
    let mut client = Client::new(json!({"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}}}));
    client.open(URI, TEXT);
    let found = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    assert_eq!(
        found,
        json!([{
            "name": "b", "detail": "stage 0, FROM 🚀", "kind": 2, "range": range((0, 0), (2, 13)), "selectionRange": range((0, 11), (0, 12)),
            "children": [
                {"name": "RUN x", "kind": 12, "range": range((1, 0), (1, 5)), "selectionRange": range((1, 0), (1, 3))},
                {"name": "MAINTAINER me", "kind": 7, "tags": [1], "range": range((2, 0), (2, 13)), "selectionRange": range((2, 0), (2, 10))},
            ],
        }])
    );
}

#[test]
fn a_client_without_hierarchy_gets_a_list() {
    let mut client = Client::new(json!({}));
    client.open(URI, TEXT);
    let found = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    assert_eq!(found[0], json!({"name": "b", "kind": 2, "location": {"uri": URI, "range": range((0, 0), (2, 13))}}));
    assert_eq!(found[1]["containerName"], "b");
}

#[test]
fn stages_of_the_workspace() {
    let folder = folder(&[("a/Dockerfile", "FROM x AS build\nFROM y AS Test\n"), ("b/Dockerfile", "FROM x AS builder\n")]);
    let mut client = Client::within(folder.path(), json!({}));
    let found = client.ask("workspace/symbol", json!({"query": "bld"}));
    let found = found.as_array().unwrap();
    assert_eq!(found.iter().map(|symbol| symbol["name"].as_str().unwrap()).collect::<Vec<_>>(), ["build", "builder"]);
    assert_eq!(found[0]["location"], json!({"uri": uri(&folder.path().join("a/Dockerfile")), "range": range((0, 0), (0, 15))}));
    // An open document counts as the editor has it.
    client.open(&uri(&folder.path().join("b/Dockerfile")), "FROM x AS blended\n");
    let found = client.ask("workspace/symbol", json!({"query": "BLD"}));
    let mut names: Vec<_> = found.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["blended", "build"]);
}
