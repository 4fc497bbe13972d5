//! The files around Dockerfiles that are read, and which files those are.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// One of the files of [`Sources`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub u32);

/// What a file is that may say how images are built.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FileKind {
    /// Docker Bake, in HCL or JSON.
    Bake,
    Compose,
    /// A workflow or an action of GitHub.
    GithubWorkflow,
    GitlabCi,
    CircleCi,
    AzurePipelines,
    Jenkinsfile,
    Makefile,
    Justfile,
    Taskfile,
    Script,
    /// `package.json`, for its scripts.
    Package,
    Skaffold,
    Tiltfile,
    Devcontainer,
    /// `.env`: what the variables of a Compose project hold. It describes no build.
    Env,
}

/// Files by their paths, which are relative to the root of the repository and have `/` between their parts.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Arc<SourceFile>>,
    by_path: Arc<HashMap<String, FileId>>,
    /// Every path below the root that is a Dockerfile by its name, or because somebody said so.
    dockerfiles: Arc<BTreeSet<String>>,
    /// The files that a reader has asked for, also such as there are not: by their paths, with what they are read as, if they may be
    /// called anything.
    asked: Mutex<Asked>,
    /// Once a reader has asked: which files call a script or a Makefile.
    pub(super) callers: OnceLock<HashMap<FileId, Vec<FileId>>>,
}

/// Files by their paths, with what they are read as if their names do not tell.
pub(super) type Asked = BTreeMap<String, Option<FileKind>>;

#[derive(Debug)]
pub struct SourceFile {
    pub path: String,
    pub kind: FileKind,
    pub text: String,
    /// It is read only because another file names it: by itself it describes no build.
    pub lent: bool,
    /// Once a reader has asked: the words in it that may be paths of scripts.
    pub(super) named: OnceLock<Vec<String>>,
}

impl SourceFile {
    fn new(path: String, kind: FileKind, text: String, lent: bool) -> Self {
        Self { path, kind, text, lent, named: OnceLock::new() }
    }
}

/// The folders in which, or below which, a file without an ending may be a script.
pub(super) const SCRIPT_FOLDERS: [&str; 9] = ["scripts", "script", "bin", "hack", "ci", ".ci", "tools", "build", "hooks"];

impl FileKind {
    /// The kind of a file, by its path below the root of the repository.
    pub fn of(path: &str) -> Option<Self> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let lower = name.to_ascii_lowercase();
        let (stem, extension) = lower.rsplit_once('.').unwrap_or((&lower, ""));
        let yaml = matches!(extension, "yml" | "yaml");
        let in_folder = |wanted: &str| folder == wanted || folder.ends_with(&format!("/{wanted}"));
        let kind = match lower.as_str() {
            "makefile" | "gnumakefile" => Self::Makefile,
            "justfile" | ".justfile" => Self::Justfile,
            "tiltfile" => Self::Tiltfile,
            "package.json" => Self::Package,
            "devcontainer.json" | ".devcontainer.json" => Self::Devcontainer,
            _ if yaml && in_folder(".github/workflows") => Self::GithubWorkflow,
            // A composite action.
            "action.yml" | "action.yaml" => Self::GithubWorkflow,
            _ if yaml && in_folder(".circleci") => Self::CircleCi,
            _ if yaml && (stem.ends_with(".gitlab-ci") || stem == "gitlab-ci" || folder.split('/').any(|part| part == ".gitlab")) => {
                Self::GitlabCi
            }
            _ if yaml
                && (stem.contains("azure-pipelines")
                    || folder.split('/').any(|part| part == ".azure-pipelines" || part == ".pipelines")) =>
            {
                Self::AzurePipelines
            }
            _ if yaml && (stem == "taskfile" || stem == "taskfile.dist") => Self::Taskfile,
            _ if yaml && stem.contains("skaffold") => Self::Skaffold,
            _ if yaml && stem.contains("compose") => Self::Compose,
            _ if stem.contains("bake") && matches!(extension, "hcl" | "json") => Self::Bake,
            _ if stem == "jenkinsfile" || lower.starts_with("jenkinsfile") || extension == "jenkinsfile" => Self::Jenkinsfile,
            _ if matches!(extension, "mk" | "mak") || lower.starts_with("makefile.") => Self::Makefile,
            _ if extension == "just" => Self::Justfile,
            _ if extension == "tiltfile" => Self::Tiltfile,
            _ if matches!(extension, "sh" | "bash" | "zsh" | "bats") => Self::Script,
            // Scripts without an ending, where scripts are: whether they are any, their first line tells.
            _ if extension.is_empty() && !lower.starts_with('.') && folder.split('/').any(|part| SCRIPT_FOLDERS.contains(&part)) => {
                Self::Script
            }
            _ => return None,
        };
        Some(kind)
    }
}

