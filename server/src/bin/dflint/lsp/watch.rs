//! What changes around documents: the editor's settings, configuration files.

use std::path::Path;

use serde_json::Value;
use tower_lsp::ls_types::*;
use tracing::{debug, warn};

use super::convert;
use super::documents::LANGUAGES;
use super::session::Session;
use super::settings::{EditorSettings, SECTION};
use crate::dockerfiles;

/// The files whose changes the client is asked to tell: configuration, and whatever may say what is built, as `FileKind` knows it.
/// Scripts without an ending are not watched, nor files that only others name.
const WATCHED: [&str; 19] = [
    "**/dflint.toml",
    "**/.dflint.toml",
    "**/.dockerignore",
    "**/*.dockerignore",
    "**/.gitignore",
    "**/*{Dockerfile,dockerfile,Containerfile,containerfile}*",
    "**/*compose*.{yml,yaml}",
    "**/*{bake,Bake}*.{hcl,json}",
    "**/.github/workflows/*.{yml,yaml}",
    "**/action.{yml,yaml}",
    "**/{.circleci,.gitlab,.azure-pipelines,.pipelines}/**/*.{yml,yaml}",
    "**/*{gitlab-ci,azure-pipelines,skaffold}*.{yml,yaml}",
    "**/{Taskfile,taskfile}*.{yml,yaml}",
    "**/{Makefile,makefile,GNUmakefile,Justfile,justfile,.justfile,Tiltfile}",
    "**/Jenkinsfile*",
    "**/*.{mk,mak,just,sh,bash,zsh,bats}",
    "**/package.json",
    "**/.env",
    "**/{devcontainer,.devcontainer}.json",
];

/// Once the client is ready: asks for what it offers. A client that refuses goes without.
pub(super) async fn start(session: Session) {
    let supports = &session.workspace.supports;
    let mut wanted = Vec::new();
    if supports.watched_files_registration {
        let watchers = WATCHED.map(|pattern| FileSystemWatcher { glob_pattern: GlobPattern::String(pattern.to_owned()), kind: None });
        let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.to_vec() };
        wanted.push(registration("workspace/didChangeWatchedFiles", serde_json::to_value(options).ok()));
    }
    if supports.configuration_registration {
        wanted.push(registration("workspace/didChangeConfiguration", Some(serde_json::json!({"section": SECTION}))));
    }
    // The types of LSP that this program uses have no other way to offer it.
    if supports.type_hierarchy_registration {
        let languages = LANGUAGES.map(|language| serde_json::json!({"language": language}));
        let options = serde_json::json!({"documentSelector": languages});
        wanted.push(registration("textDocument/prepareTypeHierarchy", Some(options)));
    }
    if !wanted.is_empty()
        && let Err(error) = session.client.register_capability(wanted).await
    {
        warn!("the client does not register what it offers: {error}");
    }
    if supports.configuration {
        settings_changed(session, Value::Null).await;
    } else {
        show_mistakes(&session, &session.workspace.settings()).await;
    }
}

fn registration(method: &str, options: Option<Value>) -> Registration {
    Registration { id: format!("dflint-{method}"), method: method.to_owned(), register_options: options }
}

/// Takes the new settings: the client is asked for them if it can be, and otherwise has sent them.
pub(super) async fn settings_changed(session: Session, sent: Value) {
    let mut settings = sent;
    if session.workspace.supports.configuration {
        let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
        match session.client.configuration(vec![item]).await {
            Ok(values) => settings = values.into_iter().next().unwrap_or_default(),
            Err(error) => warn!("the client does not tell its settings: {error}"),
        }
    }
    // A client without settings has none to take those of its start back.
    if settings.is_null() {
        return;
    }
    let settings = EditorSettings::read(&settings);
    show_mistakes(&session, &settings).await;
    session.workspace.set_settings(settings);
    session.renew();
}

async fn show_mistakes(session: &Session, settings: &EditorSettings) {
    if !settings.mistakes.is_empty() {
        let message = format!("dflint: the settings are not all read. {}", settings.mistakes.join(" "));
        session.client.show_message(MessageType::WARNING, message).await;
    }
}

/// Files that the client watches have changed. Of a build file only what depends on it is read again; where a file comes or goes, the
/// repository is searched again; and for all others, configuration is read again too.
pub(super) fn files_changed(session: &Session, changes: &[FileEvent]) {
    if changes.is_empty() {
        forget_all(session);
    }
    for change in changes {
        match convert::path_from(&change.uri) {
            Some(path) => file_changed(session, &path, change.typ == FileChangeType::CHANGED),
            None => forget_all(session),
        }
    }
    session.workspace.forget_images();
    session.renew();
}

fn file_changed(session: &Session, path: &Path, is_there: bool) {
    let repositories = &session.workspace.repositories;
    let is_dockerfile = dockerfiles::is_dockerfile(path);
    match (is_dockerfile || repositories.kind(path).is_some(), is_there) {
        (true, true) if is_dockerfile => {}
        (true, true) => repositories.changed(path),
        (true, false) => repositories.forget_of(path),
        // What `.gitignore` leaves out, and where a repository begins.
        (false, _) => forget_all(session),
    }
}

fn forget_all(session: &Session) {
    session.workspace.forget_configs();
    session.workspace.repositories.forget();
}

/// A client that watches no files may have saved one that matters; perhaps others have changed too.
pub(super) fn saved(session: &Session, uri: &Uri) {
    session.workspace.forget_images();
    if !session.workspace.supports.watched_files_registration {
        forget_all(session);
        debug!("{} was saved, and everything is read again", uri.as_str());
        session.renew();
    }
}
