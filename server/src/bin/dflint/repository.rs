//! Finds and reads the files of a repository that may say how its Dockerfiles are built.
//!
//! The root of a repository is the nearest folder above a Dockerfile with a `.git`; without one it is the folder that the user has named
//! or opened, else the Dockerfile's own, without what lies below. What `.gitignore` names is left out, and so are vendored
//! trees: one of them is a repository of its own. A repository with more files than
//! the limits allow is read up to there, and counts as not fully read: then nothing is said to be unbuilt.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dflint::project::{Builds, FileKind, Loaded, Repository, Sources};
use dflint::text::LiveText;
use ignore::WalkBuilder;

use self::version::Version;
use crate::dockerfiles;
use crate::vendored::is_vendored;

mod version;

/// So many files and folders are looked at.
const MAX_ENTRIES: usize = 300_000;
/// So many files are read.
const MAX_FILES: usize = 5_000;
/// A build file is no larger, in bytes.
pub(crate) const MAX_SIZE: u64 = 1 << 20;

/// Repositories, each read when somebody asks what it builds, and again in part when one of its files changes.
#[derive(Default)]
pub(crate) struct Repositories {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Folders that the user has named or opened.
    roots: Vec<PathBuf>,
    /// By the folder of a file.
    root_of: HashMap<PathBuf, Arc<Root>>,
    versions: HashMap<Arc<Root>, Arc<Version>>,
    /// By the path of the Dockerfile.
    builds: HashMap<PathBuf, Arc<Builds>>,
    /// Build files that are open in an editor, by their paths.
    live: HashMap<PathBuf, LiveText>,
    /// Build files that the user has named: they are read even where a search leaves them out.
    named: BTreeSet<PathBuf>,
}

#[derive(PartialEq, Eq, Hash)]
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

    /// The path of a file from the root on, with `/` between its parts; none if it does not lie in the repository.
    pub(crate) fn shown(&self, path: &Path) -> Option<String> {
        absolute(path).strip_prefix(&self.root).ok().and_then(slashes)
    }
}

impl Repositories {
    pub(crate) fn new(roots: &[PathBuf]) -> Self {
        let repositories = Self::default();
        repositories.set_roots(roots);
        repositories
    }

    /// These build files are read even where `.gitignore` or an exclusion leaves them out: the user has named them.
    pub(crate) fn name(&self, files: &[PathBuf]) {
        if files.is_empty() {
            return;
        }
        lock(&self.state).named.extend(files.iter().map(|file| absolute(file)));
        self.forget();
    }

    /// The folders that the user has opened are others now: everything is read again.
    pub(crate) fn set_roots(&self, roots: &[PathBuf]) {
        lock(&self.state).roots = roots.iter().map(|root| absolute(root)).collect();
        self.forget();
    }

    /// Everything is read again, but for the texts of open files.
    pub(crate) fn forget(&self) {
        let mut state = lock(&self.state);
        state.root_of.clear();
        state.versions.clear();
        state.builds.clear();
    }

    /// The builds that the repository of a Dockerfile has of it.
    pub(crate) fn of(&self, dockerfile: &Path) -> Option<Arc<Builds>> {
        let path = absolute(dockerfile);
        let mut state = lock(&self.state);
        if let Some(builds) = state.builds.get(&path) {
            return Some(builds.clone());
        }
        let root = state.root(path.parent()?);
        let shown = root.shown(&path)?;
        let version = state.version(&root);
        let builds = Arc::new(Builds::new(shown, move || version.loaded()));
        state.builds.insert(path, builds.clone());
        Some(builds)
    }

    /// What a file may say of builds, by its name.
    pub(crate) fn kind(&self, path: &Path) -> Option<FileKind> {
        let path = absolute(path);
        let mut state = lock(&self.state);
        let root = state.root(path.parent()?);
        let shown = root.shown(&path)?;
        // Others may name it, whatever it is called.
        let named = || state.versions.get(&root)?.kind(&shown);
        FileKind::of(&shown).or_else(named)
    }

