//! What is answered at a place in a build file, and what is not.

use serde_json::{Value, json};

use super::{COMPOSE, DOCKERFILE, Opened, REPOSITORY, WORKFLOW};
use crate::lsp::range;

#[test]
fn stages_are_offered_as_targets() {
    let compose = "services:
  a:
    build:
      context: api
      target: 
  b:
    build:
      context: api
      target:
  c:
    build:
      context: api
      target: pr
";
    let bake = "target \"a\" {\n  context = \"api\"\n  target = \"\"\n}\n";
    let half = "target \"b\" {\n  context = \"api\"\n  target = \n}\n";
    let workflow = WORKFLOW.replace("target: dev", "target: ");
    let make = "image:\n\tdocker build --target  api\n";
    let files = [
        ("api/Dockerfile", DOCKERFILE),
        ("compose.yaml", compose),
        ("docker-bake.hcl", bake),
        ("more.bake.hcl", half),
        ("Makefile", make),
        (".github/workflows/ci.yml", &workflow),
    ];
    let mut opened = Opened::new(&files, json!({}));
    for (path, mark, line, at, text) in [
        ("compose.yaml", "target: |\n", 4, (14, 14), "prod"),
        ("compose.yaml", "target:|\n", 8, (13, 13), " prod"),
        ("compose.yaml", "target: pr|", 12, (14, 16), "prod"),
        ("docker-bake.hcl", "\"|\"\n}", 2, (12, 12), "prod"),
        ("more.bake.hcl", "target = |", 2, (11, 11), "\"prod\""),
        ("Makefile", "--target |", 1, (23, 23), "prod"),
        (".github/workflows/ci.yml", "target: |", 8, (18, 18), "prod"),
    ] {
        opened.open(path);
        let list = opened.ask("textDocument/completion", path, mark);
        let items = list["items"].as_array().unwrap_or_else(|| panic!("{path} {mark}: {list}"));
        let labels: Vec<_> = items.iter().map(|item| item["label"].as_str().unwrap()).collect();
        assert_eq!(labels, ["prod", "dev", "base"], "{path} {mark}");
        assert_eq!(items[0]["textEdit"], json!({"range": range((line, at.0), (line, at.1)), "newText": text}), "{path} {mark}");
        assert_eq!(items[0]["detail"], "FROM base, line 3");
    }
    // The rest of such a file is nothing to speak of.
    assert_eq!(opened.ask("textDocument/completion", "compose.yaml", "serv|ices"), Value::Null);
    assert_eq!(opened.ask("textDocument/completion", "more.bake.hcl", "targ|et \"b\""), Value::Null);
    assert_eq!(opened.ask("textDocument/completion", "compose.yaml", "context: a|pi"), Value::Null);
}

#[test]
fn a_target_leads_to_its_stage() {
    let mut opened = Opened::new(&REPOSITORY, json!({"textDocument": {"hover": {"contentFormat": ["markdown"]}}}));
    opened.open("compose.yaml");
    opened.open("docker-bake.hcl");
    let found = opened.ask("textDocument/definition", "compose.yaml", "\"d|ev\"");
    assert_eq!((opened.lines(&found), &found[0]["range"]), (vec!["api/Dockerfile:2".to_owned()], &range((1, 13), (1, 16))));
    let found = opened.ask("textDocument/definition", "compose.yaml", "context: ./a|pi");
    assert_eq!(opened.lines(&found), ["api/Dockerfile:1"]);
    assert_eq!(opened.ask("textDocument/typeDefinition", "compose.yaml", "\"d|ev\""), Value::Null);
    // What hover says in the Dockerfile.
    opened.open("api/Dockerfile");
    let there = opened.ask("textDocument/hover", "api/Dockerfile", "AS d|ev")["contents"]["value"].as_str().unwrap().to_owned();
    let here = opened.ask("textDocument/hover", "docker-bake.hcl", "\"d|ev\"");
    assert_eq!(here["contents"]["value"], format!("{there}\n- In `api/Dockerfile`"));
    assert_eq!(here["range"], range((2, 13), (2, 16)));
    assert_eq!(opened.ask("textDocument/hover", "docker-bake.hcl", "cont|ext"), Value::Null);
}

#[test]
fn references_are_those_of_all_files() {
    let mut opened = Opened::new(&REPOSITORY, json!({}));
    opened.open("compose.yaml");
    opened.open("api/Dockerfile");
    let expected =
        ["api/Dockerfile:2", "api/Dockerfile:4", "compose.yaml:3", "compose.yaml:7", "docker-bake.hcl:3", ".github/workflows/ci.yml:9"];
    for (path, mark) in [("api/Dockerfile", "AS d|ev"), ("compose.yaml", "\"d|ev\"")] {
        let mut parameters = opened.at(path, mark);
        parameters["context"] = json!({"includeDeclaration": true});
        let found = opened.client.ask("textDocument/references", parameters);
        let mut lines = opened.lines(&found);
        lines.sort();
        let mut expected = expected.map(str::to_owned);
        expected.sort();
        assert_eq!(lines, expected, "{path}");
    }
    let found = opened.ask("textDocument/documentHighlight", "compose.yaml", "\"d|ev\"");
    let ranges: Vec<_> = found.as_array().unwrap().iter().map(|one| one["range"].clone()).collect();
    assert_eq!(ranges, [range((2, 53), (2, 56)), range((6, 15), (6, 18))]);
}

#[test]
fn paths_of_dockerfiles_are_links() {
    let compose = "services:\n  a:\n    build:\n      context: api\n      dockerfile: Dockerfile\n  b:\n    build: {dockerfile: gone}\n";
    let mut opened = Opened::new(&[("api/Dockerfile", DOCKERFILE), ("compose.yaml", compose)], json!({}));
    opened.open("compose.yaml");
    let links = opened.client.ask("textDocument/documentLink", json!({"textDocument": {"uri": opened.uri("compose.yaml")}}));
    assert_eq!(links, json!([{"range": range((4, 18), (4, 28)), "target": opened.uri("api/Dockerfile")}]));
}

/// Other servers answer for such files: from this one there is nothing, whatever is asked.
#[test]
fn the_rest_of_a_build_file_is_left_alone() {
    let mut opened = Opened::new(&REPOSITORY, json!({}));
    opened.open("compose.yaml");
    let document = json!({"textDocument": {"uri": opened.uri("compose.yaml")}});
    for method in ["textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/codeLens", "textDocument/semanticTokens/full"]
    {
        assert_eq!(opened.client.ask(method, document.clone()), Value::Null, "{method}");
    }
    let mut formatting = document;
    formatting["options"] = json!({"tabSize": 2, "insertSpaces": true});
    assert_eq!(opened.client.ask("textDocument/formatting", formatting), Value::Null);
    // A file of which nothing is known is not even kept.
    let other = opened.uri("values.yaml");
    opened.client.open_as(&other, "yaml", "a: 1\n");
    assert_eq!(opened.client.ask("dflint/text", json!({"uri": other})), Value::Null);
    assert_eq!(opened.client.text(&opened.uri("compose.yaml")), COMPOSE);
}
