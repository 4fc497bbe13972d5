//! Findings as diagnostics, sent and asked for.

use std::fs;

use serde_json::{Value, json};

use super::{Client, range, uri};
use crate::cli::{dflint, folder};
use crate::shared::project;

const URI: &str = "file:///w/Dockerfile";
const STAGES: &str = "FROM golang:1.23 AS build\nFROM alpine:3.20\nCOPY --from=biuld /x /y\nMAINTAINER me\n";

fn everything() -> Value {
    json!({"textDocument": {"publishDiagnostics": {
        "relatedInformation": true, "codeDescriptionSupport": true, "dataSupport": true, "tagSupport": {"valueSet": [1, 2]}, "versionSupport": true,
    }}})
}

#[test]
fn a_diagnostic_has_all_that_the_client_can_show() {
    let mut client = Client::new(everything());
    client.open(URI, STAGES);
    let sent = client.diagnostics(URI);
    assert_eq!(sent["version"], 1);
    let all = sent["diagnostics"].as_array().unwrap();
    let of = |rule: &str| all.iter().find(|one| one["code"] == rule).unwrap_or_else(|| panic!("{rule}: {sent}"));
    let unknown = of("unknown-stage");
    assert_eq!(unknown["range"], range((2, 12), (2, 17)));
    assert_eq!((&unknown["severity"], &unknown["source"]), (&json!(2), &json!("dflint")));
    assert!(unknown["message"].as_str().unwrap().ends_with("\nDid you mean `build`?"), "{unknown}");
    assert!(unknown["codeDescription"]["href"].as_str().unwrap().ends_with("/server/src/rules/unknown_stage.md"));
    assert_eq!(unknown["relatedInformation"][0]["location"], json!({"uri": URI, "range": range((0, 20), (0, 25))}));
    assert_eq!(unknown["data"], json!({"fixable": true}));
    assert_eq!(of("deprecated-maintainer")["tags"], json!([2]));
}

/// The line stands under the name, and all of the stage is faded.
#[test]
fn a_stage_that_is_not_built_is_faded() {
    let text = "FROM a:1 AS x\nRUN true\nFROM b:1\n";
    let mut client = Client::new(everything());
    client.open(URI, text);
    let sent = client.diagnostics(URI)["diagnostics"].clone();
    let of: Vec<_> = sent.as_array().unwrap().iter().filter(|one| one["code"] == "unreachable-stage").collect();
    let [finding, faded] = of.as_slice() else { panic!("{sent}") };
    assert_eq!((&finding["range"], &finding["tags"]), (&range((0, 12), (0, 13)), &json!([1])));
    assert_eq!((&faded["range"], &faded["tags"], &faded["severity"]), (&range((0, 0), (1, 8)), &json!([1]), &json!(4)));
    // Without tags it would be a second line under the stage.
    let mut client = Client::new(json!({}));
    client.open(URI, text);
    let sent = client.diagnostics(URI)["diagnostics"].clone();
    assert_eq!(sent.as_array().unwrap().iter().filter(|one| one["code"] == "unreachable-stage").count(), 1, "{sent}");
}

#[test]
fn a_client_that_can_do_little_gets_little() {
    let mut client = Client::new(json!({}));
    client.open(URI, STAGES);
    for one in client.diagnostics(URI)["diagnostics"].as_array().unwrap() {
        for field in ["relatedInformation", "codeDescription", "tags", "data"] {
            assert!(one.get(field).is_none(), "{one}");
        }
    }
}

/// Each page of a rule is there.
#[test]
fn links_lead_to_pages() {
    for rule in dflint(".", &["rules", "--format", "json"]).json().as_array().unwrap() {
        let name = rule["name"].as_str().unwrap().replace('-', "_");
        assert!(project().join(format!("server/src/rules/{name}.md")).is_file(), "{name}");
    }
}