    /// The repository of a folder. It may have to be read, which takes its time.
    pub(crate) fn open(&self, folder: &Path) -> Option<Opened> {
        let folder = absolute(folder);
        let (root, version) = {
            let mut state = lock(&self.state);
            let root = state.root(&folder);
            (root.folder.clone(), state.version(&root))
        };
        folder.is_dir().then(|| Opened { loaded: version.loaded(), root, folder })
    }

    /// Whether a build takes anything from a file, such as most scripts have no part in any. It may have to be read.
    pub(crate) fn has_builds(&self, path: &Path) -> bool {
        let path = absolute(path);
        let Some(opened) = path.parent().and_then(|folder| self.open(folder)) else { return false };
        let repository = &opened.loaded.repository;
        let file = opened.shown(&path).and_then(|shown| repository.sources().find(&shown));
        file.is_some_and(|file| repository.builds().any(|build| build.names(file)))
    }

    /// A Dockerfile or build file is opened in an editor. If the repository does not know it, though it is on disk, then it came after the
    /// repository was searched, and nobody has told: not every editor watches files.
    pub(crate) fn is_opened(&self, path: &Path) {
        let path = absolute(path);
        let Some(folder) = path.parent() else { return };
        let mut state = lock(&self.state);
        let root = state.root(folder);
        let is_unknown = || root.shown(&path).is_some_and(|shown| state.versions.get(&root).is_some_and(|version| version.lacks(&shown)));
        if is_unknown() && path.exists() {
            state.forget_of(&root);
        }
    }

    /// A build file has this text in an editor; none: the editor has closed it, and the file counts.
    pub(crate) fn set_live(&self, path: &Path, text: Option<LiveText>) {
        let path = absolute(path);
        let mut state = lock(&self.state);
        match text {
            Some(text) => drop(state.live.insert(path.clone(), text)),
            None => drop(state.live.remove(&path)),
        }
        state.change(&path);
    }

    /// A build file has changed on disk: it alone is read again.
    pub(crate) fn changed(&self, path: &Path) {
        lock(&self.state).change(&absolute(path));
    }

    /// A file came or went: the repository is searched again.
    pub(crate) fn forget_of(&self, path: &Path) {
        let path = absolute(path);
        let Some(folder) = path.parent() else { return };
        let mut state = lock(&self.state);
        let root = state.root(folder);
        state.forget_of(&root);
    }
}

impl State {
    /// `own` is the folder of a file.
    fn root(&mut self, own: &Path) -> Arc<Root> {
        if let Some(known) = self.root_of.get(own) {
            return known.clone();
        }
        let with_git = own.ancestors().find(|folder| folder.join(".git").exists());
        let named = || self.roots.iter().filter(|root| own.starts_with(root)).min_by_key(|root| root.components().count());
        let root = Arc::new(match with_git.or_else(|| named().map(PathBuf::as_path)) {
            Some(folder) => {
                // A vendored tree is a repository of its own: what its files build is nothing of the one around it.
                let vendored = own.ancestors().take_while(|above| *above != folder).find(|above| is_vendored(above));
                Root { folder: vendored.unwrap_or(folder).to_owned(), below: true }
            }
            None => Root { folder: own.to_owned(), below: false },
        });
        self.root_of.insert(own.to_owned(), root.clone());
        root
    }

    fn version(&mut self, root: &Arc<Root>) -> Arc<Version> {
        if let Some(version) = self.versions.get(root) {
            return version.clone();
        }
        let version = Arc::new(Version::new(root.clone(), self.live_in(root), self.named_in(root)));
        self.versions.insert(root.clone(), version.clone());
        version
    }

    fn change(&mut self, path: &Path) {
        let Some(folder) = path.parent() else { return };
        let root = self.root(folder);
        let Some(shown) = root.shown(path) else { return };
        if let Some(version) = self.versions.get(&root) {
            let next = version.next(shown, self.live_in(&root));
            self.versions.insert(root, Arc::new(next));
            self.builds.clear();
        }
    }

    fn forget_of(&mut self, root: &Arc<Root>) {
        self.versions.remove(root);
        self.builds.clear();
    }

    fn named_in(&self, root: &Root) -> BTreeSet<String> {
        self.named.iter().filter_map(|path| root.shown(path)).collect()
    }

