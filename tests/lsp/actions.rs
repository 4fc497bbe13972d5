//! Quick fixes, suppressions, and fixing everything.

use serde_json::{Value, json};

use super::{Client, range};

const URI: &str = "file:///w/Dockerfile";
const TEXT: &str = "FROM golang:1.23 AS build\nFROM alpine:3.20 as app\nCOPY --from=0 /x /y\nCOPY --from=0 /x /z\nUSER 1\n";

fn capable() -> Value {
    json!({
        "textDocument": {"codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
            "isPreferredSupport": true, "dataSupport": true, "resolveSupport": {"properties": ["edit"]},
        }},
        "workspace": {"workspaceEdit": {"documentChanges": true}},
    })
}

fn ask(client: &mut Client, at: (u32, u32), only: Value) -> Vec<Value> {
    let context = if only.is_null() { json!({"diagnostics": []}) } else { json!({"diagnostics": [], "only": only}) };
    let parameters = json!({"textDocument": {"uri": URI}, "range": range(at, at), "context": context});
    client.ask("textDocument/codeAction", parameters).as_array().unwrap().clone()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

#[test]
fn what_is_offered() {
    let mut client = Client::new(capable());
    client.open(URI, TEXT);
    let actions = ask(&mut client, (2, 12), Value::Null);
    assert_eq!(
        titles(&actions),
        [
            "Write `build`",
            "Fix all `numeric-stage-reference` in this file",
            "Suppress `numeric-stage-reference` here",
            "Suppress `numeric-stage-reference` in this stage",
            "Suppress `numeric-stage-reference` in this file",
            "Fix everything that can be fixed safely",
        ]
    );
    let fix = &actions[0];
    assert_eq!((&fix["kind"], &fix["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert_eq!(fix["diagnostics"][0]["code"], "numeric-stage-reference");
    let edits = json!([{"textDocument": {"uri": URI, "version": 1}, "edits": [{"range": range((2, 12), (2, 13)), "newText": "build"}]}]);
    assert_eq!(fix["edit"], json!({"documentChanges": edits}));
    assert_eq!(actions[2]["kind"], "quickfix.suppress.dflint");
    let inserted = &actions[2]["edit"]["documentChanges"][0]["edits"][0];
    assert_eq!(*inserted, json!({"range": range((2, 0), (2, 0)), "newText": "# dflint: ignore=numeric-stage-reference\n"}));
    assert_eq!(titles(&ask(&mut client, (4, 0), Value::Null)), ["Fix everything that can be fixed safely"]);
}

#[test]
fn only_the_kinds_that_are_wanted() {
    let mut client = Client::new(capable());
    client.open(URI, TEXT);
    for (only, count) in [
        (json!(["quickfix"]), 5),
        (json!(["quickfix.suppress"]), 3),
        (json!(["source"]), 1),
        (json!(["source.fixAll"]), 1),
        (json!(["source.fixAll.dflint"]), 1),
        (json!(["source.fixAll.other", "refactor", "quick"]), 0),
        (json!([]), 0),
        (json!([""]), 6),
    ] {
        assert_eq!(ask(&mut client, (2, 12), only.clone()).len(), count, "{only}");
    }
}

#[test]
fn what_takes_long_is_worked_out_later() {
    let mut client = Client::new(capable());
    client.open(URI, TEXT);
    let action = ask(&mut client, (0, 0), json!(["source.fixAll"])).remove(0);
    assert!(action.get("edit").is_none(), "{action}");
    let resolved = client.ask("codeAction/resolve", action.clone());
    assert_eq!(resolved["edit"]["documentChanges"][0]["textDocument"], json!({"uri": URI, "version": 1}));
    let edits = resolved["edit"]["documentChanges"][0]["edits"].as_array().unwrap();
    let written: String = edits.iter().map(|edit| edit["newText"].as_str().unwrap()).collect();
    assert_eq!(written, "FROM alpine:3.20 AS app\nCOPY --from=build /x /y\nCOPY --from=build /x /z\n");
    let rule = ask(&mut client, (2, 12), json!(["quickfix"])).remove(1);
    let resolved = client.ask("codeAction/resolve", rule.clone());
    assert!(!resolved.to_string().contains("AS app"), "{resolved}");
    // Of a text that is no more there, nothing.
    client.change(URI, 2, json!([{"text": TEXT}]));
    assert_eq!(client.error("codeAction/resolve", action), -32801);
    assert_eq!(client.error("codeAction/resolve", json!({"title": "x", "data": {"uri": 5}})), -32602);
    assert_eq!(client.ask("codeAction/resolve", json!({"title": "x"})), json!({"title": "x"}));
}

#[test]
fn a_client_that_resolves_nothing_gets_all_at_once() {
    let mut client =
        Client::new(json!({"textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}}}));
    client.open(URI, TEXT);
    let action = ask(&mut client, (0, 0), json!(["source.fixAll"])).remove(0);
    assert_eq!(action["edit"]["changes"][URI].as_array().unwrap().len(), 1, "{action}");
    assert!(action.get("isPreferred").is_none() && action.get("data").is_none());
}

#[test]
fn a_client_without_literals_gets_nothing() {
    let mut client = Client::new(json!({}));
    client.open(URI, TEXT);
    assert_eq!(ask(&mut client, (2, 12), Value::Null), Vec::<Value>::new());
}

#[test]
fn refactorings_are_worked_out_later() {
    let mut client = Client::new(capable());
    client.open(URI, "FROM alpine:3.20\nRUN a && b\nUSER 1\n");
    let actions = ask(&mut client, (1, 5), json!(["refactor"]));
    assert_eq!(titles(&actions), ["Convert to a heredoc", "Split into 2 RUN instructions", "Give each its own line"]);
    assert_eq!((&actions[0]["kind"], actions[0].get("edit")), (&json!("refactor.rewrite"), None));
    let resolved = client.ask("codeAction/resolve", actions[0].clone());
    let edit = &resolved["edit"]["documentChanges"][0]["edits"][0];
    assert_eq!(*edit, json!({"range": range((1, 4), (1, 10)), "newText": "<<EOF\nset -e\na\nb\nEOF"}));
    assert_eq!(ask(&mut client, (1, 5), json!(["refactor.inline"])), Vec::<Value>::new());
}
