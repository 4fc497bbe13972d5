use serde_json::{Value, json};

use super::Client;

const URI: &str = "file:///w/Dockerfile";
const TEXT: &str = "# 🚀\n# b\n\nFROM a AS 🚀\nRUN x \\\n  y\nRUN z\n";

fn folds(capabilities: Value) -> Value {
    let mut client = Client::new(json!({"textDocument": {"foldingRange": capabilities}}));
    client.open(URI, TEXT);
    client.ask("textDocument/foldingRange", json!({"textDocument": {"uri": URI}}))
}

#[test]
fn folds_with_characters() {
    assert_eq!(
        folds(json!({})),
        json!([
            {"startLine": 0, "startCharacter": 4, "endLine": 1, "endCharacter": 3, "kind": "comment"},
            {"startLine": 3, "startCharacter": 12, "endLine": 6, "endCharacter": 5},
            {"startLine": 4, "startCharacter": 7, "endLine": 5, "endCharacter": 3},
        ])
    );
}

#[test]
fn folds_of_lines_and_not_too_many() {
    assert_eq!(folds(json!({"lineFoldingOnly": true, "rangeLimit": 1})), json!([{"startLine": 0, "endLine": 1, "kind": "comment"}]));
}
