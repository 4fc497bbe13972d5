//! What the server offers once the client is ready, by `client/registerCapability`: that files are watched, and what it answers in files
//! around Dockerfiles.
//!
//! What `initialize` offers holds for the documents that the client has chosen, which are Dockerfiles. Files that say what is built have
//! the languages of others, YAML above all; so they are named by their patterns, and only what has an answer there is offered: never
//! formatting, colours or folds. A client that cannot register the synchronization of documents is not asked: either it sends such
//! files, because somebody has told it so, and what `initialize` offers holds for them too, or it does not.

use std::sync::Arc;

use dflint::project::{PATTERNS, scripts_without_ending};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tower_lsp::ls_types::WatchKind;
use tower_lsp::ls_types::{Registration, TextDocumentClientCapabilities, Unregistration};
use tracing::warn;

use super::builds;
use super::capabilities;
use super::documents::LANGUAGES;
use super::session::Session;
use super::settings::SECTION;

/// Beside what says what is built, configuration is watched. Scripts without an ending are not, nor files that only others name.
const WATCHED: [&str; 7] = [
    "**/dflint.toml",
    "**/.dflint.toml",
    "**/.dockerignore",
    "**/*.dockerignore",
    "**/.gitignore",
    "**/.env",
    "**/*{Dockerfile,dockerfile,Containerfile,containerfile}*",
];

const DIAGNOSTIC: &str = "textDocument/diagnostic";

/// The methods that have an answer in build files, each with the ability of the client that it belongs to.
const IN_BUILD_FILES: [(&str, &str); 11] = [
    ("textDocument/didOpen", "synchronization"),
    ("textDocument/didChange", "synchronization"),
    ("textDocument/didClose", "synchronization"),
    ("textDocument/completion", "completion"),
    ("textDocument/hover", "hover"),
    ("textDocument/definition", "definition"),
    ("textDocument/declaration", "declaration"),
    ("textDocument/references", "references"),
    ("textDocument/documentHighlight", "documentHighlight"),
    ("textDocument/rename", "rename"),
    ("textDocument/documentLink", "documentLink"),
];

/// What of documents the client can have registered.
#[derive(Clone, Debug, Default)]
pub(super) struct Registrable {
    build_files: Vec<&'static str>,
    diagnostics: bool,
}

impl Registrable {
    pub(super) fn of(client: &TextDocumentClientCapabilities) -> Self {
        let abilities = serde_json::to_value(client).unwrap_or_default();
        let is = |ability: &str| abilities.get(ability).and_then(|ability| ability.get("dynamicRegistration")) == Some(&Value::Bool(true));
        if !is("synchronization") {
            return Self::default();
        }
        let build_files = IN_BUILD_FILES.iter().filter(|(_, ability)| is(ability)).map(|(method, _)| *method);
        Self { build_files: build_files.collect(), diagnostics: is("diagnostic") }
    }

    /// Whether the client is asked to ask for diagnostics later, then of Dockerfiles and build files at once. Were it two offers, VS Code
    /// would show twice what it is told of the workspace and of an open file.
    pub(super) const fn diagnostics(&self) -> bool {
        self.diagnostics
    }
}

/// What the client has registered.
#[derive(Default)]
pub(super) struct Registered {
    /// Whether it is for build files; none: nothing was asked for yet.
    for_build_files: Option<bool>,
    methods: Vec<String>,
}

pub(super) type SharedRegistered = Arc<Mutex<Registered>>;

