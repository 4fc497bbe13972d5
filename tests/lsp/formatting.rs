//! Indentation: of the document, of a range, and while typing.

use serde_json::json;

use super::{Client, range};

const URI: &str = "file:///w/Dockerfile";

#[test]
fn continued_lines() {
    let mut client = Client::new(json!({}));
    client.open(URI, "FROM a\nRUN b \\ \nc 🚀\\  \n && d\n");
    let options = json!({"tabSize": 2, "insertSpaces": true});
    let edits = client.ask("textDocument/formatting", json!({"textDocument": {"uri": URI}, "options": options}));
    let expected = json!([
        {"range": range((1, 7), (1, 8)), "newText": ""},
        {"range": range((2, 0), (2, 0)), "newText": "  "},
        {"range": range((2, 5), (2, 7)), "newText": ""},
        {"range": range((3, 0), (3, 1)), "newText": "  "},
    ]);
    assert_eq!(edits, expected);
    let tabs = json!({"tabSize": 2, "insertSpaces": false});
    let lines = json!({"textDocument": {"uri": URI}, "options": tabs, "range": range((3, 0), (3, 2))});
    let edits = client.ask("textDocument/rangeFormatting", lines);
    assert_eq!(edits, json!([{"range": range((3, 0), (3, 1)), "newText": "\t"}]));
}

#[test]
fn while_typing() {
    let mut client = Client::new(json!({}));
    client.open(URI, "FROM a\nRUN b \\\n\n");
    let at = json!({"line": 2, "character": 0});
    let options = json!({"tabSize": 4, "insertSpaces": true});
    let typed = json!({"textDocument": {"uri": URI}, "position": at, "ch": "\n", "options": options});
    let edits = client.ask("textDocument/onTypeFormatting", typed);
    assert_eq!(edits, json!([{"range": range((2, 0), (2, 0)), "newText": "    "}]));
}
