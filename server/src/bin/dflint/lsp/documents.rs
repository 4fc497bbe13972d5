//! The one task that owns the texts of open documents.
//!
//! It does nothing slow: an edit changes a rope and tells the tree of it, a question is answered with a snapshot that computes nothing
//! yet. So it is never behind, and messages to it never wait.
//!
//! Of the documents that were asked for last, the snapshot is kept; of the others nothing but the text, since editors have open what
//! nobody looks at. What is asked of these is computed anew, which takes a millisecond for most.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::Arc;

use dflint::syntax::EditPoints;
use dflint::text::{LiveText, Replaced};
use tokio::sync::{mpsc, oneshot};
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};
use tracing::debug;

use super::convert;
use super::snapshot::{Earlier, Snapshot};
use super::workspace::Workspace;
use crate::dockerfiles;

/// The languages an editor may call a Dockerfile.
pub(super) const LANGUAGES: [&str; 2] = ["dockerfile", "containerfile"];

/// How many documents have their snapshots kept.
const KEPT: usize = 8;

/// The way to the owner. Every call is a send that does not wait; calls are served in their order.
#[derive(Clone)]
pub(super) struct Documents {
    sender: mpsc::UnboundedSender<Message>,
}

enum Message {
    Open(TextDocumentItem),
    Change(Uri, i32, Vec<TextDocumentContentChangeEvent>),
    Close(Uri),
    Renew,
    Get(Uri, oneshot::Sender<Option<Arc<Snapshot>>>),
    All(oneshot::Sender<Vec<Arc<Snapshot>>>),
}

impl Documents {
    /// Starts the owner. It says in `changed` which documents have changed, were opened or closed.
    pub(super) fn start(workspace: Arc<Workspace>, changed: mpsc::UnboundedSender<Uri>) -> Self {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut owner = Owner { open: HashMap::new(), asked: VecDeque::new(), states: 0, workspace, changed };
            while let Some(message) = receiver.recv().await {
                owner.take(message);
            }
        });
        Self { sender }
    }

    pub(super) fn open(&self, document: TextDocumentItem) {
        self.send(Message::Open(document));
    }

    pub(super) fn change(&self, uri: Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        self.send(Message::Change(uri, version, changes));
    }

    pub(super) fn close(&self, uri: Uri) {
        self.send(Message::Close(uri));
    }

    /// Settings have changed: all that was computed with the old ones is forgotten.
    pub(super) fn renew(&self) {
        self.send(Message::Renew);
    }

    /// The document as it is after all messages up to now; none if it is not open, or no Dockerfile. The question is asked at once,
    /// not when the answer is awaited.
    pub(super) fn get(&self, uri: Uri) -> impl Future<Output = Option<Arc<Snapshot>>> + use<> {
        let (sender, receiver) = oneshot::channel();
        self.send(Message::Get(uri, sender));
        async { receiver.await.ok().flatten() }
    }

    /// All open documents.
    pub(super) fn all(&self) -> impl Future<Output = Vec<Arc<Snapshot>>> + use<> {
        let (sender, receiver) = oneshot::channel();
        self.send(Message::All(sender));
        async { receiver.await.unwrap_or_default() }
    }

    fn send(&self, message: Message) {
        // The owner ends with the program.
        let _ = self.sender.send(message);
    }
}

struct Owner {
    open: HashMap<Uri, Open>,
    /// The documents with a snapshot, that which was asked for last behind.
    asked: VecDeque<Uri>,
    /// How many states of documents there were so far.
    states: u64,
    workspace: Arc<Workspace>,
    changed: mpsc::UnboundedSender<Uri>,
}

struct Open {
    version: i32,
    /// See [`Snapshot::state`].
    state: u64,
    text: LiveText,
    /// None before the first version was computed, and after the whole text was replaced.
    earlier: Option<Earlier>,
    /// Of this version, if somebody has asked.
    snapshot: Option<Arc<Snapshot>>,
}

