//! From `initialize` to `exit`.

use serde_json::{Value, json};

use super::Client;

#[test]
fn initialize_says_who_and_what() {
    let mut client = Client::start(&["--stdio"]);
    let result = client.ask("initialize", json!({"processId": std::process::id(), "capabilities": {}}));
    assert_eq!(result["serverInfo"], json!({"name": "dflint", "version": env!("CARGO_PKG_VERSION")}));
    let capabilities = &result["capabilities"];
    assert_eq!(capabilities["positionEncoding"], "utf-16");
    assert_eq!(capabilities["textDocumentSync"], json!({"openClose": true, "change": 2, "save": true}));
    for provider in ["codeActionProvider", "diagnosticProvider", "foldingRangeProvider", "selectionRangeProvider", "documentSymbolProvider"]
    {
        assert!(!capabilities[provider].is_null(), "{provider}");
    }
    assert_eq!(client.stop(), Some(0));
}

#[test]
fn exit_codes() {
    let client = Client::new(json!({}));
    assert_eq!(client.stop(), Some(0));
    let mut client = Client::new(json!({}));
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(1), "exit without shutdown");
    let mut client = Client::start(&[]);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(1), "exit before initialize");
    let mut client = Client::new(json!({}));
    client.close_input();
    assert_eq!(client.exit_code(), Some(1), "the input ends");
    let mut client = Client::new(json!({}));
    client.ask("shutdown", Value::Null);
    client.close_input();
    assert_eq!(client.exit_code(), Some(0), "the input ends after shutdown");
}

#[test]
fn requests_at_the_wrong_time() {
    let mut client = Client::start(&[]);
    let parameters = json!({"textDocument": {"uri": "file:///Dockerfile"}});
    assert_eq!(client.error("textDocument/foldingRange", parameters.clone()), -32002, "before initialize");
    assert_eq!(client.error("shutdown", Value::Null), -32002);
    client.open("file:///Dockerfile", "FROM a\nRUN b\n");
    client.ask("initialize", json!({"capabilities": {}}));
    assert_eq!(client.ask("textDocument/foldingRange", parameters.clone()), Value::Null, "what came before initialize is dropped");
    assert_eq!(client.error("initialize", json!({"capabilities": {}})), -32600, "a second time");
    client.ask("shutdown", Value::Null);
    assert_eq!(client.error("textDocument/foldingRange", parameters), -32600, "after shutdown");
}

/// A client may know more of LSP than we do.
#[test]
fn abilities_that_are_not_understood_are_left_out() {
    let text = json!({
        "foldingRange": {"foldingRangeKind": {"valueSet": ["comment", "strange"]}, "lineFoldingOnly": true},
        "codeAction": 5,
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
    });
    let capabilities = json!({"textDocument": text, "workspace": "all", "general": {"positionEncodings": ["utf-8"]}, "new": {"x": 1}});
    let mut client = Client::start(&[]);
    let result = client.ask("initialize", json!({"capabilities": capabilities}));
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-8");
    client.open("file:///Dockerfile", "FROM a\n");
    let symbols = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": "file:///Dockerfile"}}));
    assert!(symbols[0].get("selectionRange").is_some(), "{symbols}");
}

#[test]
fn unknown_methods() {
    let mut client = Client::new(json!({}));
    assert_eq!(client.error("textDocument/nonsense", json!({})), -32601);
    client.notify("textDocument/nonsense", json!({}));
    client.notify("$/nonsense", json!({}));
    assert_eq!(client.error("textDocument/foldingRange", json!({"no": "document"})), -32602);
    assert_eq!(client.stop(), Some(0));
}

#[test]
fn a_cancelled_request_is_answered_as_such() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..300 {
        std::fs::write(folder.path().join(format!("Dockerfile.{number}")), "FROM a\nRUN b\n".repeat(200)).unwrap();
    }
    let mut client = Client::within(folder.path(), json!({}));
    let id = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
    client.notify("$/cancelRequest", json!({"id": id}));
    assert_eq!(client.answer(id)["error"]["code"], -32800);
    // What has been answered already, or was never asked, cannot be cancelled.
    client.notify("$/cancelRequest", json!({"id": id}));
    client.notify("$/cancelRequest", json!({"id": "never"}));
    assert_eq!(client.stop(), Some(0));
}

