use serde_json::{Value, json};

use super::{Client, range, uri};
use crate::cli::folder;

const URI: &str = "file:///w/Dockerfile";

fn abilities() -> Value {
    let item = json!({
        "snippetSupport": true, "commitCharactersSupport": true, "insertReplaceSupport": true, "labelDetailsSupport": true,
        "documentationFormat": ["markdown", "plaintext"],
    });
    json!({"textDocument": {"completion": {"completionItem": item}}})
}

/// The items at a position.
fn ask(client: &mut Client, uri: &str, line: u32, character: u32) -> Vec<Value> {
    let at = json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}});
    let found = client.ask("textDocument/completion", at);
    assert_eq!(found["isIncomplete"], false);
    found["items"].as_array().unwrap().clone()
}

fn labels(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["label"].as_str().unwrap()).collect()
}

#[test]
fn stages_with_all_that_a_client_can() {
    let mut client = Client::new(abilities());
    client.open(URI, "FROM 🚀 AS Build\nENV A=1\nFROM b\nCOPY --from=Bu /x /y\n");
    let items = ask(&mut client, URI, 3, 13);
    assert_eq!(
        items[0],
        json!({
            "label": "Build", "labelDetails": {"description": "FROM 🚀, line 1"}, "kind": 9, "sortText": "00000",
            "textEdit": {"newText": "Build", "insert": range((3, 12), (3, 13)), "replace": range((3, 12), (3, 14))},
            "data": {"uri": URI, "about": "stage 0"},
        })
    );
    let resolved = client.ask("completionItem/resolve", items[0].clone());
    assert_eq!(resolved["label"], "Build");
    assert_eq!(resolved["documentation"]["kind"], "markdown");
    assert!(resolved["documentation"]["value"].as_str().unwrap().contains("- ENV `A=1`"), "{resolved}");
    assert_eq!(client.stop(), Some(0));
}

#[test]
fn a_client_that_can_little() {
    let mut client = Client::new(json!({}));
    client.open(URI, "FROM a\nRU x\nCO\n");
    let items = ask(&mut client, URI, 1, 1);
    let run = items.iter().find(|item| item["label"] == "RUN").unwrap();
    assert_eq!(run["textEdit"], json!({"range": range((1, 0), (1, 2)), "newText": "RUN"}));
    assert_eq!(run.get("commitCharacters"), None);
    let resolved = client.ask("completionItem/resolve", run.clone());
    // It takes no format, so a string.
    assert!(!resolved["documentation"].as_str().unwrap().contains('`'), "{resolved}");
    // Snippets are for those that have them.
    assert!(ask(&mut client, URI, 2, 2).iter().all(|item| item.get("insertTextFormat").is_none()));
}

#[test]
fn snippets_and_columns_in_utf_16() {
    let mut client = Client::new(abilities());
    client.open(URI, "FROM a\r\nENV V=1\r\nLABEL x=🚀🚀${V\r\nCO\r\n");
    let items = ask(&mut client, URI, 2, 15);
    assert_eq!(items[0]["textEdit"]["newText"], "V}");
    assert_eq!(items[0]["textEdit"]["insert"], range((2, 14), (2, 15)));
    let items = ask(&mut client, URI, 3, 2);
    let copy = items.iter().find(|item| item["label"] == "COPY source destination").unwrap();
    assert_eq!((&copy["insertTextFormat"], &copy["textEdit"]["newText"]), (&json!(2), &json!("COPY ${1:source} ${2:destination}")));
}

#[test]
fn files_of_the_context_and_images_of_the_workspace() {
    let folder = folder(&[
        ("api/Dockerfile", "FROM example/tool:2\n"),
        ("web/Dockerfile", "FROM a\n"),
        ("web/.dockerignore", "*.log\nsecret/\n"),
        ("web/index.html", ""),
        ("web/x.log", ""),
        ("web/secret/key", ""),
        ("web/src/main.js", ""),
    ]);
    let web = uri(&folder.path().join("web/Dockerfile"));
    let mut client = Client::within(folder.path(), json!({}));
    client.open(&web, "FROM a\nCOPY \nCOPY src/\nFROM ex\nCOPY ../../../../../\n");
    let items = ask(&mut client, &web, 1, 5);
    assert_eq!(labels(&items)[..4], ["Dockerfile", "index.html", "src/", ".dockerignore"]);
    assert_eq!(labels(&ask(&mut client, &web, 2, 9)), ["main.js"]);
    assert!(labels(&ask(&mut client, &web, 3, 7)).contains(&"example/tool:2"));
    // Above the context there is nothing: it is the context itself.
    assert!(labels(&ask(&mut client, &web, 4, 20)).contains(&"index.html"));
    // The context is where the copied files are.
    client.change(&web, 2, json!([{"text": "FROM a\nCOPY web/index.html api/Dockerfile /x/\nCOPY \n"}]));
    let items = ask(&mut client, &web, 2, 5);
    assert!(labels(&items).contains(&"api/") && labels(&items).contains(&"web/"), "{items:?}");
}

#[test]
fn the_configuration_says_what_the_context_is() {
    let folder = folder(&[("docker/app/Dockerfile", "FROM a\nCOPY \n"), ("dflint.toml", "context = \"src\"\n"), ("src/main.c", "")]);
    let dockerfile = uri(&folder.path().join("docker/app/Dockerfile"));
    let mut client = Client::within(folder.path(), json!({}));
    client.open(&dockerfile, "FROM a\nCOPY \n");
    assert_eq!(labels(&ask(&mut client, &dockerfile, 1, 5))[0], "main.c");
}

#[test]
fn odd_requests() {
    let mut client = Client::new(abilities());
    client.open(URI, "FROM a\n");
    assert!(ask(&mut client, URI, 99, 99).len() > 10);
    for item in [json!({"label": "x"}), json!({"label": "x", "data": 3}), json!({"label": "x", "data": {"uri": URI, "about": "stage 99"}})]
    {
        assert_eq!(client.ask("completionItem/resolve", item.clone()), item);
    }
    let elsewhere = json!({"label": "x", "data": {"uri": "file:///no", "about": "stage 0"}});
    assert_eq!(client.ask("completionItem/resolve", elsewhere.clone()), elsewhere);
}
