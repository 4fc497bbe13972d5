//! What is no message: an answer or a clean end, and never silence.

use serde_json::{Value, json};

use super::Client;
use super::client::frame;

/// Bytes, and the code of the error they are answered with. The server goes on.
#[test]
fn a_broken_message_is_answered_and_left_behind() {
    let mut client = Client::new(json!({}));
    for (bytes, code) in [
        (&b"Content-Length: 3\r\n\r\n{x}"[..], -32700),
        (b"Content-Length: 4\r\n\r\n\xff\xfe\xfd\xfc", -32700),
        (b"Content-Length: 0\r\n\r\n", -32700),
        (b"Content-Length: two\r\n\r\n", -32700),
        (b"Content-Type: text/plain\r\n\r\n", -32700),
        (b"Content-Length: 2\r\n\r\n[]", -32600),
        (b"Content-Length: 2\r\n\r\n{}", -32600),
        (b"Content-Length: 4\r\n\r\nnull", -32600),
        (b"Content-Length: 12\r\n\r\n{\"method\":1}", -32600),
    ] {
        client.raw(bytes);
        let answer = client.next();
        assert_eq!((answer["error"]["code"].as_i64(), &answer["id"]), (Some(code), &Value::Null), "{}: {answer}", bytes.escape_ascii());
    }
    // Whoever can be told apart is told.
    client.raw(&frame(&json!({"id": 77, "method": "shutdown"})));
    let answer = client.next();
    assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(77), &json!(-32600)), "{answer}");
    assert_eq!(client.stop(), Some(0));
}

#[test]
fn headers_in_another_form_are_read() {
    let mut client = Client::new(json!({}));
    let body = br#"{"jsonrpc":"2.0","id":5,"method":"shutdown"}"#;
    client.raw(format!("content-type: application/vscode-jsonrpc; charset=utf8\ncontent-length:{}\n\n", body.len()).as_bytes());
    client.raw(body);
    assert_eq!(client.next()["id"], 5);
}

#[test]
fn a_message_that_never_ends_ends_with_the_input() {
    for bytes in
        [&b"Content-Length: 100000\r\n\r\n{"[..], b"Content-Length: 99999999999999\r\n\r\n{", b"Content-Len", b"\r\n\r\n\r\n", b"{}{}{}"]
    {
        let mut client = Client::new(json!({}));
        client.raw(bytes);
        client.close_input();
        assert_eq!(client.exit_code(), Some(1), "{}", bytes.escape_ascii());
    }
}

#[test]
fn a_huge_document_is_no_harm() {
    let mut client = Client::new(json!({}));
    let uri = "file:///Dockerfile";
    let text = format!("FROM a\nRUN {}\n", "x".repeat(8 << 20));
    client.open(uri, &text);
    let found = client.diagnostics(uri);
    assert!(found["diagnostics"].as_array().unwrap().iter().any(|one| one["code"] == "line-too-long"), "{found}");
    client.change(uri, 2, json!([{"text": "FROM a:1\n"}]));
    assert_eq!(client.text(uri), "FROM a:1\n");
    assert_eq!(client.stop(), Some(0));
}

/// Nobody reads what the server writes.
#[test]
fn a_closed_output_ends_the_server() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_dflint"))
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    use std::io::Write;
    // It is told by the first answer that cannot be written; its input stays open.
    input.write_all(&frame(&json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}))).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn numbers_and_names_as_ids_come_back() {
    let mut client = Client::new(json!({}));
    for id in [json!(0), json!(-7), json!("a name"), json!(9_007_199_254_740_991_i64)] {
        client.send(&json!({"jsonrpc": "2.0", "id": id, "method": "workspace/symbol", "params": {"query": ""}}));
        assert_eq!(client.next()["id"], id);
    }
}

/// What is no URI costs no more than the message that has it.
#[test]
fn what_is_no_uri_takes_nothing_else_along() {
    let mut client = Client::with(json!({
        "capabilities": {},
        "rootUri": "not/a uri",
        "workspaceFolders": [{"uri": "", "name": "none"}, {"uri": "file:///no such folder", "name": "one"}],
    }));
    let (good, bad) = ("file:///w/Dockerfile", "w/Dockerfile");
    client.open(good, "FROM a\n");
    client.open(bad, "FROM b\n");
    client.change(bad, 2, json!([{"text": "FROM c\n"}]));
    client.change(good, 2, json!([{"text": "FROM d\n"}]));
    assert_eq!(client.error("textDocument/foldingRange", json!({"textDocument": {"uri": bad}})), -32602);
    client.close(bad);
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": {"added": [{"uri": "[", "name": "x"}], "removed": [{"uri": 1}]}}));
    assert_eq!(client.text(good), "FROM d\n");
    assert_eq!(client.stop(), Some(0));
}

/// As the `url` crate writes the path of a page of Next.js, for one.
#[test]
fn uris_that_are_not_escaped_are_read() {
    let mut client = Client::new(json!({}));
    let uri = "file:///my app/[id]/ü/Dockerfile";
    client.open(uri, "FROM a\nRUN cd x\n");
    assert_eq!(client.text(uri), "FROM a\nRUN cd x\n");
    assert_eq!(client.notification("textDocument/publishDiagnostics")["uri"], "file:///my%20app/%5Bid%5D/%C3%BC/Dockerfile");
    let graph = client.ask("workspace/executeCommand", json!({"command": "dflint.showGraph", "arguments": [uri]}));
    assert!(graph["text"].is_string(), "{graph}");
    assert_eq!(client.stop(), Some(0));
}
