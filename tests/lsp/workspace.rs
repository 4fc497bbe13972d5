//! Folders that come and go.

use serde_json::{Value, json};

use super::{Client, uri};
use crate::cli::folder;

fn names(client: &mut Client, query: &str) -> Vec<String> {
    let found = client.ask("workspace/symbol", json!({"query": query}));
    let mut names: Vec<_> = found.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn folders_come_and_go() {
    let one = folder(&[("Dockerfile", "FROM a AS one\n")]);
    let two = folder(&[("Dockerfile", "FROM a AS two\n")]);
    let mut client = Client::within(one.path(), json!({}));
    assert_eq!(names(&mut client, ""), ["one"]);
    let [first, second] = [&one, &two].map(|folder| json!({"uri": uri(folder.path()), "name": "w"}));
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": {"added": [second], "removed": []}}));
    assert_eq!(names(&mut client, ""), ["one", "two"]);
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": {"added": [], "removed": [first]}}));
    assert_eq!(names(&mut client, ""), ["two"]);
}

#[test]
fn an_older_client_has_one_folder() {
    let one = folder(&[("Dockerfile", "FROM a AS one\n")]);
    for parameters in
        [json!({"rootUri": uri(one.path()), "capabilities": {}}), json!({"rootPath": one.path(), "rootUri": null, "capabilities": {}})]
    {
        assert_eq!(names(&mut Client::with(parameters), ""), ["one"]);
    }
    assert_eq!(names(&mut Client::with(json!({"rootUri": Value::Null, "workspaceFolders": null, "capabilities": {}})), ""), [""; 0]);
}
