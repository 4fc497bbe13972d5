use serde_json::{Value, json};

use super::{Client, range, uri};
use crate::cli::folder;

const URI: &str = "file:///w/Dockerfile";
const TEXT: &str = "FROM a AS build\nFROM b\nCOPY --from=build /a /b\n";

fn lenses(client: &mut Client, uri: &str) -> Vec<Value> {
    client.ask("textDocument/codeLens", json!({"textDocument": {"uri": uri}})).as_array().unwrap().clone()
}

fn titles(client: &mut Client, uri: &str) -> Vec<String> {
    let all = lenses(client, uri);
    let mut title = |lens: &Value| client.ask("codeLens/resolve", lens.clone())["command"]["title"].as_str().unwrap().to_owned();
    all.iter().map(&mut title).collect()
}

#[test]
fn what_a_lens_says_is_worked_out_when_it_is_seen() {
    let mut client = Client::new(json!({}));
    client.open(URI, TEXT);
    let all = lenses(&mut client, URI);
    assert_eq!(all.len(), 4);
    assert_eq!((&all[0]["range"], all[0].get("command")), (&range((0, 0), (0, 4)), None));
    assert_eq!(titles(&mut client, URI), ["1 reference", "needed by stage 1", "no references", "the default target"]);
    let resolved = client.ask("codeLens/resolve", all[0].clone());
    assert_eq!(resolved["command"], json!({"title": "1 reference", "command": ""}));
    // The stage may be another one now.
    client.change(URI, 2, json!([{"range": range((0, 0), (1, 0)), "text": ""}]));
    assert_eq!(client.error("codeLens/resolve", all[0].clone()), -32801);
    assert_eq!(client.error("codeLens/resolve", json!({"range": range((0, 0), (0, 4)), "data": {"uri": URI, "stage": -1}})), -32602);
}

#[test]
fn references_open_where_the_client_can() {
    let mut client = Client::new(json!({"experimental": {"commands": {"commands": ["dflint.showReferences"]}}}));
    client.open(URI, TEXT);
    let all = lenses(&mut client, URI);
    let command = client.ask("codeLens/resolve", all[0].clone())["command"].clone();
    assert_eq!(command["command"], "dflint.showReferences");
    let locations = json!([{"uri": URI, "range": range((2, 12), (2, 17))}]);
    assert_eq!(command["arguments"], json!([URI, {"line": 0, "character": 0}, locations]));
}

#[test]
fn targets_are_those_of_the_project() {
    let folder = folder(&[("Dockerfile", TEXT), ("dflint.toml", "targets = [\"build\"]\n")]);
    let mut client = Client::within(folder.path(), json!({}));
    let uri = uri(&folder.path().join("Dockerfile"));
    client.open(&uri, TEXT);
    assert_eq!(titles(&mut client, &uri), ["1 reference", "a target", "no references", "not built by any target"]);
}
