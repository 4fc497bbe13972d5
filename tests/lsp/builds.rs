//! Dockerfiles and the files that build them: what is asked across files, while some of them are open and others on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Client, range, uri};
use crate::cli::folder;

const DOCKERFILE: &str = "FROM alpine:3.20 AS base\nFROM base AS dev\nFROM base AS prod\nCOPY --from=dev /a /a\n";

const COMPOSE: &str = r#"services:
  web:
    build: {context: api, labels: {x: "🚀"}, target: dev}
  job: &job
    build:
      context: ./api
      target: "dev"
  same: *job
  last:
    build: api
"#;

const BAKE: &str = r#"target "app" {
  context = "api"
  target  = "dev"
}
target "late" {
  inherits = ["app"]
  target   = "prod"
}
"#;

const WORKFLOW: &str = "on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          context: ./api
          target: dev
";

/// A repository, of which some files are open.
struct Opened {
    folder: TempDir,
    client: Client,
    /// Every file, by its URI, as the editor or the disk has it.
    texts: BTreeMap<String, String>,
    versions: BTreeMap<String, i64>,
}

impl Opened {
    fn new(files: &[(&str, &str)], capabilities: Value) -> Self {
        let folder = folder(files);
        let client = Client::within(folder.path(), capabilities);
        let texts = files.iter().map(|(path, text)| (uri(&folder.path().join(path)), (*text).to_owned())).collect();
        Self { folder, client, texts, versions: BTreeMap::new() }
    }

    fn uri(&self, path: &str) -> String {
        uri(&self.folder.path().join(path))
    }

    fn path(&self, uri: &str) -> PathBuf {
        PathBuf::from(uri.strip_prefix("file://").unwrap())
    }

    fn open(&mut self, path: &str) {
        let uri = self.uri(path);
        let language = match path.rsplit('/').next().unwrap() {
            "Dockerfile" => "dockerfile",
            "docker-bake.hcl" => "dockerbake",
            _ => "yaml",
        };
        self.client.open_as(&uri, language, &self.texts[&uri]);
        self.versions.insert(uri, 1);
    }

    /// The whole text is another one: in the editor if it is open there, else on disk.
    fn set(&mut self, uri: &str, text: &str) {
        self.texts.insert(uri.to_owned(), text.to_owned());
        match self.versions.get_mut(uri) {
            Some(version) => {
                *version += 1;
                self.client.change(uri, *version, json!([{"text": text}]));
            }
            None => {
                fs::write(self.path(uri), text).unwrap();
                self.client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri, "type": 2}]}));
            }
        }
    }

    /// The parameters of a question at the first place of `mark` in a file, where `|` in it is the cursor.
    #[track_caller]
    fn at(&self, path: &str, mark: &str) -> Value {
        let uri = self.uri(path);
        let text = &self.texts[&uri];
        let offset = text.find(&mark.replace('|', "")).unwrap_or_else(|| panic!("no {mark} in {text}")) + mark.find('|').unwrap();
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let position = json!({"line": before.matches('\n').count(), "character": before[start..].encode_utf16().count()});
        json!({"textDocument": {"uri": uri}, "position": position})
    }

    #[track_caller]
    fn ask(&mut self, method: &str, path: &str, mark: &str) -> Value {
        let parameters = self.at(path, mark);
        self.client.ask(method, parameters)
    }

    #[track_caller]
    fn rename(&mut self, path: &str, mark: &str, new: &str) -> Value {
        let mut parameters = self.at(path, mark);
        parameters["newName"] = json!(new);
        self.client.ask("textDocument/rename", parameters)
    }

    /// Changes all files as the answer to a rename says. Versions are those of open documents, and null for others.
    #[track_caller]
    fn apply(&mut self, edit: &Value) {
        for document in edit["documentChanges"].as_array().unwrap() {
            let uri = document["textDocument"]["uri"].as_str().unwrap().to_owned();
            assert_eq!(document["textDocument"]["version"].as_i64(), self.versions.get(&uri).copied(), "{uri}");
            let mut text = self.texts[&uri].clone();
            let mut edits = document["edits"].as_array().unwrap().clone();
            edits.sort_by_key(|edit| std::cmp::Reverse(offset(&text, &edit["range"]["start"])));
            for edit in edits {
                let (start, end) = (offset(&text, &edit["range"]["start"]), offset(&text, &edit["range"]["end"]));
                text.replace_range(start..end, edit["newText"].as_str().unwrap());
            }
            self.set(&uri, &text);
        }
    }

    /// Lines of places: `api/Dockerfile:2`, counted from 1.
    fn lines(&self, locations: &Value) -> Vec<String> {
        let root = format!("{}/", uri(self.folder.path()));
        let line = |location: &Value| {
            let file = location["uri"].as_str().unwrap().strip_prefix(&root).unwrap().to_owned();
            format!("{file}:{}", location["range"]["start"]["line"].as_u64().unwrap() + 1)
        };
        locations.as_array().unwrap().iter().map(line).collect()
    }

    /// What the lens on who builds a stage says.
    fn built_by(&mut self, path: &str, stage: usize) -> Value {
        let uri = self.uri(path);
        let lenses = self.client.ask("textDocument/codeLens", json!({"textDocument": {"uri": uri}}));
        let lens = lenses[2 * stage + 1].clone();
        self.client.ask("codeLens/resolve", lens)["command"].clone()
    }
}

/// The byte of a position in UTF-16.
fn offset(text: &str, position: &Value) -> usize {
    let line: usize = text.split_inclusive('\n').take(position["line"].as_u64().unwrap() as usize).map(str::len).sum();
    let mut units = position["character"].as_u64().unwrap() as usize;
    let mut at = line;
    for c in text[line..].chars() {
        if units == 0 {
            break;
        }
        units -= c.len_utf16();
        at += c.len_utf8();
    }
    at
}

