use serde_json::{Value, json};

use super::{Client, range};

const URI: &str = "file:///w/Dockerfile";
/// An emoji before a name: columns are UTF-16 units.
const TEXT: &str = "FROM a AS build\nFROM b\nLABEL a=🚀 b=$X\nCOPY --from=build /x /y\nCOPY --from=0 /z /z\nENV V=1\nRUN echo 🚀$V\n";

fn at(line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": character}})
}

fn open(capabilities: Value) -> Client {
    let mut client = Client::new(capabilities);
    client.open(URI, TEXT);
    client
}

#[test]
fn definitions_are_locations_or_links() {
    let mut client = open(json!({}));
    let found = client.ask("textDocument/definition", at(3, 14));
    assert_eq!(found, json!([{"uri": URI, "range": range((0, 10), (0, 15))}]));
    assert_eq!(client.ask("textDocument/definition", at(6, 12)), json!([{"uri": URI, "range": range((5, 4), (5, 5))}]));
    assert_eq!(client.ask("textDocument/declaration", at(6, 12)), json!([{"uri": URI, "range": range((5, 4), (5, 5))}]));
    assert_eq!(client.ask("textDocument/definition", at(1, 0)), json!([]));
    let mut client = open(json!({"textDocument": {"definition": {"linkSupport": true}}}));
    assert_eq!(
        client.ask("textDocument/definition", at(3, 14)),
        json!([{
            "originSelectionRange": range((3, 12), (3, 17)), "targetUri": URI,
            "targetRange": range((0, 0), (0, 15)), "targetSelectionRange": range((0, 10), (0, 15)),
        }])
    );
}

#[test]
fn the_base_of_a_stage() {
    let mut client = Client::new(json!({}));
    client.open(URI, "FROM a AS one\nFROM one AS two\nFROM c\nCOPY --from=two / /\n");
    let found = client.ask("textDocument/typeDefinition", at(3, 13));
    assert_eq!(found, json!([{"uri": URI, "range": range((0, 10), (0, 13))}]));
}

#[test]
fn references_and_highlights() {
    let mut client = open(json!({}));
    let ask = |declarations: bool| {
        let mut params = at(0, 12);
        params["context"] = json!({"includeDeclaration": declarations});
        params
    };
    let all = client.ask("textDocument/references", ask(true));
    let places: Vec<_> = all.as_array().unwrap().iter().map(|location| location["range"].clone()).collect();
    assert_eq!(places, [range((0, 10), (0, 15)), range((3, 12), (3, 17)), range((4, 12), (4, 13))]);
    assert_eq!(client.ask("textDocument/references", ask(false)).as_array().unwrap().len(), 2);
    let marks = client.ask("textDocument/documentHighlight", at(0, 12));
    let kinds: Vec<_> = marks.as_array().unwrap().iter().map(|mark| mark["kind"].as_u64().unwrap()).collect();
    assert_eq!(kinds, [3, 2, 2]);
}

#[test]
fn renaming() {
    let mut client = open(json!({"workspace": {"workspaceEdit": {"documentChanges": true}}}));
    assert_eq!(client.ask("textDocument/prepareRename", at(3, 14)), json!({"range": range((3, 12), (3, 17)), "placeholder": "build"}));
    assert_eq!(client.ask("textDocument/prepareRename", at(1, 1)), Value::Null);
    let rename = |line: u32, character: u32, name: &str| {
        let mut params = at(line, character);
        params["newName"] = name.into();
        params
    };
    let edit = client.ask("textDocument/rename", rename(0, 12, "tools"));
    let change = &edit["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": URI, "version": 1}));
    assert_eq!(
        change["edits"],
        json!([{"range": range((0, 10), (0, 15)), "newText": "tools"}, {"range": range((3, 12), (3, 17)), "newText": "tools"}])
    );
    let id = client.request("textDocument/rename", rename(0, 12, "1"));
    let error = client.answer(id)["error"].clone();
    assert_eq!(error["code"], -32803);
    assert!(error["message"].as_str().unwrap().contains("cannot be the name of a stage"), "{error}");
}

#[test]
fn linked_editing() {
    let mut client = Client::new(json!({}));
    client.open(URI, "FROM a AS one\nFROM one\n");
    let found = client.ask("textDocument/linkedEditingRange", at(0, 11));
    assert_eq!(found["ranges"], json!([range((0, 10), (0, 13)), range((1, 5), (1, 8))]));
    assert_eq!(client.ask("textDocument/linkedEditingRange", at(0, 1)), Value::Null);
}

#[test]
fn hierarchies() {
    let mut client = Client::new(json!({}));
    client.open(URI, "FROM a AS base\nFROM base AS build\nFROM c AS last\nCOPY --from=build / /\n");
    let items = client.ask("textDocument/prepareCallHierarchy", at(3, 13));
    assert_eq!((&items[0]["name"], &items[0]["detail"]), (&json!("build"), &json!("FROM base")));
    let calls = client.ask("callHierarchy/incomingCalls", json!({"item": items[0]}));
    assert_eq!((&calls[0]["from"]["name"], &calls[0]["fromRanges"]), (&json!("last"), &json!([range((3, 12), (3, 17))])));
    let last = client.ask("textDocument/prepareCallHierarchy", at(2, 11));
    let calls = client.ask("callHierarchy/outgoingCalls", json!({"item": last[0]}));
    assert_eq!(calls[0]["to"]["name"], "build");

    let items = client.ask("textDocument/prepareTypeHierarchy", at(1, 15));
    let above = client.ask("typeHierarchy/supertypes", json!({"item": items[0]}));
    assert_eq!(above[0]["name"], "base");
    let below = client.ask("typeHierarchy/subtypes", json!({"item": above[0]}));
    assert_eq!(below[0]["name"], "build");
}

#[test]
fn type_hierarchies_are_offered_to_who_can_register_them() {
    let mut client = Client::new(json!({"textDocument": {"typeHierarchy": {"dynamicRegistration": true}}}));
    // An answer comes behind what was asked of the client before.
    client.open(URI, TEXT);
    client.diagnostics(URI);
    let asked = &client.asked[0];
    assert_eq!(asked["method"], "client/registerCapability");
    assert_eq!(asked["params"]["registrations"][0]["method"], "textDocument/prepareTypeHierarchy");
    assert_eq!(asked["params"]["registrations"].as_array().unwrap().len(), 1);
}
