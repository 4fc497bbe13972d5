//! A stage is renamed in all files that name it.

use serde_json::{Value, json};

use super::{DOCKERFILE, Opened, REPOSITORY, versions};
use crate::lsp::range;

/// The stage is renamed in the Dockerfile and in all files that name it, from each of them; the inverse rename gives back the same bytes.
#[test]
fn a_stage_is_renamed_in_all_files_and_back() {
    let places = [
        ("api/Dockerfile", "AS d|ev", "AS t|ools"),
        ("compose.yaml", "\"de|v\"", "\"to|ols\""),
        ("compose.yaml", "target: |dev}", "target: |tools}"),
        ("docker-bake.hcl", "\"dev|\"", "\"tools|\""),
        (".github/workflows/ci.yml", "target: |dev", "target: |tools"),
    ];
    for open in [&["api/Dockerfile", "compose.yaml"][..], &["docker-bake.hcl", ".github/workflows/ci.yml", "compose.yaml"]] {
        let mut opened = Opened::new(&REPOSITORY, versions());
        open.iter().for_each(|path| opened.open(path));
        let before = opened.texts.clone();
        for (path, mark, back) in places.iter().filter(|(path, ..)| open.contains(path)) {
            let prepared = opened.ask("textDocument/prepareRename", path, mark);
            assert_eq!(prepared["placeholder"], "dev", "{path}: {prepared}");
            let edit = opened.rename(path, mark, "tools");
            opened.apply(&edit);
            for (uri, text) in &opened.texts {
                assert_eq!(
                    *text,
                    before[uri]
                        .replace("AS dev", "AS tools")
                        .replace("=dev", "=tools")
                        .replace(": dev", ": tools")
                        .replace("\"dev\"", "\"tools\""),
                    "{uri}"
                );
                assert!(!text.contains("dev"), "{text}");
            }
            let edit = opened.rename(path, back, "dev");
            opened.apply(&edit);
            assert_eq!(opened.texts, before, "{path}");
        }
        assert_eq!(opened.client.left("window/showMessage"), 0);
    }
}

/// What may be another Dockerfile's stage is for the user to confirm, if the client can ask; and a name that is put together is left.
#[test]
fn what_is_not_certain_is_not_changed_unasked() {
    let compose = "services:
  sure:
    build: {context: api, target: dev}
  perhaps:
    build:
      context: ${WHERE}
      target: dev
  computed:
    build:
      context: api
      target: d${REST:-ev}
";
    let files = [("api/Dockerfile", DOCKERFILE), ("compose.yaml", compose)];
    let mut opened = Opened::new(&files, versions());
    opened.open("api/Dockerfile");
    let edit = opened.rename("api/Dockerfile", "AS d|ev", "tools");
    let edits = edit["documentChanges"][1]["edits"].as_array().unwrap();
    assert_eq!((edits.len(), &edits[0]["range"]), (1, &range((2, 34), (2, 37))), "{edit}");
    let message = opened.client.notification("window/showMessage")["message"].as_str().unwrap().to_owned();
    assert!(message.ends_with("compose.yaml:7, compose.yaml:11."), "{message}");

    let asks = json!({"workspace": {"workspaceEdit": {"documentChanges": true, "changeAnnotationSupport": {}}}});
    let mut opened = Opened::new(&files, asks);
    opened.open("api/Dockerfile");
    let edit = opened.rename("api/Dockerfile", "AS d|ev", "tools");
    let edits = edit["documentChanges"][1]["edits"].as_array().unwrap();
    assert_eq!((edits.len(), edits[0].get("annotationId")), (2, None), "{edit}");
    let annotation = edits[1]["annotationId"].as_str().unwrap();
    assert_eq!(edit["changeAnnotations"][annotation]["needsConfirmation"], true);
    let message = opened.client.notification("window/showMessage")["message"].as_str().unwrap().to_owned();
    assert!(message.ends_with("as they are: compose.yaml:11."), "{message}");

    // A client that knows neither versions nor annotations.
    let mut opened = Opened::new(&files, json!({}));
    opened.open("compose.yaml");
    let edit = opened.rename("compose.yaml", "target: d|ev}", "tools");
    assert_eq!(edit["changes"][opened.uri("compose.yaml")].as_array().unwrap().len(), 1, "{edit}");
    assert_eq!(edit["changes"][opened.uri("api/Dockerfile")].as_array().unwrap().len(), 2, "{edit}");
}

/// One place that names stages of two Dockerfiles renames both.
#[test]
fn a_shared_name_is_one() {
    let compose = "x: &t dev
services:
  a:
    build: {context: a, target: *t}
  b:
    build: {context: b, target: *t}
  c:
    build: {context: c, target: dev}
";
    let dockerfile = "FROM a AS dev\nFROM dev\n";
    let files = [("a/Dockerfile", dockerfile), ("b/Dockerfile", dockerfile), ("c/Dockerfile", dockerfile), ("compose.yaml", compose)];
    let mut opened = Opened::new(&files, versions());
    opened.open("a/Dockerfile");
    let before = opened.texts.clone();
    let edit = opened.rename("a/Dockerfile", "AS d|ev", "x1");
    opened.apply(&edit);
    let now = |path: &str| opened.texts[&opened.uri(path)].clone();
    assert_eq!(now("compose.yaml"), compose.replace("&t dev", "&t x1"));
    assert_eq!([now("a/Dockerfile"), now("b/Dockerfile")], [dockerfile.replace("dev", "x1"), dockerfile.replace("dev", "x1")]);
    assert_eq!(now("c/Dockerfile"), dockerfile);
    let edit = opened.rename("a/Dockerfile", "AS x|1", "dev");
    opened.apply(&edit);
    assert_eq!(opened.texts, before);
}

#[test]
fn what_cannot_be_renamed_is_refused_with_a_reason() {
    let compose = "services:
  a:
    build: {context: api, target: dve}
  b:
    build: {context: api, target: dev, additional_contexts: {taken: ./x}}
  c:
    build: {context: '${WHERE}', target: strange}
";
    let mut opened = Opened::new(&[("api/Dockerfile", DOCKERFILE), ("compose.yaml", compose)], json!({}));
    opened.open("compose.yaml");
    opened.open("api/Dockerfile");
    assert_eq!(opened.ask("textDocument/prepareRename", "compose.yaml", "serv|ices"), Value::Null);
    assert_eq!(opened.ask("textDocument/prepareRename", "compose.yaml", "str|ange"), Value::Null);
    for (path, mark, new, why) in [
        ("compose.yaml", "target: d|ve", "x", "No Dockerfile that is built here has a stage `dve`."),
        ("compose.yaml", "target: d|ev", "prod", "is called `prod` already"),
        ("api/Dockerfile", "AS d|ev", "taken", "compose:b has a context `taken`, which would take the place of the stage."),
        ("compose.yaml", "serv|ices", "x", "No stage is named here."),
    ] {
        let mut parameters = opened.at(path, mark);
        parameters["newName"] = json!(new);
        let id = opened.client.request("textDocument/rename", parameters);
        let answer = opened.client.answer(id);
        assert!(answer["error"]["message"].as_str().is_some_and(|message| message.contains(why)), "{answer}");
    }
}