const REPOSITORY: [(&str, &str); 4] =
    [("api/Dockerfile", DOCKERFILE), ("compose.yaml", COMPOSE), ("docker-bake.hcl", BAKE), (".github/workflows/ci.yml", WORKFLOW)];

fn versions() -> Value {
    json!({"workspace": {"workspaceEdit": {"documentChanges": true}}})
}

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

#[test]
fn a_mistyped_target_is_found_while_it_is_typed() {
    let mut opened = Opened::new(&REPOSITORY, json!({}));
    let (compose, dockerfile) = (opened.uri("compose.yaml"), opened.uri("api/Dockerfile"));
    opened.open("compose.yaml");
    assert_eq!(opened.client.diagnostics(&compose)["diagnostics"], json!([]));
    opened.set(&compose, &COMPOSE.replace("\"dev\"", "\"dve\""));
    let sent = opened.client.diagnostics(&compose);
    assert_eq!((&sent["version"], &sent["diagnostics"][0]["code"]), (&json!(2), &json!("unknown-build-target")), "{sent}");
    assert_eq!(sent["diagnostics"][0]["range"], range((6, 15), (6, 18)));
    let message = sent["diagnostics"][0]["message"].as_str().unwrap();
    assert!(message.ends_with("Did you mean `dev`?"), "{message}");
    // It is right once the Dockerfile has such a stage, saved or not.
    opened.open("api/Dockerfile");
    opened.set(&dockerfile, &DOCKERFILE.replace("AS dev", "AS dve").replace("=dev", "=dve"));
    let fixed = |sent: &Value| sent["diagnostics"].as_array().unwrap().iter().all(|one| one["range"]["start"]["line"] != 6);
    while !fixed(&opened.client.diagnostics(&compose)) {}
    opened.client.close(&compose);
    while opened.client.diagnostics(&compose)["diagnostics"] != json!([]) {}
}

#[test]
fn a_client_that_asks_gets_the_same() {
    let compose = COMPOSE.replace("\"dev\"", "\"dve\"");
    let files = [("api/Dockerfile", DOCKERFILE), ("compose.yaml", compose.as_str())];
    let mut opened = Opened::new(&files, json!({"textDocument": {"diagnostic": {}}}));
    opened.open("compose.yaml");
    let uri = opened.uri("compose.yaml");
    let report = opened.client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
    assert_eq!(report["items"][0]["code"], "unknown-build-target", "{report}");
    let again = json!({"textDocument": {"uri": uri}, "previousResultId": report["resultId"]});
    assert_eq!(opened.client.ask("textDocument/diagnostic", again)["kind"], "unchanged");
}

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

/// What a build file says counts as it is in the editor, and what is on disk when it is closed.
#[test]
fn lenses_follow_open_build_files() {
    let shows = json!({"experimental": {"commands": {"commands": ["dflint.showReferences"]}}});
    let mut opened = Opened::new(&[("api/Dockerfile", DOCKERFILE), ("compose.yaml", COMPOSE)], shows);
    let (compose, new) = (opened.uri("compose.yaml"), opened.folder.path().join("compose.new.yaml"));
    opened.open("api/Dockerfile");
    let lens = opened.built_by("api/Dockerfile", 1);
    assert_eq!(
        (&lens["title"], &lens["command"]),
        (&json!("built by compose:web, compose:job, compose:same"), &json!("dflint.showReferences"))
    );
    assert_eq!(opened.lines(&lens["arguments"][2]), ["compose.yaml:3", "compose.yaml:7"]);
    opened.open("compose.yaml");
    opened.set(&compose, &COMPOSE.replace("target: dev", "target: base"));
    assert_eq!(opened.built_by("api/Dockerfile", 0)["title"], "built by compose:web");
    assert_eq!(opened.built_by("api/Dockerfile", 1)["title"], "built by compose:job, compose:same");
    opened.client.close(&compose);
    assert_eq!(opened.built_by("api/Dockerfile", 0)["title"], "needed by dev");
    // On disk.
    fs::write(opened.path(&compose), COMPOSE.replace("target: dev", "target: base")).unwrap();
    opened.client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": compose, "type": 2}]}));
    assert_eq!(opened.built_by("api/Dockerfile", 0)["title"], "built by compose:web");
    fs::write(&new, "services:\n  more:\n    build: {context: api, target: base}\n").unwrap();
    opened.client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri(&new), "type": 1}]}));
    let title = opened.built_by("api/Dockerfile", 0)["title"].clone();
    assert!(title.as_str().is_some_and(|title| title.contains("compose:more")), "{title}");
}

/// The client is asked to show anew what depends on build files, once they have been quiet for a while.
#[test]
fn what_depends_on_build_files_is_shown_anew() {
    let capabilities = json!({"workspace": {"codeLens": {"refreshSupport": true}, "diagnostics": {"refreshSupport": true}}, "textDocument": {"diagnostic": {}}});
    let mut opened = Opened::new(&REPOSITORY, capabilities);
    opened.open("compose.yaml");
    for text in ["a", "ab", "abc"] {
        opened.set(&opened.uri("compose.yaml"), text);
    }
    let asked = |opened: &Opened, method: &str| opened.client.asked.iter().filter(|asked| asked["method"] == method).count();
    while asked(&opened, "workspace/codeLens/refresh") == 0 {
        opened.client.ask("workspace/symbol", json!({"query": "none"}));
    }
    assert_eq!(asked(&opened, "workspace/diagnostic/refresh"), 1);
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
