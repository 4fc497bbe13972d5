//! From a call to builds.

use super::evaluate::Word;
use super::flags::{self, Flags};
use super::place::place;
use super::program::{Call, Program};
use crate::project::build::{Argument, Build, Context, Dockerfile, Folder, NamedContext, Standing};
use crate::project::sources::FileKind;
use crate::project::value::Value;

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
///
/// `passed`: others call the file with a target, which it may pass on by `"$@"`.
pub(super) fn builds(kind: FileKind, words: &[Word], call: Call, start: &Start, input: Input, passed: bool) -> Vec<Build> {
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
    let handed_on = || flags.loose.iter().find(|word| passed && word.hint.contains(['@', '*']));
    if let Some(word) = target
        .filter(|word| word.open && !word.value.is_unknown())
        .or_else(|| hinted("target").or_else(handed_on).filter(|_| target.is_none()))
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
    if !sure {
        builds.iter_mut().for_each(|build| build.standing = build.standing.doubted());
    }
    for build in &mut others {
        build.standing = if sure { Standing::Overridden } else { build.standing.doubted() };
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
