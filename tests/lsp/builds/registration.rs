//! Build files in clients that have such files registered, as VS Code does.

use serde_json::{Value, json};

use super::{COMPOSE, Opened, REPOSITORY};
use crate::lsp::uri;

/// A client that registers whatever there is.
fn registers() -> Value {
    let yes = json!({"dynamicRegistration": true});
    let names = ["completion", "hover", "definition", "declaration", "references", "documentHighlight", "rename", "documentLink"];
    let others = ["formatting", "rangeFormatting", "foldingRange", "documentSymbol", "codeLens", "diagnostic", "synchronization"];
    let document: serde_json::Map<String, Value> = names.into_iter().chain(others).map(|name| (name.to_owned(), yes.clone())).collect();
    json!({
        "textDocument": document,
        "workspace": {"configuration": true, "didChangeConfiguration": yes, "didChangeWatchedFiles": yes, "diagnostics": {"refreshSupport": true}},
    })
}

/// All that was registered or taken back, in its order: methods behind `+` or `-`.
fn asked(opened: &Opened) -> Vec<String> {
    let of = |message: &Value| {
        let (sign, list) = match message["method"].as_str().unwrap() {
            "client/registerCapability" => ('+', &message["params"]["registrations"]),
            // The protocol has it with this fault of spelling.
            "client/unregisterCapability" => ('-', &message["params"]["unregisterations"]),
            _ => return Vec::new(),
        };
        list.as_array().unwrap().iter().map(|one| format!("{sign}{}", one["method"].as_str().unwrap())).collect()
    };
    opened.client.asked.iter().flat_map(of).collect()
}

/// What was asked for last with a method.
fn options(opened: &Opened, method: &str) -> Value {
    let mut all = opened.client.asked.iter().filter_map(|message| message["params"]["registrations"].as_array()).flatten();
    all.rfind(|one| one["method"] == method).unwrap_or_else(|| panic!("{method}"))["registerOptions"].clone()
}

/// Asks something until the server has asked for what is wanted: it comes by itself.
fn wait(opened: &mut Opened, what: impl Fn(&Opened) -> bool) {
    while !what(opened) {
        opened.client.ask("workspace/symbol", json!({"query": "none"}));
    }
}

fn has(opened: &Opened, method: &str) -> bool {
    asked(opened).iter().any(|one| one == method)
}

const IN_BUILD_FILES: [&str; 11] = [
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didClose",
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/declaration",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/rename",
    "textDocument/documentLink",
];

