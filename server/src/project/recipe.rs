//! What a file says of a build: the parts of it come from several places, which are merged before it is one.

use super::build::{Argument, Build, Context, Dockerfile, Folder, NamedContext};
use super::sources::FileKind;
use super::value::{Piece, Place, Value};

/// What is taken for the value of a variable that the caller can set and for which the file has a default.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Assume {
    Default,
    /// It may be anything.
    Anything,
}

/// A build as far as it is said.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Recipe {
    pub context: Option<Value>,
    pub dockerfile: Option<Value>,
    pub inline: Option<Value>,
    pub target: Option<Value>,
    pub args: Vec<Argument>,
    pub more_args: bool,
    pub contexts: Vec<NamedContext>,
    pub more_contexts: bool,
    pub platforms: Vec<Value>,
    /// What of a recipe it is merged over counts no more: `!reset` and `!override` of Compose.
    pub resets: Vec<Part>,
    /// It says that nothing is built.
    pub is_none: bool,
}

/// A part of a recipe.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    All,
    Context,
    Dockerfile,
    Inline,
    Target,
    Args,
    Contexts,
    Platforms,
}

/// No build has more arguments, contexts or platforms. With the limit, a chain of inheritance takes time that grows with its length.
const MAX_ENTRIES: usize = 200;

impl Recipe {
    /// One of which nothing is known, because it stands in a file that cannot be read.
    pub fn unknown(place: Place) -> Self {
        let mut recipe = Self::default();
        recipe.open(place);
        recipe
    }

    /// What is not said may be anything.
    pub fn open(&mut self, place: Place) {
        for value in [&mut self.context, &mut self.dockerfile, &mut self.target] {
            value.get_or_insert_with(|| Value::unknown(place));
        }
        self.more_args = true;
        self.more_contexts = true;
    }

    /// Another counts before this, in what it says.
    pub fn merge(&mut self, mut over: Self) {
        if self.is_none || over.resets.contains(&Part::All) {
            over.resets.append(&mut self.resets);
            *self = over;
            return;
        }
        over.resets.iter().for_each(|part| self.reset(*part));
        self.resets.append(&mut over.resets);
        for (value, over) in [
            (&mut self.context, over.context),
            (&mut self.dockerfile, over.dockerfile),
            (&mut self.inline, over.inline),
            (&mut self.target, over.target),
        ] {
            if over.is_some() {
                *value = over;
            }
        }
        if self.args.is_empty() {
            self.args = over.args;
        } else {
            over.args.into_iter().for_each(|argument| self.add_argument(argument));
        }
        if self.contexts.is_empty() {
            self.contexts = over.contexts;
        } else {
            over.contexts.into_iter().for_each(|context| self.add_context(context));
        }
        if !over.platforms.is_empty() {
            self.platforms = over.platforms;
        }
        self.more_args |= over.more_args;
        self.more_contexts |= over.more_contexts;
    }

    fn reset(&mut self, part: Part) {
        match part {
            Part::All => *self = Self::default(),
            Part::Context => self.context = None,
            Part::Dockerfile => self.dockerfile = None,
            Part::Inline => self.inline = None,
            Part::Target => self.target = None,
            Part::Args => (self.args, self.more_args) = (Vec::new(), false),
            Part::Contexts => (self.contexts, self.more_contexts) = (Vec::new(), false),
            Part::Platforms => self.platforms = Vec::new(),
        }
    }

    /// Of equal names the last counts.
    pub fn add_argument(&mut self, argument: Argument) {
        let Some(name) = argument.name.text() else {
            self.more_args = true;
            return;
        };
        let full = self.args.len() >= MAX_ENTRIES;
        match self.args.iter_mut().find(|known| known.name.text().as_deref() == Some(&name)) {
            Some(known) => *known = argument,
            None if !full => self.args.push(argument),
            None => self.more_args = true,
        }
    }

