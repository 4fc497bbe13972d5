//! Settings of the editor and of the project.

use std::fs;

use serde_json::{Value, json};

use super::{Client, uri};
use crate::cli::folder;

const TEXT: &str = "FROM alpine:latest AS a\nFROM alpine:3.20 AS b\nUSER 1\n";

fn codes(report: &Value) -> Vec<String> {
    report.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_nearest_file_counts() {
    let folder = folder(&[
        ("dflint.toml", "ignore = [\"latest-tag\"]\n"),
        ("x/Dockerfile", TEXT),
        ("y/.dflint.toml", "select = [\"latest-tag\"]\n"),
    ]);
    let mut client = Client::within(folder.path(), json!({}));
    for (file, expected) in [("x/Dockerfile", vec!["unreachable-stage"]), ("y/Dockerfile", vec!["latest-tag"])] {
        let uri = uri(&folder.path().join(file));
        client.open(&uri, TEXT);
        assert_eq!(codes(&client.diagnostics(&uri)["diagnostics"]), expected);
    }
}

#[test]
fn a_watched_file_that_changes_is_read_again() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    let capabilities = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut client = Client::within(folder.path(), capabilities);
    let uri = uri(&folder.path().join("Dockerfile"));
    client.open(&uri, TEXT);
    assert_eq!(codes(&client.diagnostics(&uri)["diagnostics"]), ["latest-tag", "unreachable-stage"]);
    client.ask("workspace/symbol", json!({"query": ""}));
    let watchers = &client.asked[0]["params"]["registrations"][0];
    assert_eq!(watchers["method"], "workspace/didChangeWatchedFiles");
    assert!(watchers["registerOptions"]["watchers"].to_string().contains("**/dflint.toml"), "{watchers}");
    fs::write(folder.path().join("dflint.toml"), "targets = [\"a\", \"b\"]\nignore = [\"latest-tga\", \"latest-tag\"]\n").unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": "file:///x/dflint.toml", "type": 1}]}));
    assert_eq!(client.diagnostics(&uri)["diagnostics"], json!([]));
    let shown = client.notification("window/showMessage");
    assert!(shown["message"].as_str().unwrap().contains("dflint.toml:2: There is no rule or group `latest-tga`"), "{shown}");
}

/// A client that cannot watch files tells at least that it has saved one.
#[test]
fn a_saved_file_renews_too() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    let mut client = Client::within(folder.path(), json!({}));
    let uri = uri(&folder.path().join("Dockerfile"));
    client.open(&uri, TEXT);
    client.diagnostics(&uri);
    fs::write(folder.path().join("dflint.toml"), "select = [\"latest-tag\"]\n").unwrap();
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    assert_eq!(codes(&client.diagnostics(&uri)["diagnostics"]), ["latest-tag"]);
}

/// The same findings as `dflint check`: an ignore file counts, and is read again when it changes.
#[test]
fn ignore_files_count() {
    let folder = folder(&[("Dockerfile", "FROM alpine:3.20\nCOPY secret.txt /\n"), (".dockerignore", "*.txt\n")]);
    let mut client = Client::within(folder.path(), json!({}));
    let uri = uri(&folder.path().join("Dockerfile"));
    client.open(&uri, "FROM alpine:3.20\nCOPY secret.txt /\n");
    assert_eq!(codes(&client.diagnostics(&uri)["diagnostics"]), ["ignored-copy-source"]);
    std::fs::write(folder.path().join(".dockerignore"), "*.log\n").unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": []}));
    assert_eq!(client.diagnostics(&uri)["diagnostics"], json!([]));
}

#[test]
fn a_client_that_asks_is_told_to_ask_again() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    let mut client =
        Client::within(folder.path(), json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}}));
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": []}));
    client.ask("workspace/symbol", json!({"query": ""}));
    while client.asked.is_empty() {
        client.ask("workspace/symbol", json!({"query": ""}));
    }
    assert_eq!(client.asked[0]["method"], "workspace/diagnostic/refresh");
}