impl Owner {
    fn take(&mut self, message: Message) {
        match message {
            Message::Open(document) => self.open(document),
            Message::Change(uri, version, changes) => self.change(uri, version, changes),
            Message::Close(uri) => {
                self.asked.retain(|asked| *asked != uri);
                if self.open.remove(&uri).is_some() {
                    self.has_changed(uri);
                }
            }
            Message::Renew => {
                for open in self.open.values_mut() {
                    self.states += 1;
                    open.state = self.states;
                    open.forget_snapshot();
                }
                for uri in self.open.keys().cloned().collect::<Vec<_>>() {
                    self.has_changed(uri);
                }
            }
            // Whoever has asked may have been cancelled.
            Message::Get(uri, answer) => drop(answer.send(self.get(&uri))),
            Message::All(answer) => drop(answer.send(self.open.iter().map(|(uri, open)| open.snapshot(uri, &self.workspace)).collect())),
        }
    }

    fn open(&mut self, document: TextDocumentItem) {
        let TextDocumentItem { uri, language_id, version, text } = document;
        if !is_dockerfile(&uri, &language_id) {
            debug!("{} is {language_id}, and left alone", uri.as_str());
            return;
        }
        self.states += 1;
        let open = Open { version, state: self.states, text: LiveText::new(&text), earlier: None, snapshot: None };
        // Helix does so now and then, when the server has just started.
        if self.open.insert(uri.clone(), open).is_some() {
            debug!("{} was opened twice; the second text counts", uri.as_str());
        }
        self.has_changed(uri);
    }

    fn change(&mut self, uri: Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let Some(open) = self.open.get_mut(&uri) else {
            debug!("{} was changed and is not open", uri.as_str());
            return;
        };
        // Helix does so at `:reload`.
        if version <= open.version {
            debug!("{} had version {} and has {version} now", uri.as_str(), open.version);
        }
        open.forget_snapshot();
        open.version = version;
        self.states += 1;
        open.state = self.states;
        for change in changes {
            open.apply(&change, &self.workspace);
        }
        self.has_changed(uri);
    }

    fn get(&mut self, uri: &Uri) -> Option<Arc<Snapshot>> {
        let open = self.open.get_mut(uri)?;
        let snapshot = open.snapshot(uri, &self.workspace);
        open.snapshot = Some(snapshot.clone());
        if self.asked.back() != Some(uri) {
            self.asked.retain(|asked| asked != uri);
            self.asked.push_back(uri.clone());
        }
        if self.asked.len() > KEPT
            && let Some(open) = self.asked.pop_front().and_then(|uri| self.open.get_mut(&uri))
        {
            (open.snapshot, open.earlier) = (None, None);
        }
        Some(snapshot)
    }

    fn has_changed(&self, uri: Uri) {
        // Nobody listens if the client asks for diagnostics itself.
        let _ = self.changed.send(uri);
    }
}

impl Open {
    /// The snapshot that is kept, or a new one.
    fn snapshot(&self, uri: &Uri, workspace: &Arc<Workspace>) -> Arc<Snapshot> {
        let new = || {
            let Self { version, state, text, earlier, .. } = self;
            Arc::new(Snapshot::open(uri.clone(), *version, *state, text.clone(), earlier.clone(), workspace.clone()))
        };
        self.snapshot.clone().unwrap_or_else(new)
    }

    /// Keeps what the snapshot knows for the next one: the less has changed since, the more of it is taken over.
    fn forget_snapshot(&mut self) {
        if let Some(earlier) = self.snapshot.take().and_then(|snapshot| snapshot.earlier()) {
            self.earlier = Some(earlier);
        }
    }

    fn apply(&mut self, change: &TextDocumentContentChangeEvent, workspace: &Workspace) {
        let Some(range) = change.range else {
            self.text = LiveText::new(&change.text);
            self.earlier = None;
            return;
        };
        let [start, end] = [range.start, range.end].map(convert::position_from);
        let Replaced { old, inserted, start, old_end, new_end } = self.text.replace(start, end, &change.text, workspace.supports.encoding);
        if let Some(Earlier { tree, .. }) = &mut self.earlier {
            tree.edit(old, inserted, EditPoints { start, old_end, new_end });
        }
    }
}

fn is_dockerfile(uri: &Uri, language: &str) -> bool {
    let is_named_so = |uri: &Uri| dockerfiles::is_dockerfile(Path::new(&*uri.path().decode().to_string_lossy()));
    LANGUAGES.iter().any(|known| known.eq_ignore_ascii_case(language)) || is_named_so(uri)
}
