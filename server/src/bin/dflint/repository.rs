//! Finds and reads the files of a repository that may say how its Dockerfiles are built.
//!
//! The root of a repository is the nearest folder above a Dockerfile with a `.git`; without one it is the folder that the user has named
//! or opened, else the Dockerfile's own, without what lies below. What `.gitignore` names is left out. A repository with more files than
//! the limits allow is read up to there, and counts as not fully read: then nothing is said to be unbuilt.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use dflint::project::{Builds, FileKind, Loaded, Repository, Sources};
use ignore::WalkBuilder;

use crate::dockerfiles;

/// So many files and folders are looked at.
const MAX_ENTRIES: usize = 300_000;
/// So many files are read.
const MAX_FILES: usize = 5_000;
/// A build file is no larger, in bytes.
const MAX_SIZE: u64 = 1 << 20;

/// Repositories, each read once, when somebody asks what it builds.
#[derive(Default)]
pub(crate) struct Repositories {
    /// Folders that the user has named or opened.
    roots: Vec<PathBuf>,
    known: Mutex<HashMap<Root, Arc<OnceLock<Arc<Loaded>>>>>,
    /// By the path of the Dockerfile.
    builds: Mutex<HashMap<PathBuf, Arc<Builds>>>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Root {
    folder: PathBuf,
    /// Whether what lies in folders below counts too.
    below: bool,
}

/// A repository, as it is seen from one of its folders.
pub(crate) struct Opened {
    pub loaded: Arc<Loaded>,
    root: PathBuf,
    /// The folder, made absolute.
    pub folder: PathBuf,
}

impl Opened {
    /// Where a file of the repository lies.
    pub(crate) fn path_of(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }
}

impl Repositories {
    pub(crate) fn new(roots: &[PathBuf]) -> Self {
        Self { roots: roots.iter().map(|root| absolute(root)).collect(), ..Self::default() }
    }

    /// The builds that the repository of a Dockerfile has of it.
    pub(crate) fn of(&self, dockerfile: &Path) -> Option<Arc<Builds>> {
        let path = absolute(dockerfile);
        if let Some(builds) = lock(&self.builds).get(&path) {
            return Some(builds.clone());
        }
        let root = self.root(path.parent()?);
        let shown = path.strip_prefix(&root.folder).ok().and_then(slashes)?;
        let builds = Arc::new(Builds::new(shown, self.loader(root)));
        lock(&self.builds).insert(path, builds.clone());
        Some(builds)
    }

    /// The repository of a folder.
    pub(crate) fn open(&self, folder: &Path) -> Option<Opened> {
        let folder = absolute(folder);
        let root = self.root(&folder);
        let path = root.folder.clone();
        folder.is_dir().then(|| Opened { loaded: self.loader(root)(), root: path, folder })
    }

    fn loader(&self, root: Root) -> impl Fn() -> Arc<Loaded> + Send + Sync + use<> {
        let loaded = lock(&self.known).entry(root.clone()).or_default().clone();
        move || loaded.get_or_init(|| Arc::new(read_all(&root))).clone()
    }

    /// `own` is the folder of a Dockerfile.
    fn root(&self, own: &Path) -> Root {
        let with_git = own.ancestors().find(|folder| folder.join(".git").exists());
        let named = || self.roots.iter().filter(|root| own.starts_with(root)).min_by_key(|root| root.components().count());
        match with_git.or_else(|| named().map(PathBuf::as_path)) {
            Some(folder) => Root { folder: folder.to_owned(), below: true },
            None => Root { folder: own.to_owned(), below: false },
        }
    }
}

fn read_all(root: &Root) -> Loaded {
    let mut complete = true;
    let (mut files, mut dockerfiles) = (Vec::new(), Vec::new());
    let walk = WalkBuilder::new(&root.folder)
        .hidden(false)
        .require_git(false)
        .max_depth((!root.below).then_some(1))
        .filter_entry(|entry| entry.file_name() != ".git" && entry.file_name() != "node_modules")
        .build();
    for (count, entry) in walk.enumerate() {
        if count >= MAX_ENTRIES {
            complete = false;
            break;
        }
        // A folder that cannot be read may hold anything.
        let Ok(entry) = entry else {
            complete = false;
            continue;
        };
        if entry.file_type().is_none_or(|kind| kind.is_dir()) {
            continue;
        }
        let Some(shown) = entry.path().strip_prefix(&root.folder).ok().and_then(slashes) else { continue };
        if dockerfiles::is_dockerfile(entry.path()) {
            dockerfiles.push(shown);
        } else if FileKind::of(&shown).is_some() {
            match read(entry.path()) {
                Some(text) if files.len() < MAX_FILES => files.push((shown, text)),
                _ => complete = false,
            }
        }
    }
    let mut repository = Repository::read(Sources::new(files, dockerfiles));
    repository.find_dockerfiles(|path| is_there(&root.folder.join(path)));
    Loaded { repository, complete }
}

/// None if the folder is missing or has nothing in it.
fn is_there(path: &Path) -> Option<bool> {
    let is_used = |folder: &Path| fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    (path.is_file() || path.parent().is_some_and(is_used)).then(|| path.is_file())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// None of what is too large or cannot be read.
fn read(path: &Path) -> Option<Vec<u8>> {
    let size = fs::metadata(path).ok().filter(fs::Metadata::is_file)?.len();
    (size <= MAX_SIZE).then(|| fs::read(path).ok()).flatten()
}

fn absolute(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // `/a/./b` and `/a/x/../b` are no good for comparisons.
    let mut plain = PathBuf::new();
    for part in absolute.components() {
        match part {
            std::path::Component::ParentDir => {
                plain.pop();
            }
            std::path::Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

/// With `/` between its parts; none of what is no UTF-8.
fn slashes(path: &Path) -> Option<String> {
    Some(path.to_str()?.replace(std::path::MAIN_SEPARATOR, "/"))
}
