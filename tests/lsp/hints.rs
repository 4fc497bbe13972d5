use serde_json::{Value, json};

use super::{Client, range};

const URI: &str = "file:///w/Dockerfile";
const TEXT: &str = "ARG V=🚀\nFROM a:1$V\nFROM b AS b\nENV X=1\nCOPY --from=0 /a /$X\n";

fn hints(client: &mut Client, lines: (u32, u32)) -> Vec<Value> {
    let parameters = json!({"textDocument": {"uri": URI}, "range": range((lines.0, 0), (lines.1, 0))});
    client.ask("textDocument/inlayHint", parameters).as_array().unwrap().clone()
}

#[test]
fn hints_stand_behind_what_they_explain() {
    let mut client = Client::new(json!({}));
    client.open(URI, TEXT);
    let all = hints(&mut client, (0, 9));
    assert_eq!(all[0], json!({"position": {"line": 1, "character": 10}, "label": "= a:1🚀", "paddingLeft": true}));
    assert_eq!(all[1]["label"], "stage 0");
    let target = json!({"uri": URI, "range": range((1, 5), (1, 10))});
    assert_eq!(all[2]["label"], json!([{"value": "FROM a:1$V", "location": target}]));
    assert_eq!((all.len(), hints(&mut client, (4, 5)).len()), (3, 1));
}

#[test]
fn settings_switch_them_and_the_client_asks_again() {
    let mut client = Client::new(json!({"workspace": {
        "inlayHint": {"refreshSupport": true}, "codeLens": {"refreshSupport": true}, "semanticTokens": {"refreshSupport": true},
    }}));
    client.open(URI, TEXT);
    let settings = json!({"dflint": {"inlayHints": {"bases": false, "stageNumbers": false, "values": true}, "codeLens": false}});
    client.notify("workspace/didChangeConfiguration", json!({"settings": settings}));
    while client.asked.len() < 3 {
        client.ask("workspace/symbol", json!({"query": ""}));
    }
    let asked: Vec<_> = client.asked.iter().map(|message| message["method"].as_str().unwrap()).collect();
    assert_eq!(asked, ["workspace/semanticTokens/refresh", "workspace/inlayHint/refresh", "workspace/codeLens/refresh"]);
    let all = hints(&mut client, (0, 9));
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!(all[1]["label"], "= 1");
    assert_eq!(client.ask("textDocument/codeLens", json!({"textDocument": {"uri": URI}})), json!([]));
}