impl Sources {
    /// `files` are read as UTF-8; what is none of it is replaced. Of a path that is there twice, the last counts.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>, dockerfiles: impl IntoIterator<Item = String>) -> Self {
        let mut sources = Self { dockerfiles: Arc::new(dockerfiles.into_iter().collect()), ..Self::default() };
        let mut by_path: HashMap<String, FileId> = HashMap::new();
        for (path, text) in files {
            let Some(kind) = FileKind::of(&path) else { continue };
            let file = Arc::new(SourceFile::new(path.clone(), kind, utf8(text), false));
            match by_path.get(&path).and_then(|known| sources.files.get_mut(known.0 as usize)) {
                Some(known) => *known = file,
                None => {
                    by_path.insert(path, FileId(sources.files.len() as u32));
                    sources.files.push(file);
                }
            }
        }
        sources.by_path = Arc::new(by_path);
        sources
    }

    /// The same files, of which one has another text.
    pub(super) fn with_text(&self, file: FileId, text: String) -> Self {
        let mut files = self.files.clone();
        if let Some(old) = files.get_mut(file.0 as usize) {
            *old = Arc::new(SourceFile::new(old.path.clone(), old.kind, text, old.lent));
        }
        Self { files, by_path: self.by_path.clone(), dockerfiles: self.dockerfiles.clone(), ..Self::default() }
    }

    /// The same files, and others that were asked for.
    pub(super) fn with_lent(&self, lent: Vec<(String, FileKind, Vec<u8>)>) -> Self {
        let (mut files, mut by_path) = (self.files.clone(), (*self.by_path).clone());
        for (path, kind, text) in lent {
            by_path.insert(path.clone(), FileId(files.len() as u32));
            files.push(Arc::new(SourceFile::new(path, kind, utf8(text), true)));
        }
        Self { files, by_path: Arc::new(by_path), dockerfiles: self.dockerfiles.clone(), ..Self::default() }
    }

    pub fn get(&self, file: FileId) -> Option<&SourceFile> {
        self.files.get(file.0 as usize).map(|file| &**file)
    }

    pub fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |file| &file.text)
    }

    pub fn path(&self, file: FileId) -> &str {
        self.get(file).map_or("", |file| &file.path)
    }

    /// The folder of a file, relative to the root; empty for the root.
    pub fn folder(&self, file: FileId) -> &str {
        folder(self.path(file))
    }

    pub fn all(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), &**file))
    }

    /// Files that some build names and that are there: they are Dockerfiles, whatever they are called.
    pub(super) fn add_dockerfiles(&mut self, paths: impl IntoIterator<Item = String>) {
        Arc::make_mut(&mut self.dockerfiles).extend(paths);
    }

    pub fn is_dockerfile(&self, path: &str) -> bool {
        self.dockerfiles.contains(path)
    }

    pub fn dockerfiles(&self) -> impl Iterator<Item = &str> {
        self.dockerfiles.iter().map(String::as_str)
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.by_path.contains_key(path)
    }

    /// A file by its path below the root.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).entry(path.to_owned()).or_default();
        self.by_path.get(path).copied()
    }

    /// The same, where a build file says what the file is, whatever it is called: it is read as that if it is there.
    pub(super) fn find_as(&self, path: &str, kind: FileKind) -> Option<FileId> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), Some(kind));
        self.by_path.get(path).copied()
    }

    /// What was asked for since somebody called this.
    pub(super) fn take_asked(&self) -> Asked {
        std::mem::take(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A file by a path as it is written in a folder: `../base/compose.yaml`.
    pub fn find_from(&self, folder: &str, written: &str) -> Option<FileId> {
        self.find(&join(folder, written)?)
    }

    /// The same as [`Self::find_as`].
    pub(super) fn find_from_as(&self, folder: &str, written: &str, kind: FileKind) -> Option<FileId> {
        self.find_as(&join(folder, written)?, kind)
    }
}

fn utf8(text: Vec<u8>) -> String {
    String::from_utf8(text).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The folder of a path; empty for what lies in the root.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A relative path as it is written in a folder, from the root on, without `.` and `..`. The root is empty. None if it leads out of the
/// repository, or is absolute.
pub fn join(folder: &str, written: &str) -> Option<String> {
    let windows_drive = matches!(written.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if written.starts_with(['/', '~', '\\']) || windows_drive {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in written.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_name() {
        for (path, kind) in [
            ("docker-bake.hcl", FileKind::Bake),
            ("x/docker-bake.override.json", FileKind::Bake),
            ("compose.yaml", FileKind::Compose),
            ("docker-compose.dev.yml", FileKind::Compose),
            (".github/workflows/ci.yml", FileKind::GithubWorkflow),
            (".github/actions/x/action.yml", FileKind::GithubWorkflow),
            (".gitlab-ci.yml", FileKind::GitlabCi),
            (".circleci/config.yml", FileKind::CircleCi),
            ("azure-pipelines.yml", FileKind::AzurePipelines),
            ("Jenkinsfile.release", FileKind::Jenkinsfile),
            ("Makefile", FileKind::Makefile),
            ("build/docker.mk", FileKind::Makefile),
            ("justfile", FileKind::Justfile),
            ("Taskfile.yml", FileKind::Taskfile),
            ("build.sh", FileKind::Script),
            ("hack/build", FileKind::Script),
            ("web/package.json", FileKind::Package),
            ("skaffold.yaml", FileKind::Skaffold),
            ("Tiltfile", FileKind::Tiltfile),
            (".devcontainer/devcontainer.json", FileKind::Devcontainer),
        ] {
            assert_eq!(FileKind::of(path), Some(kind), "{path}");
        }
        for path in ["main.tf", "values.yaml", "src/main.rs", "README.md", "package-lock.json", "LICENSE"] {
            assert_eq!(FileKind::of(path), None, "{path}");
        }
    }

    #[test]
    fn paths_are_joined_below_the_root() {
        for (folder, written, path) in [
            ("", ".", Some("")),
            ("a/b", "../c/./d", Some("a/c/d")),
            ("a", "../..", None),
            ("a", "/x", None),
            ("a", "C:\\x", None),
            ("a", "b\\c", Some("a/b/c")),
            ("", "./x//y/", Some("x/y")),
        ] {
            assert_eq!(join(folder, written).as_deref(), path, "{folder} {written}");
        }
    }
}
