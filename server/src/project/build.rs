//! A build that some file of the repository describes.

use super::sources::{FileId, FileKind, Sources, join};
use super::value::{Piece, Place, Value};

/// One build of one image, as a file of the repository would have it done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Build {
    pub kind: FileKind,
    /// What the file calls it: a service, a target of Bake, a job, a rule of a Makefile. None if it has no name: a script.
    pub name: Option<String>,
    /// The name, or what stands for it: the program's name in a command line, the `uses:` of a step.
    pub place: Place,
    pub standing: Standing,
    /// Where relative paths begin.
    pub folder: Folder,
    pub context: Context,
    pub dockerfile: Dockerfile,
    /// The stage. None: the last one.
    pub target: Option<Value>,
    pub args: Vec<Argument>,
    /// Whether there may be more arguments than `args`, computed somewhere.
    pub more_args: bool,
    /// Named contexts: they take the place of stages and images of that name.
    pub contexts: Vec<NamedContext>,
    pub more_contexts: bool,
    pub platforms: Vec<Value>,
}

/// How far a file stands for a build.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// It is done just as the file says.
    Certain,
    /// It is one of several builds that the file may mean: `--target $TARGET`, where more than one line sets the variable.
    Perhaps,
    /// The build before it, as it may be when the caller sets variables for which the file has defaults: holes stand where these go. It
    /// says what else may be built, and nothing of what is wrong in the file.
    Overridden,
    /// Others take from it what they do not say themselves, and no group builds it: it may be meant for no build of its own.
    Inherited,
    /// A part of the file that could not be read: it may be any build.
    Unread,
}

/// Where the relative paths of a build begin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Folder {
    /// In this folder below the root of the repository.
    Known(String),
    /// Perhaps in one of these, the likeliest first: a script may be called from anywhere.
    Perhaps(Vec<String>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Context {
    /// A folder, relative to [`Build::folder`].
    Local(Value),
    /// A repository or an archive elsewhere.
    Remote(Value),
    /// Nothing is sent to the builder but the Dockerfile, or what is sent comes from standard input.
    None,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Dockerfile {
    /// The file `Dockerfile` in the context.
    Default,
    /// A file, relative to the context.
    InContext(Value),
    /// A file, relative to [`Build::folder`].
    InFolder(Value),
    /// The text itself stands in the build file.
    Inline(Value),
    /// From standard input or from elsewhere.
    Unseen,
}

/// `--build-arg NAME=VALUE`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Argument {
    pub name: Value,
    /// None: the environment of the caller has it, or it is not given.
    pub value: Option<Value>,
}

/// `--build-context NAME=VALUE`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedContext {
    pub name: Value,
    /// A folder, `docker-image://…`, `target:…`, a URL.
    pub value: Value,
}

/// Whether something is so.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Certainty {
    No,
    Perhaps,
    Yes,
}

impl Folder {
    pub fn all(&self) -> &[String] {
        match self {
            Self::Known(folder) => std::slice::from_ref(folder),
            Self::Perhaps(folders) => folders,
        }
    }
}

impl Standing {
    /// Whether somebody wrote the build so: what is wrong with it is wrong in the file.
    pub fn is_written(self) -> bool {
        matches!(self, Self::Certain | Self::Perhaps)
    }

    /// The same, where it is not certain any more.
    pub(super) fn doubted(self) -> Self {
        if self == Self::Certain { Self::Perhaps } else { self }
    }
}

impl Build {
    /// A build of the folder's own Dockerfile, of which nothing else is known.
    pub fn new(kind: FileKind, place: Place, folder: Folder) -> Self {
        Self {
            kind,
            name: None,
            place,
            standing: Standing::Certain,
            folder,
            context: Context::Local(Value::computed(place, ".")),
            dockerfile: Dockerfile::Default,
            target: None,
            args: Vec::new(),
            more_args: false,
            contexts: Vec::new(),
            more_contexts: false,
            platforms: Vec::new(),
        }
    }

    /// As people speak of it: `compose:web`, `bake:release`, `workflow ci.yml`, `scripts/build.sh`.
    pub fn title(&self, sources: &Sources) -> String {
        let path = sources.path(self.place.file);
        let file = path.rsplit('/').next().unwrap_or(path);
        match (self.kind, &self.name) {
            (FileKind::Compose, Some(name)) => format!("compose:{name}"),
            (FileKind::Bake, Some(name)) => format!("bake:{name}"),
            (FileKind::GithubWorkflow, _) => format!("workflow {file}"),
            (FileKind::Makefile, Some(name)) => format!("make {name}"),
            (FileKind::Justfile, Some(name)) => format!("just {name}"),
            (FileKind::Taskfile, Some(name)) => format!("task {name}"),
            (FileKind::Package, Some(name)) => format!("npm run {name}"),
            _ => path.to_owned(),
        }
    }

    /// The folder of the build context below the root, if it is known for certain.
    pub fn context_folder(&self) -> Option<String> {
        let (Folder::Known(folder), Context::Local(context)) = (&self.folder, &self.context) else { return None };
        join(folder, &context.text()?)
    }

