//! Finds the build contexts of a Dockerfile, and reads their ignore files.
//!
//! As BuildKit does, `NAME.dockerignore` beside the Dockerfile NAME counts before the `.dockerignore` in the root of the context. That
//! root is what the caller says; else what the builds of the repository say, if each says it. Where nobody says it, a `.dockerignore`
//! beside a file that is called just as the builder looks for it tells that its folder is one: anywhere else it would have no effect. So
//! does the `.git` of a repository, above which no context lies. Of every other Dockerfile the context is not known.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use dflint::project::{
    BuildContext, BuildContexts, Builds, BuiltContexts, ContextFiles, ContextRoot, Dockerignore, PatternProblem, file_names,
};

use self::files::{Asked, Folder, GitRules};
use crate::repository::absolute;

mod files;

/// The ignore files of many Dockerfiles, each read once.
#[derive(Default)]
pub(crate) struct Contexts {
    known: Mutex<HashMap<PathBuf, Arc<IgnoreFile>>>,
    git: Arc<GitRules>,
    asked: Arc<Asked>,
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
    /// The contexts of a Dockerfile, which are looked for when somebody asks. `given` is the root, if somebody said it; `builds` are what the
    /// repository has of it.
    pub(crate) fn of(self: &Arc<Self>, dockerfile: &Path, given: Option<&Path>, builds: Option<Arc<Builds>>) -> Arc<BuildContexts> {
        let (contexts, dockerfile, given) = (self.clone(), dockerfile.to_owned(), given.map(Path::to_owned));
        Arc::new(BuildContexts::new(move || contexts.find(&dockerfile, given.as_deref(), builds.as_deref())))
    }

    fn find(&self, dockerfile: &Path, given: Option<&Path>, builds: Option<&Builds>) -> Vec<BuildContext> {
        if let Some(root) = given {
            return vec![self.context(dockerfile, root, ContextRoot::Given)];
        }
        let folder = folder(dockerfile);
        let assumed = || self.assumed(dockerfile).into_iter().collect();
        let Some(builds) = builds else { return assumed() };
        let Some(root) = root_of(dockerfile, builds) else { return assumed() };
        let is_own = |context: &String| absolute(&root.join(context)) == absolute(folder);
        match builds.contexts() {
            BuiltContexts::Known(contexts) => {
                let context = |(context, by): (String, _)| {
                    // As the Dockerfile is written: findings show it.
                    let root = if is_own(&context) { folder.to_owned() } else { root.join(context) };
                    self.context(dockerfile, &root, ContextRoot::Built { by })
                };
                contexts.into_iter().map(context).collect()
            }
            BuiltContexts::Open(contexts) if !contexts.iter().all(is_own) => self.own(dockerfile).into_iter().collect(),
            BuiltContexts::Open(_) | BuiltContexts::Nobody => assumed(),
        }
    }

    /// A context of which the root is known.
    fn context(&self, dockerfile: &Path, root: &Path, said: ContextRoot) -> BuildContext {
        let files = self.files(dockerfile, root);
        if let Some(own) = self.own(dockerfile) {
            return BuildContext { root: said, files: Some(files), ..own };
        }
        let [_, common] = file_names("");
        let file = self.read(&root.join(common)).filter(|file| file.ignore.is_some());
        let (ignore, ignore_file) =
            file.map_or_else(Default::default, |file| (file.ignore.clone().unwrap_or_default(), file.shown.clone()));
        BuildContext { ignore, ignore_file, root: said, files: Some(files) }
    }

    /// What is known by the ignore file that belongs to the Dockerfile itself.
    fn own(&self, dockerfile: &Path) -> Option<BuildContext> {
        let [own, _] = file_names(&dockerfile.file_name()?.to_string_lossy());
        let file = self.read(&folder(dockerfile).join(own))?;
        Some(BuildContext { ignore: file.ignore.clone()?, ignore_file: file.shown.clone(), root: ContextRoot::Given, files: None })
    }

    /// The folder of the Dockerfile, if its ignore file or its place tells that it is the context.
    fn assumed(&self, dockerfile: &Path) -> Option<BuildContext> {
        let own = self.own(dockerfile);
        let folder = folder(dockerfile);
        let by_default = match &*dockerfile.file_name()?.to_string_lossy() {
            "Dockerfile" => true,
            // The builder takes this where there is no other.
            "dockerfile" => !folder.join("Dockerfile").exists(),
            // Podman looks for this first.
            "Containerfile" => !folder.join(".containerignore").exists(),
            _ => false,
        };
        if own.is_some() || !by_default {
            return own;
        }
        let [_, common] = file_names("");
        let file = self.read(&folder.join(common)).filter(|file| file.ignore.is_some());
        if file.is_none() && !folder.join(".git").exists() {
            return None;
        }
        let (ignore, ignore_file) =
            file.map_or_else(Default::default, |file| (file.ignore.clone().unwrap_or_default(), file.shown.clone()));
        let files = Some(self.files(dockerfile, folder));
        Some(BuildContext { ignore, ignore_file, root: ContextRoot::Assumed { names_above: names_above(folder) }, files })
    }

    fn files(&self, dockerfile: &Path, root: &Path) -> ContextFiles {
        let look_in =
            Folder { root: absolute(root), beside: absolute(folder(dockerfile)), git: self.git.clone(), asked: self.asked.clone() };
        let shown = shown(root);
        ContextFiles::new(if shown.is_empty() { ".".to_owned() } else { shown }, move |path| look_in.look(path))
    }

    /// Whether answers that were given depend on a file or folder that has come or gone.
    pub(crate) fn hang_on(&self, path: &Path) -> bool {
        self.asked.is_about(&absolute(path))
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

/// The folder of a file, which is never empty.
fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The root of the repository of a Dockerfile.
pub(crate) fn root_of(dockerfile: &Path, builds: &Builds) -> Option<PathBuf> {
    let below = Path::new(builds.dockerfile()).components().count();
    absolute(dockerfile).ancestors().nth(below).map(Path::to_owned)
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