    fn live_in(&self, root: &Root) -> BTreeMap<String, LiveText> {
        self.live.iter().filter_map(|(path, text)| Some((root.shown(path)?, text.clone()))).collect()
    }
}

impl Root {
    /// The path of a file from the root on; none if it does not lie in there.
    fn shown(&self, path: &Path) -> Option<String> {
        path.strip_prefix(&self.folder).ok().and_then(slashes)
    }

    /// None if the folder is missing or has nothing in it.
    fn is_there(&self, path: &str) -> Option<bool> {
        let path = self.folder.join(path);
        let is_used = |folder: &Path| fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
        (path.is_file() || path.parent().is_some_and(is_used)).then(|| path.is_file())
    }
}

/// Open files count as the editor has them, also such as are not on disk yet.
fn read_all(root: &Root, live: &BTreeMap<String, LiveText>, named: &BTreeSet<String>) -> Loaded {
    let mut complete = true;
    let (mut files, mut dockerfiles) = (Vec::new(), Vec::new());
    let walk = WalkBuilder::new(&root.folder)
        .hidden(false)
        .require_git(false)
        .max_depth((!root.below).then_some(1))
        .filter_entry(|entry| entry.file_name() != ".git" && (entry.depth() == 0 || !is_vendored(entry.path())))
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
            let open = live.get(&shown).map(LiveText::bytes);
            match open.or_else(|| read(entry.path())) {
                Some(text) if files.len() < MAX_FILES => files.push((shown, text)),
                _ => complete = false,
            }
        }
    }
    let known: BTreeSet<String> = files.iter().map(|(path, _)| path.clone()).collect();
    files.extend(named.difference(&known).filter_map(|path| Some((path.clone(), read(&root.folder.join(path))?))));
    let is_new = |path: &str| !root.folder.join(path).exists();
    files.extend(live.iter().filter(|(path, _)| is_new(path)).map(|(path, text)| (path.clone(), text.bytes())));
    let mut repository = Repository::read(Sources::new(files, dockerfiles));
    repository.find_files(|path| read_named(root, live, path));
    repository.find_dockerfiles(|path| root.is_there(path));
    Loaded { repository, complete }
}

/// A file that another one names. None if it is not in the repository, or is ignored: what is not in everybody's copy is not read.
fn read_named(root: &Root, live: &BTreeMap<String, LiveText>, path: &str) -> Option<Vec<u8>> {
    if let Some(text) = live.get(path) {
        return Some(text.bytes());
    }
    let file = root.folder.join(path);
    let folder = file.parent()?;
    let mut above = folder.ancestors().take_while(|above| *above != root.folder);
    let is_left_out = path.split('/').any(|part| part == ".git") || above.any(is_vendored);
    if !file.is_file() || is_left_out || (!root.below && path.contains('/')) {
        return None;
    }
    // A link may lead anywhere.
    if !file.canonicalize().ok()?.starts_with(root.folder.canonicalize().ok()?) {
        return None;
    }
    // Each folder from the root on may be ignored.
    let mut shown = path;
    while let Some((above, _)) = shown.rsplit_once('/') {
        shown = above;
        if !is_listed(&root.folder.join(above)) {
            return None;
        }
    }
    (folder.is_dir() && is_listed(&file)).then(|| read(&file)).flatten()
}

/// Whether `.gitignore` does not name a file or a folder.
fn is_listed(path: &Path) -> bool {
    let Some(folder) = path.parent() else { return false };
    let mut entries = WalkBuilder::new(folder).hidden(false).require_git(false).max_depth(Some(1)).build();
    entries.any(|entry| entry.is_ok_and(|entry| entry.depth() == 1 && entry.path() == path))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// None of what is too large or cannot be read.
fn read(path: &Path) -> Option<Vec<u8>> {
    let size = fs::metadata(path).ok().filter(fs::Metadata::is_file)?.len();
    (size <= MAX_SIZE).then(|| fs::read(path).ok()).flatten()
}

pub(crate) fn absolute(path: &Path) -> PathBuf {
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