    /// Of equal names the last counts.
    pub fn add_context(&mut self, context: NamedContext) {
        let Some(name) = context.name.text() else {
            self.more_contexts = true;
            return;
        };
        let full = self.contexts.len() >= MAX_ENTRIES;
        match self.contexts.iter_mut().find(|known| known.name.text().as_deref() == Some(&name)) {
            Some(known) => *known = context,
            None if !full => self.contexts.push(context),
            None => self.more_contexts = true,
        }
    }

    pub fn add_platform(&mut self, platform: Value) {
        if self.platforms.len() < MAX_ENTRIES {
            self.platforms.push(platform);
        }
    }

    /// Flags of `docker build` among other words: `--target x`, `--build-arg=A=1`.
    pub fn add_flags(&mut self, words: &[Value]) {
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (flag, value) = match word.split_once('=') {
                Some((flag, value)) => (flag.text(), Some(value)),
                None => (word.text(), None),
            };
            let flag = flag.unwrap_or_default();
            if !["--target", "--build-arg", "--build-context", "--platform"].contains(&flag.as_str()) {
                continue;
            }
            let Some(value) = value.or_else(|| words.next().cloned()) else { continue };
            match flag.as_str() {
                "--target" => self.target = Some(value),
                "--platform" => self.add_platform(value),
                "--build-arg" => self.add_argument(argument(&value)),
                _ => match value.split_once('=') {
                    Some((name, value)) => self.add_context(NamedContext { name, value }),
                    None => self.more_contexts = true,
                },
            }
        }
    }

    /// The paths of a file in one folder as they are written in another.
    pub fn rebase(&mut self, from: &str, to: &str) {
        if from == to {
            return;
        }
        let up = to.split('/').filter(|part| !part.is_empty()).map(|_| "../");
        let mut prefix: String = up.collect();
        prefix.push_str(from);
        let contexts = self.contexts.iter_mut().map(|context| &mut context.value);
        for path in self.context.iter_mut().chain(contexts).filter(|path| is_local(path) && !path.is_unknown()) {
            path.pieces.insert(0, Piece::Text { text: format!("{}/", prefix.trim_end_matches('/')), place: None });
        }
    }

    /// The build of it.
    pub fn build(self, kind: FileKind, name: Option<String>, place: Place, folder: Folder) -> Build {
        let said = |value: Option<Value>| value.filter(|value| value.text().as_deref() != Some(""));
        let mut build = Build::new(kind, place, folder);
        build.name = name;
        if let Some(context) = said(self.context) {
            build.context = if is_remote(&context) { Context::Remote(context) } else { Context::Local(context) };
        }
        build.dockerfile = match (said(self.inline), said(self.dockerfile)) {
            (Some(text), _) => Dockerfile::Inline(text),
            (None, Some(path)) => Dockerfile::InContext(path),
            (None, None) => Dockerfile::Default,
        };
        build.target = said(self.target);
        build.args = self.args;
        build.more_args = self.more_args;
        build.contexts = self.contexts;
        build.more_contexts = self.more_contexts;
        build.platforms = self.platforms;
        build
    }
}

/// `NAME=VALUE`, or a name whose value the environment has.
pub(super) fn argument(written: &Value) -> Argument {
    match written.split_once('=') {
        Some((name, value)) => Argument { name, value: Some(value) },
        None => Argument { name: written.clone(), value: None },
    }
}

/// Whether a context is a repository or an archive elsewhere. Known by how it begins.
fn is_remote(context: &Value) -> bool {
    let start = context.start();
    ["git@", "github.com/"].iter().any(|prefix| start.starts_with(prefix)) || start.contains("://")
}

/// Whether a path begins where the file says.
fn is_local(path: &Value) -> bool {
    let start = path.start();
    let scheme = ["service:", "target:"].iter().any(|prefix| start.starts_with(prefix));
    !(is_remote(path) || scheme || start.starts_with(['/', '~']))
}
