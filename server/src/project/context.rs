//! The build contexts of a Dockerfile: their ignore files, and what lies in them.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::build::{Build, Certainty, Context, Dockerfile, Folder, Standing};
use super::dockerignore::Dockerignore;
use super::repository::Builds;
use super::sources::{Sources, join};
use super::value::Value;
use crate::stages::StageGraph;

/// The build contexts of one Dockerfile: builds of it may have different ones. They are looked for when somebody asks.
pub struct BuildContexts {
    find: Box<dyn Fn() -> Vec<BuildContext> + Send + Sync>,
    known: OnceLock<Vec<BuildContext>>,
}

/// A folder that is sent to the builder, or what is known of it.
#[derive(Clone, Debug)]
pub struct BuildContext {
    pub ignore: Dockerignore,
    /// The ignore file, as it is shown; empty if there is none.
    pub ignore_file: String,
    pub root: ContextRoot,
    /// What lies in it; none if it is not known which folder it is.
    pub files: Option<ContextFiles>,
}

/// Where the paths of the ignore file begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextRoot {
    /// Somebody said which folder it is, or the ignore file belongs to the Dockerfile and holds whatever folder it is.
    Given,
    /// Builds of the repository have it, of these titles.
    Built { by: Vec<String> },
    /// The folder of the Dockerfile, because its ignore file would have no effect if that was not the root of a context; but a build of
    /// this Dockerfile may have another.
    Assumed {
        /// Folders above, from the Dockerfile's own upwards, of whose name there is nothing in the folder itself. A path that begins
        /// with one is a path from further up.
        names_above: Vec<String>,
    },
}

/// What lies in a context. Who gives it, looks.
#[derive(Clone)]
pub struct ContextFiles {
    /// The folder, as it is shown.
    pub folder: String,
    look: Arc<dyn Fn(&str) -> Presence + Send + Sync>,
}

/// Whether a path of a context is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    There,
    /// It is not there now, or cannot be seen; but something may make it before the build.
    Unknown,
    Missing {
        /// The part of the path, from its beginning on, that is not there, while all before it is.
        up_to: String,
        /// A path of nearly the same letters that is there.
        near: Option<String>,
        /// Where it would be if paths began at the folder of the Dockerfile, if it is there.
        beside_dockerfile: Option<String>,
    },
}

/// What the files of a repository say of the contexts in which a Dockerfile is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuiltContexts {
    /// Each, below the root of the repository, with the titles of its builds.
    Known(Vec<(String, Vec<String>)>),
    /// Something builds it, or may, in a context that is computed; besides, in these.
    Open(Vec<String>),
    Nobody,
}

impl fmt::Debug for BuildContexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BuildContexts").field("known", &self.known.get()).finish_non_exhaustive()
    }
}

impl fmt::Debug for ContextFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContextFiles").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl BuildContexts {
    pub fn new(find: impl Fn() -> Vec<BuildContext> + Send + Sync + 'static) -> Self {
        Self { find: Box::new(find), known: OnceLock::new() }
    }

    /// Those of all builds; none, if it is not known of each.
    pub fn all(&self) -> &[BuildContext] {
        self.known.get_or_init(|| (self.find)())
    }
}

impl ContextFiles {
    /// `look` is asked for paths below the folder, with `/` between their parts, without `.` and `..`.
    pub fn new(folder: String, look: impl Fn(&str) -> Presence + Send + Sync + 'static) -> Self {
        Self { folder, look: Arc::new(look) }
    }

    pub fn look(&self, path: &str) -> Presence {
        (self.look)(path)
    }
}

impl BuildContext {
    /// Whether nobody said that this is the context of the Dockerfile.
    pub fn is_assumed(&self) -> bool {
        matches!(self.root, ContextRoot::Assumed { .. })
    }

    /// Whether the file's own paths speak against it.
    pub fn is_another(&self, graph: &StageGraph) -> bool {
        let ContextRoot::Assumed { names_above } = &self.root else { return false };
        let named = graph.sources.iter().filter_map(|source| source.first_name());
        named.into_iter().any(|name| names_above.iter().any(|above| above == name))
    }
}

impl Builds {
    /// The contexts of its builds. They are known if each build says its own, and at least one is certain.
    pub fn contexts(&self) -> BuiltContexts {
        let sources = self.sources();
        let (mut certain, mut open) = (false, !self.is_complete());
        let mut known: Vec<(String, Vec<String>)> = Vec::new();
        for (build, certainty) in self.all() {
            match build.context_folders(self.dockerfile(), sources) {
                Some(folders) => {
                    certain |= certainty == Certainty::Yes && build.is_written();
                    for folder in folders {
                        let title = build.title(sources);
                        match known.iter_mut().find(|(of, _)| *of == folder) {
                            Some((_, titles)) if titles.contains(&title) => {}
                            Some((_, titles)) => titles.push(title),
                            None => known.push((folder, vec![title])),
                        }
                    }
                }
                // What the caller sets, the caller knows: the file has a default for it.
                None => open |= build.standing != Standing::Overridden,
            }
        }
        match (open || !certain, known.is_empty()) {
            (false, _) => BuiltContexts::Known(known),
            (true, true) if self.all().next().is_none() && self.is_complete() => BuiltContexts::Nobody,
            (true, _) => BuiltContexts::Open(known.into_iter().map(|(folder, _)| folder).collect()),
        }
    }
}

impl Build {
    /// The folders that may be its context when it builds this Dockerfile: where the build itself may be done in several folders, those in
    /// which its paths lead there. None if that is not known.
    fn context_folders(&self, dockerfile: &str, sources: &Sources) -> Option<Vec<String>> {
        let Context::Local(context) = &self.context else { return None };
        let context = context.text()?;
        let folders = match &self.folder {
            Folder::Known(folder) => return Some(vec![join(folder, &context)?]),
            Folder::Perhaps(folders) => folders,
        };
        if matches!(&self.dockerfile, Dockerfile::InContext(path) | Dockerfile::InFolder(path) if path.text().is_none()) {
            return None;
        }
        let leads_there = |folder: &&String| {
            let here = Self { folder: Folder::Known((*folder).clone()), ..self.clone() };
            here.builds(dockerfile, sources) > Certainty::No
        };
        folders.iter().filter(leads_there).map(|folder| join(folder, &context)).collect()
    }

    /// Whether somebody wrote it so, and it is meant to be done so.
    pub fn is_written(&self) -> bool {
        self.standing.is_written()
    }

    /// Whether it certainly has no argument of a name, and is not given more than is seen.
    pub fn never_gives(&self, name: &str) -> bool {
        !self.more_args && self.args.iter().all(|argument| !argument.name.can_be(name))
    }

    /// Whether it has an argument of that name, with whatever value.
    pub fn gives(&self, name: &str) -> bool {
        self.args.iter().any(|argument| argument.name.text().is_some_and(|given| given == name))
    }

    /// What a named context stands for, if the build has one of that name.
    pub fn context_named(&self, name: &str) -> Option<&Value> {
        let is_name = |given: &Value| given.text().is_some_and(|given| crate::stages::is_same_context(&given, name));
        self.contexts.iter().rev().find(|context| is_name(&context.name)).map(|context| &context.value)
    }
}
