//! What changes around documents: the editor's settings, configuration files.

use std::path::Path;

use serde_json::Value;
use tower_lsp::ls_types::*;
use tracing::{debug, warn};

use super::convert;
use super::registration;
use super::session::Session;
use super::settings::{EditorSettings, SECTION};
use crate::dockerfiles;

/// Once the client is ready: asks for what it offers, and for its settings.
pub(super) async fn start(session: Session) {
    registration::start(&session).await;
    if session.workspace.supports.configuration {
        settings_changed(session, Value::Null).await;
    } else {
        show_mistakes(&session, &session.workspace.settings()).await;
        registration::follow_settings(&session).await;
    }
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
    if !settings.is_null() {
        let settings = EditorSettings::read(&settings);
        show_mistakes(&session, &settings).await;
        session.workspace.set_settings(settings);
        session.renew();
    }
    registration::follow_settings(&session).await;
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
    let mut matters = changes.is_empty();
    if changes.is_empty() {
        forget_all(session);
    }
    for change in changes {
        matters |= match convert::path_from(&change.uri) {
            Some(path) => file_changed(session, &path, change.typ == FileChangeType::CHANGED),
            None => {
                forget_all(session);
                true
            }
        };
    }
    if matters {
        session.workspace.forget_images();
        session.renew();
    }
}

/// Whether any answer depends on it.
fn file_changed(session: &Session, path: &Path, is_there: bool) -> bool {
    let repositories = &session.workspace.repositories;
    let is_dockerfile = dockerfiles::is_dockerfile(path);
    match (is_dockerfile || repositories.kind(path).is_some(), is_there) {
        (true, true) if is_dockerfile => {}
        (true, true) => repositories.changed(path),
        (true, false) => repositories.forget_of(path),
        // What is watched for its text, whatever it is called.
        (false, true) => forget_all(session),
        (false, false) if is_read(path) => forget_all(session),
        // A file that a Dockerfile copies is there now, or is not any more.
        (false, false) => return session.workspace.hangs_on(path),
    }
    true
}

/// Configuration, what ignore files leave out, and where a repository begins.
fn is_read(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    matches!(&*name, "dflint.toml" | ".dflint.toml" | ".gitignore" | ".ignore" | ".git") || name.ends_with(".dockerignore")
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
