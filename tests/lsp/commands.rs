//! `workspace/executeCommand`.

use std::collections::BTreeSet;

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
fn the_target_is_chosen() {
    let capabilities = json!({"textDocument": {"diagnostic": {}}});
    let mut client = Client::with(json!({"capabilities": capabilities, "initializationOptions": {"targets": ["app", "test"]}}));
    client.open(URI, "FROM alpine:3.22 AS test\nFROM alpine:3.22 AS app\nFROM alpine:3.22\n");
    let targets = |client: &mut Client| execute(client, "dflint.targets", json!([URI]));
    let stages = json!([
        {"number": 0, "name": "test", "line": 1}, {"number": 1, "name": "app", "line": 2}, {"number": 2, "name": null, "line": 3}
    ]);
    assert_eq!(targets(&mut client), json!({"targets": ["app", "test"], "chosen": null, "last": 2, "stages": stages}));
    let unreachable = |client: &mut Client| {
        let report = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": URI}}));
        let of_rule = report["items"].as_array().unwrap().iter().filter(|item| item["code"] == "unreachable-stage");
        // There are two of each: one fades the stage.
        of_rule.map(|item| item["range"]["start"]["line"].as_u64().unwrap()).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(unreachable(&mut client), [2]);
    assert_eq!(execute(&mut client, "dflint.setTarget", json!([URI, "app"])), Value::Null);
    assert_eq!(targets(&mut client), json!({"targets": ["app"], "chosen": "app", "last": 2, "stages": stages}));
    assert_eq!(unreachable(&mut client), [0, 2]);
    let graph = execute(&mut client, "dflint.showGraph", json!([URI]));
    assert!(graph["text"].as_str().unwrap().starts_with("Dockerfile: target app"), "{graph}");
    // Another way to write the same file, and back to what the settings say.
    assert_eq!(execute(&mut client, "dflint.setTarget", json!(["file:///w/%44ockerfile", null])), Value::Null);
    assert_eq!(unreachable(&mut client), [2]);
}

#[test]
fn a_chosen_target_that_is_gone_counts_as_the_last_stage() {
    let mut client = Client::new(json!({}));
    client.open(URI, "FROM alpine:3.22 AS a\nFROM alpine:3.22 AS b\n");
    execute(&mut client, "dflint.setTarget", json!([URI, "gone"]));
    assert_eq!(execute(&mut client, "dflint.targets", json!([URI]))["chosen"], "gone");
    let graph = execute(&mut client, "dflint.showGraph", json!([URI]));
    assert!(graph["text"].as_str().unwrap().starts_with("Dockerfile: target b"), "{graph}");
}

#[test]
fn all_rules_with_what_they_find() {
    let mut client = Client::new(json!({}));
    let rules = execute(&mut client, "dflint.rules", json!([]));
    let rule = rules.as_array().unwrap().iter().find(|rule| rule["name"] == "latest-tag");
    assert_eq!(rule, Some(&json!({"name": "latest-tag", "summary": "An image is used with the tag `latest`.", "level": "warning"})));
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
        ("dflint.targets", json!([])),
        ("dflint.setTarget", json!([])),
        ("dflint.setTarget", json!([URI, 3])),
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
