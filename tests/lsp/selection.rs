use serde_json::{Value, json};

use super::{Client, range};

const URI: &str = "file:///w/Dockerfile";

#[test]
fn a_chain_for_each_position() {
    let mut client = Client::new(json!({}));
    client.open(URI, "FROM 🚀 AS b\nRUN x\n");
    let positions = json!([{"line": 0, "character": 11}, {"line": 99, "character": 99}]);
    let found = client.ask("textDocument/selectionRange", json!({"textDocument": {"uri": URI}, "positions": positions}));
    let mut ranges = Vec::new();
    let mut at = &found[0];
    while *at != Value::Null {
        ranges.push(at["range"].clone());
        at = &at["parent"];
    }
    assert_eq!(json!(ranges), json!([range((0, 11), (0, 12)), range((0, 0), (0, 12)), range((0, 0), (1, 5)), range((0, 0), (2, 0))]));
    assert_eq!(found[1]["range"], range((0, 0), (2, 0)), "behind the end");
    assert_eq!(found.as_array().unwrap().len(), 2);
}
