//! A source of COPY, ADD or a mount that is not there in the build context.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::project::BuildContext;
use crate::project::Builds;
use crate::project::ContextRoot;
use crate::project::Presence;
use crate::project::SourceStatus;
use crate::stages::ContextSource;

pub static RULE: Rule = Rule {
    name: "missing-context-path",
    summary: "COPY, ADD or a mount takes a file that is not there in the build context.",
    level: Level::Warning,
    group: Group::Correctness,
    page: include_str!("missing_context_path.md"),
    check,
    ..Rule::EMPTY
};

/// So many contexts are named in a message.
const NAMED: usize = 3;

/// What of a source is missing in a context.
struct Missing<'c> {
    context: &'c BuildContext,
    folder: &'c str,
    up_to: String,
    near: Option<String>,
    beside_dockerfile: Option<String>,
}

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let contexts = facts.settings.contexts_of(facts.document);
    if contexts.is_empty() {
        return;
    }
    let is_slip = |at: usize| facts.instruction(at).is_some_and(|at| at.broken_json().is_some() || at.comment_behind().is_some());
    for source in facts.graph().sources.iter().filter(|source| source.known && !is_slip(source.instruction)) {
        let Some((path, is_folder)) = plain(source).filter(|_| !hangs_on_call(facts, source)) else { continue };
        let missing = contexts.iter().map(|context| missing(context, source, &path)).collect::<Option<Vec<_>>>();
        let Some(missing) = missing else { continue };
        let Some(first) = missing.first() else { continue };
        // What the file takes as well is not what is meant here: `COPY gradle gradlew ./`.
        let is_taken = |near: &String| facts.graph().sources.iter().any(|source| takes(source, near));
        let near = missing.iter().find_map(|missing| missing.near.as_ref()).filter(|near| !is_taken(near));
        let beside = missing.iter().find_map(|missing| missing.beside_dockerfile.as_ref());
        // Another folder may be the context.
        let assumed = first.context.is_assumed();
        if assumed && near.is_none() {
            continue;
        }
        let fires = if source.fired { "This FROM fires an ONBUILD that takes something from the build context. " } else { "" };
        let what = if is_folder { "matches nothing" } else { "is not there" };
        let condition = if assumed { ", if the folder of this file is the context" } else { "" };
        let stops = match (is_folder, facts.reach.needs(source.stage)) {
            (true, _) => "",
            (false, true) => ": the build stops here",
            (false, false) => ": a build that needs this stage stops here",
        };
        let where_to = places(&missing);
        let message = match first.up_to == path {
            true if !is_folder => format!("{fires}There is no `{}` in {where_to}{condition}{stops}.", first.up_to),
            _ => format!("{fires}`{}` {what}, because there is no `{}` in {where_to}{condition}{stops}.", source.path, first.up_to),
        };
        let finding = report.add(source.range, message);
        let level = if assumed || (near.is_none() && beside.is_none()) { Level::Info } else { Level::Warning };
        finding.level(level).help(match (near, beside) {
            (Some(near), _) => format!("Did you mean `{near}`?"),
            (None, Some(beside)) => {
                format!("Paths begin at the build context, and not at the folder of the Dockerfile: did you mean `{beside}`?")
            }
            (None, None) => "Correct the path; or, if something makes it before the build, list it in .gitignore.".to_owned(),
        });
        if let Some(trigger) = source.trigger {
            finding.related(trigger, "the instruction it fires");
        }
    }
}

/// The path to look for; of wildcards, the folder above the first one, and that it is one. None if that cannot be missing or is not plain.
fn plain(source: &ContextSource) -> Option<(String, bool)> {
    // `github.com/…` may be a Git repository. A backslash is an escape beside wildcards.
    if source.is_root() || source.path.contains('\\') || source.path.starts_with("github.com/") {
        return None;
    }
    let path = source.clean();
    if !source.has_wildcards() {
        return Some((path, false));
    }
    let before = path.split(['*', '?', '[']).next()?;
    let (folder, _) = before.rsplit_once('/')?;
    Some((folder.to_owned(), true)).filter(|(folder, _)| !folder.is_empty())
}

/// Whether the source has a variable that another call gives another value: that of the platform, or an argument of some build.
fn hangs_on_call(facts: &Facts<'_>, source: &ContextSource) -> bool {
    let written = source.trigger.unwrap_or(source.range).slice(facts.document.text());
    if !written.contains(&b'$') {
        return false;
    }
    let names_platform = ["TARGET", "BUILD"].iter().any(|word| written.windows(word.len()).any(|part| part == word.as_bytes()));
    let gives = |builds: &Builds| builds.all().any(|(build, _)| build.more_args || !build.args.is_empty());
    names_platform || facts.settings.builds.as_deref().is_some_and(gives)
}

/// None if it is there in the context, or may be. What the ignore file keeps out, another rule finds.
fn missing<'c>(context: &'c BuildContext, source: &ContextSource, path: &str) -> Option<Missing<'c>> {
    let files = context.files.as_ref()?;
    let ignored = context.ignore.source_status(&source.path);
    if matches!(ignored, SourceStatus::Ignored { .. } | SourceStatus::PartlyIgnored { .. }) {
        return None;
    }
    match files.look(path) {
        Presence::Missing { up_to, near, beside_dockerfile } => {
            Some(Missing { context, folder: &files.folder, up_to, near, beside_dockerfile })
        }
        Presence::There | Presence::Unknown => None,
    }
}

/// Whether a source may take a path of the context.
fn takes(source: &ContextSource, path: &str) -> bool {
    let own = source.clean();
    if !source.has_wildcards() {
        return own == path;
    }
    let before = own.split(['*', '?', '[']).next().unwrap_or_default();
    // `COPY * /x` says nothing of what is meant.
    !before.is_empty() && !before.ends_with('/') && path.starts_with(before)
}

/// The contexts, and whose they are.
fn places(missing: &[Missing<'_>]) -> String {
    let named = missing.iter().take(NAMED).map(|missing| match &missing.context.root {
        ContextRoot::Built { by } => match by.as_slice() {
            [first, second, _, ..] => format!("`{}` ({first}, {second} and others)", missing.folder),
            by => format!("`{}` ({})", missing.folder, by.join(", ")),
        },
        _ => format!("`{}`", missing.folder),
    });
    let more = if missing.len() > NAMED { " and others" } else { "" };
    let word = if missing.len() == 1 { "the build context" } else { "any of the build contexts" };
    format!("{word} {}{more}", named.collect::<Vec<_>>().join(", "))
}
