//! Build files that are open, and what is open beside a document: what questions across files are answered from.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use dflint::project::{FileId, Place};
use dflint::text::{ByteRange, LineIndex, LiveText};
use tower_lsp::ls_types::{Location, Position, Range, Uri};

use super::convert;
use super::snapshot::Snapshot;
use super::workspace::Workspace;
use crate::repository::Opened;

/// One version of one open file around Dockerfiles: a Compose file, a Bake file, a workflow.
pub(super) struct BuildFile {
    pub uri: Uri,
    pub path: PathBuf,
    pub version: i32,
    /// As that of a [`Snapshot`].
    pub state: u64,
    pub workspace: Arc<Workspace>,
    text: LiveText,
    known: OnceLock<(Vec<u8>, LineIndex)>,
}

/// An open document.
pub(super) enum File {
    Dockerfile(Arc<Snapshot>),
    Build(Arc<BuildFile>),
}

/// An open document, and what else is open.
pub(super) struct Asked {
    pub file: File,
    pub around: Around,
}

pub(super) struct Around {
    pub workspace: Arc<Workspace>,
    pub dockerfiles: HashMap<PathBuf, Arc<Snapshot>>,
    /// With their versions.
    pub build_files: HashMap<PathBuf, (Uri, i32)>,
}

/// The repository of a file, with places in it as editors have them.
pub(super) struct Repository<'a> {
    pub opened: Opened,
    pub around: &'a Around,
    indexes: RefCell<HashMap<FileId, Arc<LineIndex>>>,
}

impl File {
    pub(super) fn version(&self) -> Option<i32> {
        match self {
            Self::Dockerfile(snapshot) => snapshot.version,
            Self::Build(file) => Some(file.version),
        }
    }

    pub(super) fn state(&self) -> u64 {
        match self {
            Self::Dockerfile(snapshot) => snapshot.state,
            Self::Build(file) => file.state,
        }
    }
}

impl BuildFile {
    pub(super) fn new(uri: Uri, path: PathBuf, (version, state): (i32, u64), text: LiveText, workspace: Arc<Workspace>) -> Self {
        Self { uri, path, version, state, workspace, text, known: OnceLock::new() }
    }

    fn known(&self) -> &(Vec<u8>, LineIndex) {
        self.known.get_or_init(|| {
            let text = self.text.bytes();
            let index = LineIndex::new(&text);
            (text, index)
        })
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.known().0
    }

    pub(super) fn offset(&self, position: Position) -> u32 {
        let (text, index) = self.known();
        index.offset(text, convert::position_from(position), self.workspace.supports.encoding)
    }

    pub(super) fn range(&self, range: ByteRange) -> Range {
        let (text, index) = self.known();
        let position = |at| convert::position_to(index.position(text, at, self.workspace.supports.encoding));
        Range::new(position(range.start), position(range.end))
    }
}

impl Around {
    /// A Dockerfile, as it is open or on disk; none if it cannot be read.
    pub(super) fn dockerfile(&self, path: &Path) -> Option<Arc<Snapshot>> {
        if let Some(open) = self.dockerfiles.get(path) {
            return Some(open.clone());
        }
        let text = fs::read(path).ok()?;
        Some(Arc::new(Snapshot::file(convert::path_to(path)?, text, self.workspace.clone())))
    }

    /// The URI of a build file, and the version that is open.
    fn build_file(&self, path: &Path) -> Option<(Uri, Option<i32>)> {
        match self.build_files.get(path) {
            Some((uri, version)) => Some((uri.clone(), Some(*version))),
            None => Some((convert::path_to(path)?, None)),
        }
    }

    /// The repository of a file. It may have to be read: not for the protocol's thread.
    pub(super) fn repository(&self, path: &Path) -> Option<Repository<'_>> {
        let opened = self.workspace.repositories.open(path.parent()?)?;
        Some(Repository { opened, around: self, indexes: RefCell::default() })
    }
}

impl Repository<'_> {
    pub(super) fn facts(&self) -> &dflint::project::Repository {
        &self.opened.loaded.repository
    }

    /// A build file of the repository; none if it is left out: ignored, or too large.
    pub(super) fn find(&self, path: &Path) -> Option<FileId> {
        self.facts().sources().find(&self.opened.shown(path)?)
    }

    /// A Dockerfile, by its path below the root.
    pub(super) fn dockerfile(&self, path: &str) -> Option<Arc<Snapshot>> {
        self.around.dockerfile(&self.opened.path_of(path))
    }

    pub(super) fn uri(&self, file: FileId) -> Option<(Uri, Option<i32>)> {
        self.around.build_file(&self.opened.path_of(self.facts().sources().path(file)))
    }

    pub(super) fn range(&self, place: Place) -> Range {
        let text = self.facts().sources().text(place.file).as_bytes();
        let index = self.index(place.file);
        let position = |at| convert::position_to(index.position(text, at, self.around.workspace.supports.encoding));
        Range::new(position(place.range.start), position(place.range.end))
    }

    pub(super) fn location(&self, place: Place) -> Option<Location> {
        Some(Location::new(self.uri(place.file)?.0, self.range(place)))
    }

    /// As people write it: `ci/build.sh:12`.
    pub(super) fn shown(&self, place: Place) -> String {
        format!("{}:{}", self.facts().sources().path(place.file), self.index(place.file).line(place.range.start))
    }

    fn index(&self, file: FileId) -> Arc<LineIndex> {
        let new = || Arc::new(LineIndex::new(self.facts().sources().text(file).as_bytes()));
        self.indexes.borrow_mut().entry(file).or_insert_with(new).clone()
    }
}
