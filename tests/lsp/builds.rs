//! Dockerfiles and the files that build them: what is asked across files, while some of them are open and others on disk.

mod answers;
mod diagnostics;
mod registration;
mod rename;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Client, uri};
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
