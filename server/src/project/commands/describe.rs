//! From a call to builds.

use super::evaluate::Word;
use super::flags::{self, Flags};
use super::formula::ROOT;
use super::program::{Call, Program};
use crate::project::build::{Argument, Build, Context, Dockerfile, Folder, NamedContext};
use crate::project::sources::{FileKind, join};
use crate::project::value::{Piece, Value};

/// Where a command runs.
#[derive(Clone, Debug)]
pub(super) struct Start {
    /// Where the file's commands begin.
    pub folder: Folder,
    /// Where it went from there: `cd docker`.
    pub inside: Vec<Value>,
}

/// What is given to a command by standard input.
#[derive(Clone, Debug)]
pub(super) enum Input {
    None,
    /// A file, by its name.
    File(Value),
    Unseen,
}

/// The builds that a call does: mostly one; several where flags are unknown that may choose what is built.
pub(super) fn builds(kind: FileKind, words: &[Word], call: Call, start: &Start, input: Input) -> Vec<Build> {
    let Some(name) = words.get(call.at) else { return Vec::new() };
    let flags = flags::read(call.program, words.get(call.arguments..).unwrap_or_default());
    let mut build = Build::new(kind, name.value.place, start.folder.clone());
    build.more_args = !flags.loose.is_empty();
    build.more_contexts = !flags.loose.is_empty();
    build.target = flags.targets.last().map(|target| target.value.clone()).filter(|target| target.text().as_deref() != Some(""));
    build.args = flags.args.iter().map(argument).collect();
    build.contexts = flags.contexts.iter().filter_map(named_context).collect();
    build.platforms = flags.platforms.iter().map(|platform| platform.value.clone()).collect();
    where_from(&mut build, &flags, call.program, input);
    place(&mut build, start);

    let hinted = |what: &str| flags.loose.iter().find(|word| word.hint.contains(what));
    let mut builds = vec![build];
    let target = flags.targets.last();
    if let Some(word) =
        target.filter(|word| word.open && !word.value.is_unknown()).or_else(|| hinted("target").filter(|_| target.is_none()))
    {
        let sure = target.is_some();
        alternative(&mut builds, sure, |build| build.target = Some(Value::unknown(word.value.place)));
    }
    // What the caller may build instead is of no matter if it is the last stage; and if nothing were known, it could be all of everything.
    let open = flags.files.iter().chain(&flags.positional).find(|word| word.open && !word.value.is_unknown());
    let file = open.filter(|_| target.is_some_and(|target| target.text().is_some()));
    if let Some(word) = file.or_else(|| hinted("file").filter(|_| flags.files.is_empty())) {
        let sure = file.is_some();
        let other = |build: &mut Build| build.dockerfile = Dockerfile::InFolder(Value::unknown(word.value.place));
        let known = |build: &Build| build.target.as_ref().is_none_or(|target| !target.is_unknown());
        let (mut known, rest) = builds.into_iter().partition(known);
        alternative(&mut known, sure, other);
        known.extend(rest);
        builds = known;
    }
    builds
}

/// The same builds, and each once more with something else in it. `sure`: the first ones are done anyway.
fn alternative(builds: &mut Vec<Build>, sure: bool, change: impl Fn(&mut Build)) {
    let mut others = builds.clone();
    for build in builds.iter_mut() {
        build.certain &= sure;
    }
    for build in &mut others {
        build.certain = false;
        change(build);
    }
    builds.extend(others);
}

/// Builds of which those are one that differ in nothing but their arguments: where these differ, they are unknown.
pub(super) fn alike_but_for_arguments(builds: Vec<Build>) -> Vec<Build> {
    let mut found: Vec<Build> = Vec::new();
    for build in builds {
        let same = |other: &&mut Build| {
            let without = |build: &Build| Build { args: Vec::new(), more_args: false, platforms: Vec::new(), ..build.clone() };
            without(other) == without(&build)
        };
        let Some(known) = found.iter_mut().find(same) else {
            found.push(build);
            continue;
        };
        known.more_args |= build.more_args || build.args.iter().any(|argument| !known.args.iter().any(|own| own.name == argument.name));
        for argument in &mut known.args {
            let other = build.args.iter().find(|other| other.name == argument.name);
            if other.is_none_or(|other| other.value != argument.value) {
                argument.value = Some(Value::unknown(argument.name.place));
            }
        }
        if known.platforms != build.platforms {
            known.platforms.clear();
        }
    }
    found
}