/// Neovim 0.11 is such a client: it would show old findings until the next edit.
#[test]
fn a_client_that_cannot_be_told_to_ask_again_is_sent_diagnostics() {
    let folder = folder(&[("Dockerfile", TEXT)]);
    let mut client = Client::start(&[]);
    let folders = json!([{"uri": uri(folder.path()), "name": "w"}]);
    let capabilities = json!({"textDocument": {"diagnostic": {}}});
    let answer = client.ask("initialize", json!({"capabilities": capabilities, "workspaceFolders": folders}));
    assert_eq!(answer["capabilities"]["diagnosticProvider"], Value::Null);
    client.notify("initialized", json!({}));
    let uri = uri(&folder.path().join("Dockerfile"));
    client.open(&uri, TEXT);
    client.diagnostics(&uri);
    fs::write(folder.path().join("dflint.toml"), "select = [\"latest-tag\"]\n").unwrap();
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    assert_eq!(codes(&client.diagnostics(&uri)["diagnostics"]), ["latest-tag"]);
}

#[test]
fn settings_come_with_initialize() {
    for options in [json!({"select": ["latest-tag"]}), json!({"dflint": {"select": ["latest-tag"]}})] {
        let mut client = Client::with(json!({"capabilities": {}, "initializationOptions": options}));
        client.open("untitled:a", TEXT);
        assert_eq!(codes(&client.diagnostics("untitled:a")["diagnostics"]), ["latest-tag"]);
    }
}

#[test]
fn settings_are_asked_for_and_change() {
    let mut client = Client::start(&[]);
    client.settings = json!({"select": ["latest-tag"], "rules": {"latest-tag": "error"}});
    let capabilities = json!({"workspace": {"configuration": true, "didChangeConfiguration": {"dynamicRegistration": true}}});
    client.ask("initialize", json!({"capabilities": capabilities}));
    client.notify("initialized", json!({}));
    client.open("untitled:a", TEXT);
    // The first ones do not wait for the client's settings.
    while codes(&client.diagnostics("untitled:a")["diagnostics"]) != ["latest-tag"] {}
    let methods: Vec<_> = client.asked.iter().map(|asked| asked["method"].as_str().unwrap()).collect();
    assert_eq!(methods, ["client/registerCapability", "workspace/configuration"]);
    client.settings = json!({"diagnostics": false});
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    assert_eq!(client.diagnostics("untitled:a")["diagnostics"], json!([]));
}

#[test]
fn settings_are_sent_and_mistakes_shown() {
    let mut client = Client::new(json!({}));
    client.open("untitled:a", TEXT);
    client.diagnostics("untitled:a");
    let settings = json!({"dflint": {"select": ["latest-tag"], "ignore": ["latest-tga"]}});
    client.notify("workspace/didChangeConfiguration", json!({"settings": settings}));
    assert_eq!(codes(&client.diagnostics("untitled:a")["diagnostics"]), ["latest-tag"]);
    let shown = client.notification("window/showMessage");
    assert!(shown["message"].as_str().unwrap().contains("Did you mean `latest-tag`?"), "{shown}");
}

#[test]
fn a_project_counts_more_than_the_editor() {
    let folder = folder(&[("x/dflint.toml", "select = [\"latest-tag\"]\n"), ("other.toml", "select = [\"unreachable-stage\"]\n")]);
    let in_project = uri(&folder.path().join("x/Dockerfile"));
    let folders = json!([{"uri": uri(folder.path()), "name": "w"}]);
    for (options, expected) in [
        (json!({"select": ["style"]}), "latest-tag"),
        // The editor may name another file.
        (json!({"config": "other.toml"}), "unreachable-stage"),
    ] {
        let mut client = Client::with(json!({"capabilities": {}, "initializationOptions": options, "workspaceFolders": folders}));
        client.open(&in_project, TEXT);
        assert_eq!(codes(&client.diagnostics(&in_project)["diagnostics"]), [expected]);
    }
}

/// What the client does not want to do it answers with errors.
#[test]
fn errors_of_the_client_are_survived() {
    let capabilities = json!({
        "textDocument": {"diagnostic": {}},
        "workspace": {
            "configuration": true,
            "didChangeConfiguration": {"dynamicRegistration": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true},
            "diagnostics": {"refreshSupport": true},
        },
    });
    let mut client = Client::start(&[]);
    client.refuses = true;
    client.ask("initialize", json!({"capabilities": capabilities}));
    client.notify("initialized", json!({}));
    client.notify("workspace/didChangeConfiguration", json!({"settings": 5}));
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": []}));
    client.open("untitled:a", TEXT);
    while client.asked.len() < 4 {
        client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": "untitled:a"}}));
    }
    assert_eq!(client.stop(), Some(0));
}
