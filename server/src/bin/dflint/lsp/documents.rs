//! The one task that owns the texts of open documents.
//!
//! It does nothing slow: an edit changes a rope and tells the tree of it, a question is answered with a snapshot that computes nothing
//! yet. So it is never behind, and messages to it never wait.
//!
//! Of the documents that were asked for last, the snapshot is kept; of the others nothing but the text, since editors have open what
//! nobody looks at. What is asked of these is computed anew, which takes a millisecond for most.

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dflint::syntax::EditPoints;
use dflint::text::{LiveText, Replaced};
use tokio::sync::{mpsc, oneshot};
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};
use tracing::debug;

use super::around::{Around, Asked, BuildFile, File};
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
    Ask(Uri, oneshot::Sender<Option<Asked>>),
    Around(oneshot::Sender<Around>),
    All(oneshot::Sender<Vec<Arc<Snapshot>>>),
}

/// A document may have other diagnostics now.
pub(super) struct Changed {
    pub uri: Uri,
    /// Another document has changed, and not this one: there is no hurry.
    pub by_another: bool,
}

impl Documents {
    /// Starts the owner. It says in `changed` which documents have changed, were opened or closed, and in `around` which build files
    /// were, on which answers for all Dockerfiles depend.
    pub(super) fn start(
        workspace: Arc<Workspace>,
        changed: mpsc::UnboundedSender<Changed>,
        around: mpsc::UnboundedSender<PathBuf>,
    ) -> Self {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let (open, build_files) = (HashMap::new(), HashMap::new());
            let mut owner = Owner { open, build_files, asked: VecDeque::new(), states: 0, workspace, changed, around };
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

    /// An open document of either kind, and what else is open, as they are after all messages up to now.
    pub(super) fn ask(&self, uri: Uri) -> impl Future<Output = Option<Asked>> + use<> {
        let (sender, receiver) = oneshot::channel();
        self.send(Message::Ask(uri, sender));
        async { receiver.await.ok().flatten() }
    }

    /// Everything that is open. None if the server ends.
    pub(super) fn around(&self) -> impl Future<Output = Option<Around>> + use<> {
        let (sender, receiver) = oneshot::channel();
        self.send(Message::Around(sender));
        async { receiver.await.ok() }
    }

    /// All open Dockerfiles.
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
    build_files: HashMap<Uri, OpenBuildFile>,
    /// The documents with a snapshot, that which was asked for last behind.
    asked: VecDeque<Uri>,
    /// How many states of documents there were so far.
    states: u64,
    workspace: Arc<Workspace>,
    changed: mpsc::UnboundedSender<Changed>,
    around: mpsc::UnboundedSender<PathBuf>,
}

struct OpenBuildFile {
    path: PathBuf,
    version: i32,
    state: u64,
    text: LiveText,
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
                } else if let Some(closed) = self.build_files.remove(&uri) {
                    self.workspace.repositories.set_live(&closed.path, None);
                    self.build_file_has_changed(uri, closed.path);
                }
            }
            Message::Renew => {
                if !self.workspace.settings().build_files {
                    self.close_build_files();
                }
                self.forget_snapshots();
                for uri in self.open.keys().chain(self.build_files.keys()) {
                    self.tell(uri, false);
                }
            }
            // Whoever has asked may have been cancelled.
            Message::Get(uri, answer) => drop(answer.send(self.get(&uri))),
            Message::Ask(uri, answer) => drop(answer.send(self.asked(&uri))),
            Message::Around(answer) => drop(answer.send(self.around())),
            Message::All(answer) => drop(answer.send(self.open.iter().map(|(uri, open)| open.snapshot(uri, &self.workspace)).collect())),
        }
    }

    fn open(&mut self, document: TextDocumentItem) {
        let TextDocumentItem { uri, language_id, version, text } = document;
        if !is_dockerfile(&uri, &language_id) {
            let is_wanted = self.workspace.settings().build_files;
            let path = convert::path_from(&uri).filter(|path| is_wanted && self.workspace.repositories.kind(path).is_some());
            match path {
                Some(path) => self.open_build_file(uri, path, version, &text),
                None => debug!("{} is {language_id}, and left alone", uri.as_str()),
            }
            return;
        }
        if let Some(path) = convert::path_from(&uri) {
            self.workspace.repositories.is_opened(&path);
        }
        self.states += 1;
        let open = Open { version, state: self.states, text: LiveText::new(&text), earlier: None, snapshot: None };
        // Helix does so now and then, when the server has just started.
        if self.open.insert(uri.clone(), open).is_some() {
            debug!("{} was opened twice; the second text counts", uri.as_str());
        }
        self.has_changed(uri);
    }

    /// A file around Dockerfiles. From now on its text counts, and not what is on disk.
    fn open_build_file(&mut self, uri: Uri, path: PathBuf, version: i32, text: &str) {
        self.states += 1;
        let open = OpenBuildFile { path, version, state: self.states, text: LiveText::new(text) };
        self.workspace.repositories.is_opened(&open.path);
        self.workspace.repositories.set_live(&open.path, Some(open.text.clone()));
        let path = open.path.clone();
        self.build_files.insert(uri.clone(), open);
        self.build_file_has_changed(uri, path);
    }

    /// They are not wanted any more: what is on disk counts, and nothing is said of them.
    fn close_build_files(&mut self) {
        for (uri, closed) in std::mem::take(&mut self.build_files) {
            self.workspace.repositories.set_live(&closed.path, None);
            self.tell(&uri, false);
        }
    }

    fn change(&mut self, uri: Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        if let Some(open) = self.build_files.get_mut(&uri) {
            self.states += 1;
            (open.version, open.state) = (version, self.states);
            for change in changes {
                replace(&mut open.text, &change, &self.workspace);
            }
            self.workspace.repositories.set_live(&open.path, Some(open.text.clone()));
            let path = open.path.clone();
            self.build_file_has_changed(uri, path);
            return;
        }
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

    fn asked(&mut self, uri: &Uri) -> Option<Asked> {
        let file = match self.build_files.get(uri) {
            Some(OpenBuildFile { path, version, state, text }) => {
                let (path, text, workspace) = (path.clone(), text.clone(), self.workspace.clone());
                File::Build(Arc::new(BuildFile::new(uri.clone(), path, (*version, *state), text, workspace)))
            }
            None => File::Dockerfile(self.get(uri)?),
        };
        Some(Asked { file, around: self.around() })
    }

    /// To make the snapshots costs nothing.
    fn around(&self) -> Around {
        let snapshots = self.open.iter().map(|(uri, open)| open.snapshot(uri, &self.workspace));
        let dockerfiles = snapshots.filter_map(|snapshot| Some((snapshot.path.clone()?, snapshot))).collect();
        let build_files = self.build_files.iter().map(|(uri, open)| (open.path.clone(), (uri.clone(), open.version))).collect();
        Around { workspace: self.workspace.clone(), dockerfiles, build_files }
    }

    /// A Dockerfile has changed: what build files say of its stages may be wrong now, or right.
    fn has_changed(&self, uri: Uri) {
        self.tell(&uri, false);
        for build_file in self.build_files.keys() {
            self.tell(build_file, true);
        }
    }

    /// Whatever was computed for Dockerfiles with the repository as it was before is forgotten.
    fn build_file_has_changed(&mut self, uri: Uri, path: PathBuf) {
        self.forget_snapshots();
        self.tell(&uri, false);
        for other in self.open.keys().chain(self.build_files.keys().filter(|other| **other != uri)) {
            self.tell(other, true);
        }
        let _ = self.around.send(path);
    }

    fn forget_snapshots(&mut self) {
        for open in self.open.values_mut() {
            self.states += 1;
            open.state = self.states;
            open.forget_snapshot();
        }
    }

    fn tell(&self, uri: &Uri, by_another: bool) {
        // Nobody listens if the client asks for diagnostics itself.
        let _ = self.changed.send(Changed { uri: uri.clone(), by_another });
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
        let Some(replaced) = replace(&mut self.text, change, workspace) else {
            self.earlier = None;
            return;
        };
        let Replaced { old, inserted, start, old_end, new_end } = replaced;
        if let Some(Earlier { tree, .. }) = &mut self.earlier {
            tree.edit(old, inserted, EditPoints { start, old_end, new_end });
        }
    }
}

/// None if the whole text was replaced.
fn replace(text: &mut LiveText, change: &TextDocumentContentChangeEvent, workspace: &Workspace) -> Option<Replaced> {
    let Some(range) = change.range else {
        *text = LiveText::new(&change.text);
        return None;
    };
    let [start, end] = [range.start, range.end].map(convert::position_from);
    Some(text.replace(start, end, &change.text, workspace.supports.encoding))
}

fn is_dockerfile(uri: &Uri, language: &str) -> bool {
    let is_named_so = |uri: &Uri| dockerfiles::is_dockerfile(Path::new(&*uri.path().decode().to_string_lossy()));
    LANGUAGES.iter().any(|known| known.eq_ignore_ascii_case(language)) || is_named_so(uri)
}
