//! From `initialize` on: what handlers work with.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{MessageType, Uri};
use tracing::{error, warn};

use super::around::Asked;
use super::diagnostics;
use super::documents::Documents;
use super::registration::SharedRegistered;
use super::snapshot::Snapshot;
use super::workspace::Workspace;

/// How many answers are computed at the same time.
pub(super) const WORKERS: usize = 4;

/// How long nothing around Dockerfiles must have changed before the client is asked to show anew what depends on it.
const QUIET: Duration = Duration::from_millis(300);

#[derive(Clone)]
pub(super) struct Session {
    pub client: Client,
    pub workspace: Arc<Workspace>,
    pub documents: Documents,
    pub registered: SharedRegistered,
    workers: Arc<Semaphore>,
}

impl Session {
    pub(super) fn start(client: Client, workspace: Workspace) -> Self {
        let workspace = Arc::new(workspace);
        let (sender, changed) = mpsc::unbounded_channel();
        let (around, around_changed) = mpsc::unbounded_channel();
        let documents = Documents::start(workspace.clone(), sender, around);
        let workers = Arc::new(Semaphore::new(WORKERS));
        let session = Self { client, workspace, documents, registered: SharedRegistered::default(), workers };
        if !session.workspace.supports.pull_diagnostics {
            tokio::spawn(diagnostics::publish(session.clone(), changed));
        }
        tokio::spawn(session.clone().refresh_when_quiet(around_changed));
        session
    }

    /// Answers a question about an open document from the version that is the newest one now, not when the answer is awaited. For a
    /// document that is not open, or is no Dockerfile, there is no answer.
    pub(super) fn answer<T, F>(&self, uri: Uri, compute: F) -> impl Future<Output = Result<Option<T>>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Snapshot) -> T + Send + 'static,
    {
        let snapshot = self.documents.get(uri);
        let session = self.clone();
        async move {
            let Some(snapshot) = snapshot.await else { return Ok(None) };
            session.compute(move || compute(&snapshot)).await.map(Some)
        }
    }

    /// The same for a document of either kind, with what else is open. None if nothing can be said.
    pub(super) fn answer_around<T, F>(&self, uri: Uri, compute: F) -> impl Future<Output = Result<Option<T>>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Asked) -> Option<T> + Send + 'static,
    {
        let asked = self.documents.ask(uri);
        let session = self.clone();
        async move {
            let Some(asked) = asked.await else { return Ok(None) };
            session.compute(move || compute(&asked)).await
        }
    }

    /// Computes something on a blocking thread. A fault of dflint becomes an error, which the user is told of.
    pub(super) async fn compute<T: Send + 'static>(&self, compute: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let permit = self.workers.clone().acquire_owned().await;
        let outcome = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            catch_unwind(AssertUnwindSafe(compute))
        });
        match outcome.await {
            Ok(Ok(answer)) => Ok(answer),
            _ => {
                error!("a computation panicked");
                let client = self.client.clone();
                tokio::spawn(async move { log_error(&client, fault("a request")).await });
                Err(Error::internal_error())
            }
        }
    }

    /// Shows what is wrong with configuration files, where the user does not know it yet.
    pub(super) async fn tell_mistakes(&self) {
        let mut mistakes = self.workspace.new_mistakes();
        mistakes.sort();
        if !mistakes.is_empty() {
            self.client.show_message(MessageType::WARNING, mistakes.join("\n")).await;
        }
    }

    /// Forgets what was computed with old settings, and has the diagnostics computed again.
    pub(super) fn renew(&self) {
        self.documents.renew();
        let session = self.clone();
        tokio::spawn(async move { session.refresh().await });
    }
}

impl Session {
    /// Of many changes in a row only the last counts; and of a file that no build had a part in, and has none now, such as most scripts are,
    /// none does.
    async fn refresh_when_quiet(self, mut changed: mpsc::UnboundedReceiver<PathBuf>) {
        let mut without_builds: HashSet<PathBuf> = HashSet::new();
        while let Some(first) = changed.recv().await {
            let mut paths = HashSet::from([first]);
            while let Ok(Some(path)) = tokio::time::timeout(QUIET, changed.recv()).await {
                paths.insert(path);
            }
            let workspace = self.workspace.clone();
            let look = move || paths.into_iter().map(|path| (workspace.repositories.has_builds(&path), path)).collect::<Vec<_>>();
            // Of a fault the user was told.
            let mut concerns = false;
            for (has_builds, path) in self.compute(look).await.unwrap_or_default() {
                concerns |= has_builds || !without_builds.contains(&path);
                match has_builds {
                    true => drop(without_builds.remove(&path)),
                    false => drop(without_builds.insert(path)),
                }
            }
            if concerns {
                self.refresh().await;
            }
        }
    }

    /// Has the client ask again for what may be another answer now, as far as it takes such requests.
    async fn refresh(&self) {
        let (client, supports) = (&self.client, &self.workspace.supports);
        let mut outcomes = Vec::new();
        if supports.pull_diagnostics {
            outcomes.push(client.workspace_diagnostic_refresh().await);
        }
        if supports.token_refresh {
            outcomes.push(client.semantic_tokens_refresh().await);
        }
        if supports.hint_refresh {
            outcomes.push(client.inlay_hint_refresh().await);
        }
        if supports.lens_refresh {
            outcomes.push(client.code_lens_refresh().await);
        }
        for error in outcomes.into_iter().filter_map(Result::err) {
            warn!("the client does not refresh what it shows: {error}");
        }
    }
}

pub(super) fn fault(what: &str) -> String {
    format!("dflint failed at {what}; this is a fault of dflint, please report it.")
}

pub(super) async fn log_error(client: &Client, message: String) {
    client.log_message(MessageType::ERROR, message).await;
}
