//! A source of COPY or ADD that the ignore file keeps out of the build context.

use crate::lint::{Facts, Group, Level, Report, Rule};
use crate::project::BuildContext;
use crate::project::SourceStatus;
use crate::stages::ContextSource;

pub static RULE: Rule = Rule {
    name: "ignored-copy-source",
    summary: "COPY or ADD takes a file that .dockerignore keeps out of the build context.",
    level: Level::Error,
    group: Group::Correctness,
    aliases: &["CopyIgnoredFile"],
    page: include_str!("ignored_copy_source.md"),
    check,
    ..Rule::EMPTY
};

fn check(facts: &Facts<'_>, report: &mut Report<'_>) {
    let contexts = facts.settings.contexts_of(facts.document);
    // Another value of a variable may name another file.
    for source in facts.graph().sources.iter().filter(|source| source.known) {
        // A mount has no wildcards.
        if source.mount && source.path.contains(['*', '?', '[', '\\']) {
            continue;
        }
        let ignored = contexts.iter().map(|context| match context.ignore.source_status(&source.path) {
            SourceStatus::Ignored { pattern } => Some((context, context.ignore.patterns().get(pattern)?)),
            _ => None,
        });
        // What one build finds, is there for some.
        let Some(ignored) = ignored.collect::<Option<Vec<_>>>() else { continue };
        let Some((context, pattern)) = ignored.first() else { continue };
        let (path, file, line) = (&source.path, &context.ignore_file, pattern.line);
        let by = format!("line {line} of {file} (`{}`)", pattern.text);
        let what = if source.is_root() {
            let verb = if source.mount { "mounts" } else { "copies" };
            format!("`{path}` {verb} nothing, because {by} ignores all of the build context")
        } else if source.has_wildcards() {
            format!("`{path}` copies nothing, because {by} ignores whatever it matches")
        } else {
            format!("`{path}` is not in the build context, because {by} ignores it: {}", consequence(facts, source))
        };
        let condition = if context.is_assumed() { ", if the folder of this file is the context" } else { "" };
        let fires = if source.fired { "This FROM fires an ONBUILD that copies from the build context. " } else { "" };
        let finding = report.add(source.range, format!("{fires}{what}{condition}."));
        finding.help(help(context, source, line)).level(level(context, source));
        if let Some(trigger) = source.trigger {
            finding.related(trigger, "the instruction it fires");
        }
    }
}

fn consequence(facts: &Facts<'_>, source: &ContextSource) -> &'static str {
    if facts.reach.needs(source.stage) { "the build stops here" } else { "a build that needs this stage stops here" }
}

fn level(context: &BuildContext, source: &ContextSource) -> Level {
    let stops = !source.is_root() && !source.has_wildcards();
    if stops && !context.is_assumed() { Level::Error } else { Level::Warning }
}

/// Behind the others an exception always has the last word.
fn help(context: &BuildContext, source: &ContextSource, line: u32) -> String {
    let file = &context.ignore_file;
    // An exception for a plain path surely takes it back. A `#` would begin a comment, and a backslash an escape.
    let plain = !source.is_root() && !source.has_wildcards() && !source.path.contains(['\\', '#', '!']);
    let instead = match plain {
        true => format!("Write `!{}` at the end of {file}, or delete line {line} there.", source.path),
        false => format!("Delete line {line} of {file}."),
    };
    let other = if context.is_assumed() { " If another folder is the context, name it with `--context`." } else { "" };
    format!("{instead}{other}")
}