pub(super) fn argument(word: &Word) -> Argument {
    match word.split_at('=') {
        Some((name, value)) => Argument { name: name.value, value: Some(value.value) },
        None => Argument { name: word.value.clone(), value: None },
    }
}

pub(super) fn named_context(word: &Word) -> Option<NamedContext> {
    let (name, value) = word.split_at('=')?;
    Some(NamedContext { name: name.value, value: value.value })
}

/// The build context and the Dockerfile.
fn where_from(build: &mut Build, flags: &Flags, program: Program, input: Input) {
    let known = |word: &&Word| !word.value.is_unknown();
    let context = flags.positional.iter().find(known).or(flags.positional.first()).or(flags.loose.last());
    let file = flags.files.last();
    let from_input = |input: Input| match input {
        Input::File(file) if file.text().is_none_or(|name| !is_archive(&name)) => Dockerfile::InFolder(file),
        _ => Dockerfile::Unseen,
    };
    let is_dash = |word: &Word| word.text().as_deref() == Some("-");
    build.context = match context {
        Some(word) if is_dash(word) => Context::None,
        Some(word) if is_remote(&word.start()) => Context::Remote(word.value.clone()),
        Some(word) => Context::Local(without_scheme(word)),
        None => Context::Local(Value::computed(build.place, ".")),
    };
    build.dockerfile = match (file, &build.context) {
        (Some(file), _) if is_dash(file) => from_input(input),
        (Some(file), _) if file.text().as_deref() == Some("") => Dockerfile::Default,
        // buildctl and kaniko look in the context.
        (Some(file), _) if program != Program::Docker => Dockerfile::InContext(file.value.clone()),
        (Some(file), Context::Remote(_)) => Dockerfile::InContext(file.value.clone()),
        (Some(file), _) => Dockerfile::InFolder(file.value.clone()),
        (None, Context::None) => from_input(input),
        (None, _) => Dockerfile::Default,
    };
    if program == Program::Buildctl
        && let (Some(folder), name) = (flags.positional.last(), file)
    {
        let name = name.map_or_else(|| Value::computed(build.place, "Dockerfile"), |name| name.value.clone());
        let slash = Value::computed(build.place, "/");
        build.dockerfile = Dockerfile::InFolder(folder.value.clone().join(slash).join(name));
    }
}

fn is_archive(name: &str) -> bool {
    [".tar", ".tgz", ".gz", ".zst", ".xz"].iter().any(|ending| name.ends_with(ending))
}

pub(super) fn is_remote(text: &str) -> bool {
    let is = |prefix: &str| text.starts_with(prefix);
    is("http://") || is("https://") || is("git://") || is("ssh://") || is("git@") || is("github.com/") || is("s3://") || is("gs://")
}

/// kaniko says `dir:///workspace`.
fn without_scheme(word: &Word) -> Value {
    if word.start().starts_with("dir://") { word.behind("dir://".len()).value } else { word.value.clone() }
}

/// Sets where the relative paths of a build begin, by where its command runs.
pub(super) fn place(build: &mut Build, start: &Start) {
    let mut folder = start.folder.clone();
    let mut prefix: Option<Value> = None;
    for inside in &start.inside {
        let joined = match prefix.take() {
            Some(before) if !starts_at_root(inside) => {
                let place = inside.place;
                before.join(Value::computed(place, "/")).join(inside.clone())
            }
            _ => inside.clone(),
        };
        prefix = Some(joined);
    }
    if let Some(mut inside) = prefix {
        if starts_at_root(&inside) {
            folder = Folder::Known(String::new());
            inside = without_root(&inside);
        }
        match inside.text() {
            Some(path) => folder = enter(&folder, &path).unwrap_or_else(|| unknown_folder(build)),
            None => behind_unknown(build, &inside),
        }
    }
    build.folder = folder;
    from_root(build);
}

fn starts_at_root(value: &Value) -> bool {
    matches!(value.pieces.iter().find(|piece| !matches!(piece, Piece::Text { text, .. } if text.is_empty())), Some(Piece::Text { text, .. }) if text.starts_with(ROOT))
}