/// What does not depend on settings.
pub(super) async fn start(session: &Session) {
    let supports = &session.workspace.supports;
    let mut wanted = Vec::new();
    if supports.watched_files_registration {
        let patterns = WATCHED.into_iter().chain(PATTERNS.iter().map(|(_, pattern)| *pattern));
        let mut watchers: Vec<_> = patterns.map(|pattern| json!({"globPattern": pattern})).collect();
        // Any file may be one that a Dockerfile copies: whether it is there counts, and not what is in it.
        watchers.push(json!({"globPattern": "**/*", "kind": WatchKind::Create | WatchKind::Delete}));
        wanted.push(registration("workspace/didChangeWatchedFiles", json!({"watchers": watchers})));
    }
    if supports.configuration_registration {
        wanted.push(registration("workspace/didChangeConfiguration", json!({"section": SECTION})));
    }
    // The types of LSP that this program uses have no other way to offer it.
    if supports.type_hierarchy_registration {
        let languages = LANGUAGES.map(|language| json!({"language": language}));
        wanted.push(registration("textDocument/prepareTypeHierarchy", json!({"documentSelector": languages})));
    }
    register(session, wanted).await;
}

/// What is answered in build files, if the settings want it; and taken back, if they no more do.
pub(super) async fn follow_settings(session: &Session) {
    let supports = &session.workspace.supports;
    // Settings that change meanwhile wait for their turn.
    let mut registered = session.registered.lock().await;
    let with_build_files = session.workspace.settings().build_files;
    if registered.for_build_files == Some(with_build_files) {
        return;
    }
    let old = std::mem::take(&mut registered.methods);
    if !old.is_empty()
        && let Err(error) = session.client.unregister_capability(old.iter().map(|method| unregistration(method)).collect()).await
    {
        warn!("the client does not take back what was offered: {error}");
    }
    let mut wanted = Vec::new();
    if with_build_files {
        let selector = build_files();
        wanted.extend(supports.registrable.build_files.iter().map(|method| registration(method, options(method, &selector))));
    }
    // Behind the synchronization: what is open is to be known when diagnostics are asked for.
    if supports.pull_diagnostics && supports.registrable.diagnostics() {
        let mut selector = dockerfiles();
        if with_build_files {
            selector.extend(build_files());
        }
        let options = serde_json::to_value(capabilities::offer_diagnostics()).unwrap_or_default();
        wanted.push(registration(DIAGNOSTIC, for_documents(options, selector)));
    }
    registered.methods = wanted.iter().map(|registration| registration.method.clone()).collect();
    registered.for_build_files = Some(with_build_files);
    register(session, wanted).await;
}

/// A client that refuses goes without.
async fn register(session: &Session, wanted: Vec<Registration>) {
    if !wanted.is_empty()
        && let Err(error) = session.client.register_capability(wanted).await
    {
        warn!("the client does not register what it offers: {error}");
    }
}

fn options(method: &str, selector: &[Value]) -> Value {
    let options = match method {
        "textDocument/didChange" => json!({"syncKind": 2}),
        "textDocument/completion" => json!({"triggerCharacters": builds::TRIGGERS, "resolveProvider": false}),
        "textDocument/rename" => json!({"prepareProvider": true}),
        "textDocument/documentLink" => json!({"resolveProvider": false}),
        _ => json!({}),
    };
    for_documents(options, selector.to_vec())
}

fn for_documents(mut options: Value, selector: Vec<Value>) -> Value {
    if let Some(options) = options.as_object_mut() {
        options.insert("documentSelector".to_owned(), Value::Array(selector));
    }
    options
}

fn build_files() -> Vec<Value> {
    let by_name = PATTERNS.iter().map(|(_, pattern)| json!({"scheme": "file", "pattern": pattern}));
    let without_ending = json!({"scheme": "file", "language": "shellscript", "pattern": scripts_without_ending()});
    by_name.chain([without_ending]).collect()
}

fn dockerfiles() -> Vec<Value> {
    let of = |language: &'static str| ["file", "untitled"].map(|scheme| json!({"scheme": scheme, "language": language}));
    LANGUAGES.into_iter().flat_map(of).collect()
}

fn registration(method: &str, options: Value) -> Registration {
    Registration { id: id(method), method: method.to_owned(), register_options: Some(options) }
}

fn unregistration(method: &str) -> Unregistration {
    Unregistration { id: id(method), method: method.to_owned() }
}

fn id(method: &str) -> String {
    format!("dflint-{method}")
}