    /// Where its Dockerfile is looked for, as it is written: in [`Self::folder`]. The first that is there counts. None if it is not a
    /// file of the repository.
    fn looked_for(&self) -> Option<Vec<Value>> {
        match (&self.dockerfile, &self.context) {
            (Dockerfile::Inline(_) | Dockerfile::Unseen, _) | (_, Context::Remote(_)) | (Dockerfile::Default, Context::None) => None,
            (Dockerfile::InContext(path), Context::None) | (Dockerfile::InFolder(path), _) => Some(vec![path.clone()]),
            (Dockerfile::InContext(path), Context::Local(context)) => Some(vec![beside(context, path)]),
            (Dockerfile::Default, Context::Local(context)) => {
                // The builder takes the second where the first is not there.
                let named = |name: &str| beside(context, &Value::computed(self.place, name));
                Some(vec![named("Dockerfile"), named("dockerfile")])
            }
        }
    }

    /// The paths below the root at which its Dockerfile may be, if they are known: the first that is there counts.
    pub fn written_paths(&self) -> Option<Vec<String>> {
        let written: Vec<_> = self.looked_for()?.iter().map(Value::text).collect::<Option<_>>()?;
        let folders = self.folder.all().iter();
        Some(folders.flat_map(|folder| written.iter().filter_map(move |path| join(folder, path))).collect())
    }

    /// Whether something of it stands in a file.
    pub fn names(&self, file: FileId) -> bool {
        let pieces = |value: &Value| {
            value.place.file == file
                || value.pieces.iter().any(|piece| matches!(piece, Piece::Text { place: Some(place), .. } if place.file == file))
        };
        self.place.file == file
            || self.target.iter().any(pieces)
            || self.args.iter().any(|argument| pieces(&argument.name))
            || self.contexts.iter().any(|context| pieces(&context.name))
            || matches!(&self.dockerfile, Dockerfile::InContext(path) | Dockerfile::InFolder(path) if pieces(path))
    }

    /// Whether it builds the Dockerfile of this path below the root.
    pub fn builds(&self, dockerfile: &str, sources: &Sources) -> Certainty {
        let Some(written) = self.looked_for() else { return Certainty::No };
        let folders = self.folder.all();
        if let Some(paths) = written.iter().map(Value::text).collect::<Option<Vec<_>>>() {
            // Of several folders, that counts in which there is such a file.
            let joined = |folder: &String| paths.iter().filter_map(|path| join(folder, path)).collect::<Vec<_>>();
            let mut candidates = folders.iter().map(joined);
            if !candidates.clone().flatten().any(|path| path == dockerfile) {
                return Certainty::No;
            }
            let first = candidates.find(|paths| paths.iter().any(|path| sources.is_dockerfile(path)));
            let own = first.is_some_and(|paths| paths.iter().any(|path| path == dockerfile));
            return match (&self.folder, own) {
                (Folder::Known(_), _) if matches!(self.standing, Standing::Certain | Standing::Inherited) => Certainty::Yes,
                (Folder::Known(_), _) | (_, true) => Certainty::Perhaps,
                (_, false) => Certainty::No,
            };
        }
        let possible = folders.iter().any(|folder| written.iter().any(|path| can_be(folder, path, dockerfile)));
        if possible { Certainty::Perhaps } else { Certainty::No }
    }
}

/// A path in a folder; an absolute one is itself.
fn beside(folder: &Value, path: &Value) -> Value {
    let absolute = path.text().is_some_and(|path| path.starts_with('/'));
    match absolute {
        true => path.clone(),
        false => folder.clone().join(Value::computed(path.place, "/")).join(path.clone()),
    }
}

/// Whether a path with holes may lead to a file.
fn can_be(folder: &str, path: &Value, dockerfile: &str) -> bool {
    // What is behind the first hole is compared only: before it may stand whatever the hole begins with.
    let first_hole = path.pieces.iter().position(|piece| *piece == Piece::Unknown).unwrap_or(0);
    let known = Value { place: path.place, pieces: path.pieces.iter().take(first_hole).cloned().collect() }.text().unwrap_or_default();
    let mut behind = Value { place: path.place, pieces: path.pieces.iter().skip(first_hole).cloned().collect() };
    for piece in &mut behind.pieces {
        if let Piece::Text { text, .. } = piece {
            *text = text.replace("/./", "/");
        }
    }
    let (parts, rest) = known.rsplit_once('/').map_or(("", known.as_str()), |(parts, rest)| (parts, rest));
    let start = if known.is_empty() { Some(String::new()) } else { join(folder, parts) };
    let Some(start) = start else { return false };
    let start = if start.is_empty() || known.is_empty() { rest.to_owned() } else { format!("{start}/{rest}") };
    // A hole at the beginning may be the root itself: `$ROOT/Dockerfile`.
    let in_root = start.is_empty() && behind.can_be(&format!("./{dockerfile}"));
    behind.pieces.insert(0, Piece::Text { text: start, place: None });
    in_root || behind.can_be(dockerfile)
}