/// The same path relative to the root.
fn without_root(value: &Value) -> Value {
    let mut value = value.clone();
    let mut open = true;
    for piece in &mut value.pieces {
        match piece {
            Piece::Text { text, .. } if open && text.is_empty() => {}
            Piece::Text { text, place } if open && text.starts_with([ROOT, '/']) => {
                let rest = text.trim_start_matches([ROOT, '/']).to_owned();
                *place = place.filter(|_| rest.len() == text.len());
                open = rest.is_empty();
                *text = rest;
            }
            _ => open = false,
        }
    }
    value.pieces.retain(|piece| !matches!(piece, Piece::Text { text, .. } if text.is_empty()));
    if value.pieces.is_empty() {
        value.pieces.push(Piece::Text { text: ".".to_owned(), place: None });
    }
    value
}

/// None if the path leads out of the repository wherever it begins.
fn enter(folder: &Folder, path: &str) -> Option<Folder> {
    match folder {
        Folder::Known(known) => join(known, path).map(Folder::Known),
        Folder::Perhaps(folders) => {
            let all: Vec<String> = folders.iter().filter_map(|folder| join(folder, path)).collect();
            (!all.is_empty()).then_some(Folder::Perhaps(all))
        }
    }
}

/// Somewhere else: in a folder that was made, of another repository, of a container.
fn unknown_folder(build: &mut Build) -> Folder {
    let nowhere = Value::unknown(build.place);
    behind_unknown(build, &nowhere);
    Folder::Known(String::new())
}

/// Puts a path that is not all known before the paths of a build.
fn behind_unknown(build: &mut Build, folder: &Value) {
    let before = |path: &mut Value| {
        let absolute = starts_at_root(path)
            || path.pieces.first().is_some_and(|piece| matches!(piece, Piece::Text { text, .. } if text.starts_with('/')));
        if absolute {
            return;
        }
        let own = std::mem::replace(path, folder.clone());
        if own.text().as_deref() != Some(".") {
            let slash = Value::computed(own.place, "/");
            let joined = std::mem::replace(path, folder.clone()).join(slash).join(own);
            *path = joined;
        }
    };
    if let Context::Local(context) = &mut build.context {
        before(context);
    }
    if let Dockerfile::InFolder(file) = &mut build.dockerfile {
        before(file);
    }
}

/// Paths that begin in the root by what they say.
fn from_root(build: &mut Build) {
    if let Dockerfile::InContext(file) = &build.dockerfile
        && starts_at_root(file)
    {
        build.dockerfile = Dockerfile::InFolder(file.clone());
    }
    let rooted_context = matches!(&build.context, Context::Local(context) if starts_at_root(context));
    let rooted_file = match &build.dockerfile {
        Dockerfile::InFolder(file) => Some(starts_at_root(file)),
        _ => None,
    };
    match rooted_file {
        Some(true) | None if rooted_context => build.folder = Folder::Known(String::new()),
        Some(true) => {
            build.folder = Folder::Known(String::new());
            // The context begins elsewhere, and only one folder can be said.
            if let Context::Local(context) = &mut build.context {
                *context = Value::unknown(context.place);
            }
        }
        Some(false) if rooted_context => {
            if let Context::Local(context) = &mut build.context {
                *context = match &build.folder {
                    Folder::Known(folder) if folder.is_empty() => without_root(context),
                    _ => Value::unknown(context.place),
                };
            }
        }
        _ => {}
    }
    let unrooted = |value: &mut Value| {
        if starts_at_root(value) {
            *value = without_root(value);
        }
    };
    if let Context::Local(context) = &mut build.context {
        unrooted(context);
    }
    if let Dockerfile::InFolder(file) | Dockerfile::InContext(file) = &mut build.dockerfile {
        unrooted(file);
    }
    let texts = build.target.iter_mut().chain(build.args.iter_mut().filter_map(|argument| argument.value.as_mut()));
    let texts = texts.chain(build.contexts.iter_mut().map(|context| &mut context.value)).chain(build.platforms.iter_mut());
    for value in texts {
        for piece in &mut value.pieces {
            if matches!(piece, Piece::Text { text, .. } if text.contains(ROOT)) {
                *piece = Piece::Unknown;
            }
        }
    }
}
