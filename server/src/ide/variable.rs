//! What is known of a variable at a place: its value, and where that came from.

use std::fmt::Write;

use super::{reference, stage};
use crate::document::Document;
use crate::lint::Settings;
use crate::stages::Scope;
use crate::syntax::Keyword;

/// An ARG or ENV that gives a variable its value.
struct Origin {
    keyword: Keyword,
    line: u32,
    /// None of a global ARG.
    stage: Option<usize>,
    /// Whether it says a value: `ARG name` does not.
    value: bool,
}

/// In Markdown. What the instruction of the number `at` itself sets does not count yet: for what is behind it, ask with the next number.
pub fn describe(document: &Document, settings: &Settings, name: &str, at: usize) -> Option<String> {
    let graph = document.graph();
    let instruction = document.file().instructions.get(at);
    let is_from = instruction.is_some_and(|instruction| instruction.keyword == Some(Keyword::From));
    let stage = graph.stage_at(at).filter(|_| !is_from);
    Some(in_stage(document, settings, name, at, stage)).filter(|text| !text.is_empty())
}

/// The same behind an instruction that sets it.
pub fn describe_behind(document: &Document, settings: &Settings, name: &str, at: usize) -> String {
    in_stage(document, settings, name, at + 1, document.graph().stage_at(at))
}

fn in_stage(document: &Document, settings: &Settings, name: &str, at: usize, stage: Option<usize>) -> String {
    let graph = document.graph();
    // Behind the last instruction of a stage, the next scope is that of another stage.
    let end = stage.and_then(|stage| graph.stages.get(stage)).filter(|stage| at >= stage.body.end);
    let scope: &Scope = match (stage, end) {
        (None, _) if graph.is_fragment() => graph.scope_at(at),
        (None, _) => &graph.globals,
        (Some(_), Some(stage)) => &stage.scope,
        (Some(_), None) => graph.scope_at(at),
    };
    let Some(variable) = scope.variable(name) else { return unset(document, name, stage, scope) };
    let origin = match stage {
        Some(stage) => in_file(document, name, at, stage),
        None if graph.is_fragment() => last_in(document, name, 0..at, &[Keyword::Arg, Keyword::Env], None),
        None => global(document, name),
    };
    let mut text = match &variable.value {
        Some(value) if value.is_empty() => format!("`{name}` is empty"),
        Some(value) => format!("`{name}` = `{}`", stage::short(value)),
        None => format!("`{name}` has no value unless the build gives one"),
    };
    let given = settings.build.build_arg(name).is_some() && origin.as_ref().is_none_or(|origin| origin.keyword == Keyword::Arg);
    text.push_str("\n\n");
    match &origin {
        _ if given => text.push_str("Given as a build argument."),
        Some(origin) => {
            let place =
                origin.stage.filter(|of| Some(*of) != stage).map_or_else(String::new, |of| format!(" of {}", stage::title(document, of)));
            let _ = match (origin.keyword, origin.value) {
                (Keyword::Env, _) => write!(text, "Set by ENV in line {}{place}.", origin.line),
                (_, true) if origin.stage.is_none() && !graph.is_fragment() => {
                    write!(text, "The default of the global ARG in line {}.", origin.line)
                }
                (_, true) => write!(text, "The default of the ARG in line {}{place}.", origin.line),
                (_, false) => write!(text, "Declared by the ARG in line {}{place}", origin.line),
            };
            if origin.keyword == Keyword::Arg && !origin.value {
                match (global(document, name), reference::platform_argument(name)) {
                    (Some(outer), _) if origin.stage.is_some() => {
                        let _ = write!(text, ", which takes it from the global ARG in line {}.", outer.line);
                    }
                    (_, Some(platform)) => {
                        let _ = write!(text, ". For this build, BuildKit sets it: {}", lower(platform.about));
                    }
                    _ => text.push('.'),
                }
            }
        }
        None => match reference::platform_argument(name) {
            Some(platform) => {
                let _ = write!(text, "For this build, BuildKit sets it: {}", lower(platform.about));
            }
            None if name == "PATH" => text.push_str("What BuildKit sets where the base image has none."),
            None => text.push_str("The base image sets it, or an ONBUILD."),
        },
    }
    let is_argument = origin.as_ref().is_some_and(|origin| origin.keyword == Keyword::Arg);
    if reference::platform_argument(name).is_some() {
        // The value is that of this build.
    } else if is_argument && !given {
        let other = if variable.value.is_some() { "another" } else { "a" };
        let _ = write!(text, " `--build-arg {name}=…` gives it {other} value.");
    } else if !variable.known && !is_argument {
        text.push_str(" It hangs on something that the file does not say.");
    }
    if stage.is_some() || graph.is_fragment() {
        text.push_str(if scope.is_in_image(name) { " Containers have it too." } else { " Containers do not have it." });
    }
    text
}

/// What there is to say of a variable that nothing in reach sets.
fn unset(document: &Document, name: &str, stage: Option<usize>, scope: &Scope) -> String {
    if let Some(predefined) = reference::predefined_argument(name) {
        return format!("`{name}` is a predefined build argument. {}", predefined.about);
    }
    if stage.is_some() {
        let empty = if scope.complete { "is empty" } else { "is empty, unless the base image sets it" };
        if let Some(platform) = reference::platform_argument(name) {
            return format!("`{name}` is not declared in this stage, and so {empty}: `ARG {name}` gets it. {}", platform.about);
        }
        if let Some(global) = global(document, name) {
            return format!(
                "`{name}` is not declared in this stage, and so {empty}: `ARG {name}` takes it from the global ARG in line {}.",
                global.line
            );
        }
        if !scope.complete {
            let base = stage.and_then(|stage| stage::chain(document.graph(), stage).first().copied());
            let base = base.and_then(|base| document.graph().stages.get(base)).map_or("", |stage| stage.base.written.as_str());
            return format!("`{name}` is not set in this file; the image `{base}` may set it.");
        }
    }
    format!("`{name}` is not set here.")
}

/// The last global ARG of a name.
fn global(document: &Document, name: &str) -> Option<Origin> {
    let first = document.graph().stages.first().map_or(usize::MAX, |stage| stage.from);
    let count = document.file().instructions.len().min(first);
    last_in(document, name, 0..count, &[Keyword::Arg], None)
}

/// The instruction of the stage, or of those it builds on, that gives a variable its value.
fn in_file(document: &Document, name: &str, before: usize, stage: usize) -> Option<Origin> {
    let graph = document.graph();
    let chain = stage::chain(graph, stage);
    chain.into_iter().rev().find_map(|index| {
        let body = graph.stages.get(index)?.body.clone();
        if index == stage {
            return last_in(document, name, body.start..body.end.min(before), &[Keyword::Arg, Keyword::Env], Some(index));
        }
        // For what builds on a stage, ENV wins.
        let of = |keyword| last_in(document, name, body.clone(), &[keyword], Some(index));
        of(Keyword::Env).or_else(|| of(Keyword::Arg))
    })
}

fn last_in(document: &Document, name: &str, range: std::ops::Range<usize>, keywords: &[Keyword], stage: Option<usize>) -> Option<Origin> {
    range.rev().find_map(|at| {
        let instruction = document.file().instructions.get(at)?;
        let keyword = instruction.keyword.filter(|keyword| keywords.contains(keyword))?;
        let pair = instruction.pairs().iter().rev().find(|pair| pair.key.text(&instruction.line) == name)?;
        Some(Origin { keyword, line: stage::line(document, at), stage, value: pair.value.is_some() })
    })
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
