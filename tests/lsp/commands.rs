//! `workspace/executeCommand`.

use serde_json::{Value, json};

use super::Client;

const URI: &str = "file:///w/Dockerfile";

fn execute(client: &mut Client, command: &str, arguments: Value) -> Value {
    client.ask("workspace/executeCommand", json!({"command": command, "arguments": arguments}))
}

#[test]
fn the_graph_in_four_forms() {
    let mut client = Client::new(json!({}));
    client.open(URI, "FROM golang:1.23 AS build\nFROM scratch\nCOPY --from=build /x /y\n");
    let graph = execute(&mut client, "dflint.showGraph", json!([URI]));
    assert!(graph["text"].as_str().unwrap().starts_with("Dockerfile: target stage 1, which needs 2 of 2 stages"), "{graph}");
    assert!(graph["dot"].as_str().unwrap().starts_with("digraph "), "{graph}");
    assert!(graph["mermaid"].as_str().unwrap().starts_with("flowchart LR"), "{graph}");
    let svg = graph["svg"].as_str().unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains("class=\"node shipped\" data-line=\"2\""), "{svg}");
    client.open("file:///w/empty.Dockerfile", "# nothing\n");
    assert_eq!(execute(&mut client, "dflint.showGraph", json!(["file:///w/empty.Dockerfile"])), Value::Null);
    assert_eq!(execute(&mut client, "dflint.showGraph", json!(["file:///w/closed.Dockerfile"])), Value::Null);
}

#[test]
fn the_page_of_a_rule() {
    let mut client = Client::new(json!({}));
    let page = execute(&mut client, "dflint.explainRule", json!(["StageNameCasing"]));
    assert!(page.as_str().unwrap().starts_with("# stage-name-casing"), "{page}");
}

#[test]
fn what_cannot_be_done_is_said() {
    let mut client = Client::new(json!({}));
    for (command, arguments) in [
        ("dflint.explainRule", json!(["stage-name-casin"])),
        ("dflint.explainRule", json!([])),
        ("dflint.showGraph", json!([3])),
        ("dflint.showGraph", json!(["no uri"])),
        ("dflint.what", json!([])),
    ] {
        assert_eq!(client.error("workspace/executeCommand", json!({"command": command, "arguments": arguments})), -32602, "{command}");
    }
}

#[test]
fn configuration_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Dockerfile");
    std::fs::write(folder.path().join("dflint.toml"), "ignore = [\"untagged-image\"]\n").unwrap();
    let text = "FROM alpine\nUSER 1\n";
    let mut client = Client::within(folder.path(), json!({"textDocument": {"diagnostic": {}}}));
    let uri = super::uri(&file);
    client.open(&uri, text);
    let codes = |client: &mut Client| {
        let report = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
        report["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(!codes(&mut client).contains(&"untagged-image".to_owned()));
    std::fs::write(folder.path().join("dflint.toml"), "").unwrap();
    assert_eq!(execute(&mut client, "dflint.reload", json!([])), Value::Null);
    assert!(codes(&mut client).contains(&"untagged-image".to_owned()));
}
