use serde_json::json;

use super::{Client, range, uri};
use crate::cli::folder;

#[test]
fn links_to_files_that_are_there_and_to_pages() {
    let folder = folder(&[("Dockerfile", ""), ("a b/é.txt", "")]);
    let mut client = Client::within(folder.path(), json!({"textDocument": {"documentLink": {"tooltipSupport": true}}}));
    let file = uri(&folder.path().join("Dockerfile"));
    client.open(&file, "FROM alpine:3\nCOPY [\"a b/é.txt\", \"none.txt\", \"a b\", \"/x/\"]\n");
    let found = client.ask("textDocument/documentLink", json!({"textDocument": {"uri": file}}));
    let target = format!("{}/a%20b/%C3%A9.txt", uri(folder.path()));
    assert_eq!(
        found,
        json!([
            {"range": range((0, 5), (0, 13)), "target": "https://hub.docker.com/_/alpine", "tooltip": "Open the page of the image"},
            {"range": range((1, 6), (1, 17)), "target": target, "tooltip": "Open the file"},
        ])
    );
}

#[test]
fn a_text_without_a_file_has_pages_only() {
    let mut client = Client::new(json!({}));
    client.open("untitled:Dockerfile", "FROM alpine:3\nCOPY a /b\nADD https://a.example/%zz\\ /x\n");
    let found = client.ask("textDocument/documentLink", json!({"textDocument": {"uri": "untitled:Dockerfile"}}));
    assert_eq!(found, json!([{"range": range((0, 5), (0, 13)), "target": "https://hub.docker.com/_/alpine"}]));
}