#[test]
fn diagnostics_follow_the_text_and_end_with_it() {
    let mut client = Client::new(json!({}));
    client.open(URI, "FROM a\nFOO\n");
    let codes = |sent: &Value| {
        sent["diagnostics"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(codes(&client.diagnostics(URI)).contains(&"unknown-instruction".to_owned()));
    client.change(URI, 2, json!([{"text": "FROM alpine:3.20\nUSER 1\n"}]));
    let sent = client.diagnostics(URI);
    assert_eq!((sent["version"].clone(), codes(&sent)), (json!(2), vec![]));
    client.close(URI);
    let sent = client.diagnostics(URI);
    assert_eq!(sent["diagnostics"], json!([]));
    assert!(sent.get("version").is_none());
    client.open(URI, "FOO\n");
    assert!(!codes(&client.diagnostics(URI)).is_empty());
}

/// Only the last of many versions is sure to be spoken of, and it is spoken of last.
#[test]
fn a_burst_of_edits_brings_few_diagnostics() {
    let mut client = Client::new(json!({}));
    client.open(URI, "FROM alpine:3.20\n");
    for version in 2..=2_000 {
        client.change(URI, version, json!([{"range": range((1, 0), (1, 0)), "text": "FOO\n"}]));
    }
    let mut count = 0;
    let mut last = 0;
    loop {
        let sent = client.diagnostics(URI);
        let version = sent["version"].as_i64().unwrap();
        assert!(version > last, "version {version} after {last}");
        last = version;
        count += 1;
        if version == 2_000 {
            assert_eq!(sent["diagnostics"].as_array().unwrap().len(), 1_999);
            break;
        }
    }
    assert!(count < 1_000, "{count}");
}

#[test]
fn other_files_are_left_alone() {
    let mut client = Client::new(json!({}));
    let open = |client: &mut Client, uri: &str, language: &str| {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": "FOO\n"});
        client.notify("textDocument/didOpen", json!({"textDocument": document}));
        !client.ask("dflint/text", json!({"uri": uri})).is_null()
    };
    assert!(open(&mut client, "file:///w/strange", "dockerfile"));
    assert!(open(&mut client, "file:///w/strange2", "containerfile"));
    assert!(open(&mut client, "file:///w/a%20b/Dockerfile.dev", "plaintext"));
    assert!(open(&mut client, "untitled:Untitled-1", "Dockerfile"));
    assert!(open(&mut client, "file:///w/compose.yaml", "yaml"));
    assert!(!open(&mut client, "file:///w/values.yaml", "yaml"));
    assert!(!open(&mut client, "file:///w/notes.md", "markdown"));
    let report = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": "file:///w/notes.md"}}));
    assert_eq!(report, json!({"kind": "full", "items": []}));
}

/// A finding is the same wherever it is shown.
#[test]
fn the_editor_shows_what_the_command_line_shows() {
    let fixtures = project().join("tests/fixtures");
    let shown = dflint(&fixtures, &["check", "--format", "jsonl", "."]);
    let mut of_cli: Vec<String> = Vec::new();
    for finding in shown.lines() {
        let place = |end: &str| {
            let at = &finding["range"][end];
            format!("{}:{}", at["line"].as_u64().unwrap() - 1, at["column"].as_u64().unwrap() - 1)
        };
        let help = finding["help"].as_str().map_or_else(String::new, |help| format!("\n{help}"));
        let message = finding["message"].as_str().unwrap();
        let path = fixtures.join(finding["path"].as_str().unwrap());
        of_cli.push(format!("{} {}-{} {} {message}{help}", uri(&path), place("start"), place("end"), finding["rule"]));
    }
    // Columns of the command line count characters.
    let mut client = Client::within(&fixtures, json!({"general": {"positionEncodings": ["utf-32"]}}));
    let report = client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    let mut of_server: Vec<String> = Vec::new();
    for file in report["items"].as_array().unwrap() {
        for one in file["items"].as_array().unwrap() {
            let place = |end: &str| format!("{}:{}", one["range"][end]["line"], one["range"][end]["character"]);
            let message = one["message"].as_str().unwrap();
            of_server.push(format!("{} {}-{} {} {message}", file["uri"].as_str().unwrap(), place("start"), place("end"), one["code"]));
        }
    }
    of_cli.sort();
    of_server.sort();
    assert!(of_cli.len() > 10, "{of_cli:?}");
    assert_eq!(of_server, of_cli);
}

fn pull() -> Value {
    json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}})
}

#[test]
fn a_client_that_asks_is_not_told_unasked() {
    let mut client = Client::new(pull());
    client.open(URI, STAGES);
    let ask = |client: &mut Client, previous: Value| {
        client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": URI}, "previousResultId": previous}))
    };
    let report = ask(&mut client, Value::Null);
    assert_eq!(report["kind"], "full");
    assert!(report["items"].as_array().unwrap().len() > 1, "{report}");
    let id = report["resultId"].clone();
    assert_eq!(ask(&mut client, id.clone()), json!({"kind": "unchanged", "resultId": id}));
    // What changes no finding changes nothing.
    client.change(URI, 2, json!([{"range": range((4, 0), (4, 0)), "text": "# a comment\n"}]));
    assert_eq!(ask(&mut client, id.clone())["kind"], "unchanged");
    client.change(URI, 3, json!([{"range": range((0, 0), (0, 0)), "text": "\n"}]));
    let report = ask(&mut client, id.clone());
    assert_eq!(report["kind"], "full");
    assert_ne!(report["resultId"], id);
    client.ask("workspace/symbol", json!({"query": ""}));
    assert_eq!(client.left("textDocument/publishDiagnostics"), 0);
}

