//! Finds and reads the ignore file that a build of a Dockerfile uses.
//!
//! As BuildKit does, `NAME.dockerignore` beside the Dockerfile NAME counts before the `.dockerignore` in the root of the context. That
//! root is what the caller says. Where nobody says it, a `.dockerignore` beside a file that is called just as the builder looks for it
//! tells that its folder is one: anywhere else it would have no effect. Of every other Dockerfile the context is not known.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use dflint::project::{BuildContext, ContextRoot, Dockerignore, PatternProblem, file_names};

/// The ignore files of many Dockerfiles, each read once.
#[derive(Default)]
pub(crate) struct Contexts {
    known: Mutex<HashMap<PathBuf, Arc<IgnoreFile>>>,
}

/// An ignore file, and what is wrong with it.
pub(crate) struct IgnoreFile {
    /// As it is shown.
    pub shown: String,
    pub text: String,
    /// None if it cannot be used.
    ignore: Option<Dockerignore>,
    /// Why not.
    pub unusable: Option<String>,
    pub mistakes: Vec<Mistake>,
}

/// A line at which Docker stops.
pub(crate) struct Mistake {
    /// In bytes of the file.
    pub range: Range<usize>,
    /// In sentences.
    pub message: &'static str,
}

impl Contexts {
    /// The context of a Dockerfile, if it is known and has an ignore file. `given` is its root, if somebody said it.
    pub(crate) fn of(&self, dockerfile: &Path, given: Option<&Path>) -> Option<Arc<BuildContext>> {
        let folder = dockerfile.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = dockerfile.file_name()?.to_string_lossy();
        let [own, common] = file_names(&name);
        if let Some(file) = self.read(&folder.join(own)) {
            return file.context(ContextRoot::Given);
        }
        if let Some(root) = given {
            return self.read(&root.join(common))?.context(ContextRoot::Given);
        }
        let by_default = match &*name {
            "Dockerfile" => true,
            // The builder takes this where there is no other.
            "dockerfile" => !folder.join("Dockerfile").exists(),
            // Podman looks for this first.
            "Containerfile" => !folder.join(".containerignore").exists(),
            _ => false,
        };
        if !by_default {
            return None;
        }
        let file = self.read(&folder.join(common))?;
        file.context(ContextRoot::Assumed { names_above: names_above(folder) })
    }

    /// Every ignore file that was read, by its path.
    pub(crate) fn all(&self) -> Vec<Arc<IgnoreFile>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = known.values().cloned().collect();
        all.sort_by(|a, b| a.shown.cmp(&b.shown));
        all
    }

    /// None if there is no such file.
    fn read(&self, path: &Path) -> Option<Arc<IgnoreFile>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = known.get(path) {
            return Some(file.clone());
        }
        let file = Arc::new(IgnoreFile::read(path)?);
        known.insert(path.to_owned(), file.clone());
        Some(file)
    }
}

impl IgnoreFile {
    fn read(path: &Path) -> Option<Self> {
        let shown = shown(path);
        let unusable =
            |why: String| Self { shown: shown.clone(), text: String::new(), ignore: None, unusable: Some(why), mistakes: Vec::new() };
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return None,
            Err(_) if path.is_dir() => return Some(unusable("it is a folder".to_owned())),
            Err(error) => return Some(unusable(error.to_string())),
        };
        let Ok(text) = String::from_utf8(bytes) else { return Some(unusable("it is not UTF-8".to_owned())) };
        let ignore = Dockerignore::parse(text.as_bytes());
        let mistake = |error: &dflint::project::PatternError| Mistake {
            range: error.range.start as usize..error.range.end as usize,
            message: message(&error.problem),
        };
        let mistakes = ignore.errors().iter().map(mistake).collect();
        Some(Self { shown, text, ignore: Some(ignore), unusable: None, mistakes })
    }

    fn context(&self, root: ContextRoot) -> Option<Arc<BuildContext>> {
        let ignore = self.ignore.clone()?;
        Some(Arc::new(BuildContext { ignore, ignore_file: self.shown.clone(), root }))
    }
}

const fn message(problem: &PatternProblem) -> &'static str {
    match problem {
        PatternProblem::LoneExclamationMark => "There is no path behind the exclamation mark: Docker refuses to build.",
        PatternProblem::BadSyntax => {
            "This is no valid pattern, because a bracket is not closed or nothing stands behind a backslash: Docker refuses to build."
        }
        PatternProblem::BadExpression => "This is no pattern that Docker can compare with a path.",
        PatternProblem::LineTooLong => "The line is longer than Docker can read: it refuses to build.",
    }
}

/// As findings show paths: relative to the folder of the call where it lies below it, with `/` between its parts.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    let text = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// See [`ContextRoot::Assumed`]: up to the folder of the repository; where there is none, the folder itself.
fn names_above(folder: &Path) -> Vec<String> {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let is_root = |folder: &&Path| folder.join(".git").exists();
    let below_root = match absolute.ancestors().any(|above| is_root(&above)) {
        true => absolute.ancestors().take_while(|above| !is_root(above)).collect(),
        false => vec![absolute.as_path()],
    };
    let names = below_root.into_iter().filter_map(|above| Some(above.file_name()?.to_string_lossy().into_owned()));
    names.filter(|name| !folder.join(name).exists()).collect()
}