/// What is answered in them is registered, and nothing that is another server's: formatting, colours, folds.
#[test]
fn what_is_answered_in_build_files_is_registered() {
    let mut opened = Opened::new(&REPOSITORY, registers());
    wait(&mut opened, |opened| has(opened, "+textDocument/diagnostic"));
    let document: Vec<_> = asked(&opened).into_iter().filter(|one| one.contains("textDocument/")).collect();
    // What is open is known when diagnostics are asked for.
    let expected: Vec<_> = IN_BUILD_FILES.into_iter().chain(["textDocument/diagnostic"]).map(|method| format!("+{method}")).collect();
    assert_eq!(document, expected);
    for method in IN_BUILD_FILES {
        let selector = options(&opened, method)["documentSelector"].clone();
        let filters = selector.as_array().unwrap();
        assert!(filters.iter().all(|filter| filter["scheme"] == "file" && filter["pattern"].is_string()), "{method}: {selector}");
        assert!(filters.iter().any(|filter| filter["pattern"] == "**/*[cC]ompose*.{yml,yaml}"), "{method}: {selector}");
        // Files without an ending are of another server's language, or are none.
        let only_scripts = |filter: &&Value| filter["pattern"].as_str().unwrap().ends_with("/**");
        assert!(filters.iter().filter(only_scripts).all(|filter| filter["language"] == "shellscript"), "{method}: {selector}");
    }
    assert_eq!(options(&opened, "textDocument/didChange")["syncKind"], 2);
    assert_eq!(options(&opened, "textDocument/rename")["prepareProvider"], true);
    assert_eq!(options(&opened, "textDocument/completion")["triggerCharacters"], json!([" ", ":", "=", "\"", "'"]));
    // Diagnostics are one offer, for Dockerfiles too.
    let diagnostics = options(&opened, "textDocument/diagnostic");
    assert_eq!((&diagnostics["identifier"], &diagnostics["workspaceDiagnostics"]), (&json!("dflint"), &json!(true)));
    let selector = diagnostics["documentSelector"].as_array().unwrap();
    for filter in [json!({"scheme": "untitled", "language": "dockerfile"}), json!({"scheme": "file", "pattern": "**/package.json"})] {
        assert!(selector.contains(&filter), "{selector:?}");
    }
    // Each has an id of its own.
    let all = opened.client.asked.iter().filter_map(|message| message["params"]["registrations"].as_array()).flatten();
    let mut ids: Vec<_> = all.map(|one| one["id"].as_str().unwrap()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

/// Off, they are taken back, but for the diagnostics of Dockerfiles; and on again, all is there again.
#[test]
fn a_setting_takes_build_files_back() {
    let mut opened = Opened::new(&REPOSITORY, registers());
    wait(&mut opened, |opened| has(opened, "+textDocument/diagnostic"));
    let compose = opened.uri("compose.yaml");
    opened.open("compose.yaml");
    opened.set(&compose, &COMPOSE.replace("\"dev\"", "\"dve\""));
    let in_workspace = |opened: &mut Opened| {
        let report = opened.client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
        let of = |item: &&Value| item["uri"] == compose && item["items"].as_array().is_some_and(|items| !items.is_empty());
        report["items"].as_array().unwrap().iter().filter(of).count()
    };
    assert_eq!(in_workspace(&mut opened), 1);

    let before = asked(&opened).len();
    opened.client.settings = json!({"buildFiles": false});
    opened.client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    wait(&mut opened, |opened| asked(opened)[before..].contains(&"+textDocument/diagnostic".to_owned()));
    let expected: Vec<_> = IN_BUILD_FILES.into_iter().chain(["textDocument/diagnostic"]).map(|method| format!("-{method}")).collect();
    assert_eq!(asked(&opened)[before..], [expected, vec!["+textDocument/diagnostic".to_owned()]].concat());
    let selector = options(&opened, "textDocument/diagnostic")["documentSelector"].clone();
    assert!(selector.as_array().unwrap().iter().all(|filter| filter.get("pattern").is_none()), "{selector}");
    // Also for a client that goes on to send them: what is on disk counts.
    assert_eq!(opened.client.ask("dflint/text", json!({"uri": compose})), Value::Null);
    assert_eq!(in_workspace(&mut opened), 0);
    opened.open("api/Dockerfile");
    assert_eq!(opened.built_by("api/Dockerfile", 1)["title"], "built by bake:app, compose:web, compose:job, 2 more");

    let before = asked(&opened).len();
    opened.client.settings = json!({});
    opened.client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    wait(&mut opened, |opened| asked(opened)[before..].contains(&"+textDocument/hover".to_owned()));
    opened.open("compose.yaml");
    assert!(opened.client.text(&compose).contains("dve"));
}

/// A client that cannot register the synchronization is not asked, and diagnostics are offered at once; whatever else it could register.
#[test]
fn a_client_that_cannot_register_documents_is_not_asked() {
    let mut abilities = registers();
    abilities["textDocument"]["synchronization"] = json!({});
    let mut opened = Opened::new(&REPOSITORY, abilities.clone());
    let folders = json!([{"uri": uri(opened.folder.path()), "name": "w"}]);
    let mut other = crate::lsp::Client::start(&[]);
    let answer = other.ask("initialize", json!({"capabilities": abilities, "workspaceFolders": folders}));
    assert_eq!(answer["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
    // Settings are asked for last.
    wait(&mut opened, |opened| opened.client.asked.iter().any(|message| message["method"] == "workspace/configuration"));
    opened.open("compose.yaml");
    assert_eq!(opened.client.text(&opened.uri("compose.yaml")), COMPOSE);
    assert_eq!(asked(&opened), ["+workspace/didChangeWatchedFiles", "+workspace/didChangeConfiguration"]);
}