/// An editor that is killed says nothing.
#[cfg(unix)]
#[test]
fn the_server_ends_with_its_parent() {
    let mut editor = std::process::Command::new("sleep").arg("600").spawn().unwrap();
    let mut client = Client::start(&[]);
    client.ask("initialize", json!({"processId": editor.id(), "capabilities": {}}));
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(client.exit_code(), Some(1));
}

/// In a container the editor's number may mean nothing.
#[cfg(unix)]
#[test]
fn a_parent_that_never_was_is_not_watched() {
    let mut client = Client::start(&[]);
    client.ask("initialize", json!({"processId": 0x7fff_fff0, "capabilities": {}}));
    client.open("file:///Dockerfile", "FROM a\n");
    client.diagnostics("file:///Dockerfile");
    assert_eq!(client.stop(), Some(0));
}

#[test]
fn the_log_goes_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log");
    let mut client = Client::start(&["--log-level", "trace", "--log-file", file.to_str().unwrap()]);
    client.ask("initialize", json!({"capabilities": {}, "clientInfo": {"name": "ed"}}));
    assert_eq!(client.stop(), Some(0));
    let log = std::fs::read_to_string(file).unwrap();
    assert!(log.contains("initialized by ed") && log.contains("TRACE"), "{log}");
    let mut client = Client::start(&["--log-file", "/nowhere/log"]);
    assert_eq!(client.exit_code(), Some(2));
}

/// As vscode-languageclient starts a server: the client listens, and the server connects.
#[test]
fn over_a_socket() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let child = Client::process(&[&format!("--socket={port}"), &format!("--clientProcessId={}", std::process::id())]);
    let (stream, _) = listener.accept().unwrap();
    let client = Client::over(child, stream.try_clone().unwrap(), stream);
    converse(client);
}

#[cfg(unix)]
#[test]
fn over_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.sock");
    let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let child = Client::process(&[&format!("--pipe={}", path.display()), &format!("--clientProcessId={}", std::process::id())]);
    let (stream, _) = listener.accept().unwrap();
    converse(Client::over(child, stream.try_clone().unwrap(), stream));
}

fn converse(mut client: Client) {
    let result = client.ask("initialize", json!({"processId": std::process::id(), "capabilities": {}}));
    assert_eq!(result["serverInfo"]["name"], "dflint");
    client.notify("initialized", json!({}));
    client.open("file:///Dockerfile", "FROM alpine:3.20 AS a\nFROM a\n");
    assert_eq!(client.text("file:///Dockerfile"), "FROM alpine:3.20 AS a\nFROM a\n");
    assert_eq!(client.stop(), Some(0));
}

/// A client that goes away closes its end, or is killed.
#[cfg(unix)]
#[test]
fn the_server_ends_with_its_connection_and_with_the_process_of_the_command_line() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = format!("--socket={}", listener.local_addr().unwrap().port());
    let child = Client::process(&[&port]);
    let (stream, _) = listener.accept().unwrap();
    let mut client = Client::over(child, stream.try_clone().unwrap(), stream.try_clone().unwrap());
    client.ask("initialize", json!({"capabilities": {}}));
    stream.shutdown(std::net::Shutdown::Both).unwrap();
    assert_eq!(client.exit_code(), Some(1));
    let mut editor = std::process::Command::new("sleep").arg("600").spawn().unwrap();
    let mut client = Client::start(&["--stdio", &format!("--clientProcessId={}", editor.id())]);
    client.ask("initialize", json!({"capabilities": {}}));
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn a_connection_that_there_is_not() {
    // A port that nobody listens at any more.
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    for arguments in [
        vec![format!("--socket={port}")],
        vec!["--pipe=/nowhere/p.sock".to_owned()],
        vec!["--socket=0".to_owned()],
        vec!["--socket=80".to_owned(), "--stdio".to_owned()],
    ] {
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        assert_eq!(Client::start(&arguments).exit_code(), Some(2), "{arguments:?}");
    }
}