#[test]
fn diagnostics_of_the_workspace() {
    let folder = folder(&[
        ("a/Dockerfile", "FOO\n"),
        ("b/Containerfile", "FROM alpine:3.20\n"),
        ("c/notes.md", "FOO\n"),
        (".gitignore", "d\n"),
        ("d/Dockerfile", "FOO\n"),
    ]);
    let root = folder.path().canonicalize().unwrap();
    let mut client = Client::within(&root, pull());
    let at = |path: &str| uri(&root.join(path));
    let ask = |client: &mut Client, previous: Value| {
        let report = client.ask("workspace/diagnostic", json!({"previousResultIds": previous}));
        let items = report["items"].as_array().unwrap().clone();
        let mut items: Vec<_> = items.into_iter().map(|item| (item["uri"].as_str().unwrap().to_owned(), item)).collect();
        items.sort_by(|a, b| a.0.cmp(&b.0));
        items
    };
    let items = ask(&mut client, json!([]));
    assert_eq!(items.iter().map(|(uri, _)| uri.as_str()).collect::<Vec<_>>(), [at("a/Dockerfile"), at("b/Containerfile")]);
    assert_eq!(items[0].1["version"], Value::Null);
    let previous: Vec<_> = items.iter().map(|(uri, item)| json!({"uri": uri, "value": item["resultId"]})).collect();
    // An open document counts as the editor has it.
    client.open(&at("a/Dockerfile"), "FROM alpine:3.20\n");
    fs::remove_file(root.join("b/Containerfile")).unwrap();
    let items = ask(&mut client, json!(previous));
    assert_eq!((&items[0].1["kind"], &items[0].1["version"], &items[0].1["items"]), (&json!("full"), &json!(1), &json!([])));
    assert_eq!((items[1].0.clone(), &items[1].1["items"]), (at("b/Containerfile"), &json!([])), "what is gone has none");
}

#[test]
fn workspace_diagnostics_in_parts_with_progress() {
    let folder = folder(&[("a/Dockerfile", "FOO\n"), ("b/Dockerfile", "BAR\n")]);
    let mut client = Client::within(folder.path(), pull());
    let tokens = json!({"previousResultIds": [], "partialResultToken": "parts", "workDoneToken": 7});
    let report = client.ask("workspace/diagnostic", tokens);
    assert_eq!(report, json!({"items": []}));
    let mut parts = 0;
    let mut kinds = Vec::new();
    for _ in 0..client.left("$/progress") {
        let progress = client.notification("$/progress");
        match &progress["token"] {
            Value::String(_) => parts += progress["value"]["items"].as_array().unwrap().len(),
            _ => kinds.push(progress["value"]["kind"].as_str().unwrap().to_owned()),
        }
    }
    assert_eq!((parts, kinds), (2, ["begin", "report", "report", "end"].map(str::to_owned).to_vec()));
}

#[test]
fn the_workspace_leaves_out_what_is_excluded() {
    let folder = folder(&[
        ("a/Dockerfile", "FOO\n"),
        ("gen/Dockerfile", "FOO\n"),
        ("node_modules/x/Dockerfile", "FOO\n"),
        ("vendor/modules.txt", ""),
        ("vendor/x/Dockerfile", "FOO\n"),
        ("vendor/x/compose.yaml", "services: {a: {build: {context: ., target: none}}}\n"),
        ("test/Dockerfile", "FOO\n"),
        ("dflint.toml", "extend-exclude = [\"/gen\"]\n"),
    ]);
    let root = folder.path().canonicalize().unwrap();
    let mut client = Client::within(&root, pull());
    let report = client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    let mut found: Vec<_> = report["items"].as_array().unwrap().iter().map(|item| item["uri"].as_str().unwrap().to_owned()).collect();
    found.sort();
    assert_eq!(found, ["a", "test"].map(|at| uri(&root.join(at).join("Dockerfile"))));
    // What is open is checked.
    let open = uri(&root.join("vendor/x/Dockerfile"));
    client.open(&open, "FOO\n");
    let report = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": open}}));
    assert_eq!(report["items"][0]["code"], "unknown-instruction", "{report}");
}

#[test]
fn a_template_has_one_note_and_keeps_its_features() {
    let mut client = Client::new(json!({}));
    client.open(URI, "{{ if slim }}\nFROM alpine:3.20 AS build\n{{ end }}\nFORM x\nFROM build\n");
    let sent = client.diagnostics(URI);
    let found = sent["diagnostics"].as_array().unwrap();
    assert_eq!((found.len(), &found[0]["code"], &found[0]["severity"]), (1, &json!("unrendered-template"), &json!(3)), "{sent}");
    let at = json!({"textDocument": {"uri": URI}, "position": {"line": 4, "character": 7}});
    let definition = client.ask("textDocument/definition", at);
    assert!(definition.to_string().contains("\"line\":1"), "{definition}");
    let symbols = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    assert!(symbols.to_string().contains("build"), "{symbols}");
}

/// Whoever makes a new file has made no mistake yet.
#[test]
fn a_file_that_is_only_begun() {
    let mut client = Client::new(json!({}));
    for (number, text) in ["", "\n  \n", "# syntax=docker/dockerfile:1\n\n# Later.\n"].into_iter().enumerate() {
        let uri = format!("file:///w/{number}/Dockerfile");
        client.open(&uri, text);
        assert_eq!(client.diagnostics(&uri)["diagnostics"], json!([]), "{text:?}");
    }
    client.open("file:///w/Dockerfile", "ARG A=1\n");
    let sent = client.diagnostics("file:///w/Dockerfile");
    assert!(sent["diagnostics"].as_array().unwrap().iter().any(|one| one["code"] == "missing-from"), "{sent}");
}
