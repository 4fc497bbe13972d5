use serde_json::{Value, json};

use super::Client;

const URI: &str = "file:///w/Dockerfile";

fn ask(client: &mut Client, text: &str, line: u32, character: u32) -> Value {
    client.open(URI, text);
    client.ask("textDocument/signatureHelp", json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": character}}))
}

#[test]
fn forms_with_their_parameters() {
    let information = json!({"documentationFormat": ["markdown"], "parameterInformation": {"labelOffsetSupport": true}});
    let mut client = Client::new(json!({"textDocument": {"signatureHelp": {"signatureInformation": information}}}));
    let found = ask(&mut client, "FROM a\nCOPY 🚀 x\n", 1, 8);
    assert_eq!((&found["activeSignature"], &found["activeParameter"]), (&json!(0), &json!(2)));
    let form = &found["signatures"][0];
    assert_eq!(form["label"], "COPY [flags] source… destination");
    // Offsets count in UTF-16, and `…` is one.
    assert_eq!(form["parameters"][2]["label"], json!([21, 32]));
    assert_eq!(form["documentation"]["kind"], "markdown");
}

#[test]
fn labels_for_older_clients() {
    let mut client = Client::new(json!({}));
    let found = ask(&mut client, "FROM a\nEXPOSE 80/\n", 1, 10);
    assert_eq!(found["signatures"][0]["parameters"][1]["label"], "protocol");
    assert_eq!(found["activeParameter"], 1);
    assert_eq!(ask(&mut client, "FROM a\n\n", 1, 0), Value::Null);
}
