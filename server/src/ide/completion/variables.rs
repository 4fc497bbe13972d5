//! Variables behind a `$`, in instructions that expand them and in what shells run.

use super::super::place::{Dollar, Slot, Typed, dollar};
use super::super::{reference, stage};
use super::{About, Asked, Completion, Item, ItemKind};
use crate::shell::AssignmentKind;
use crate::stages::{Scope, Variable};
use crate::syntax::Keyword;
use crate::text::ByteRange;

/// Whose variables can be used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Before the first FROM, and in a FROM.
    Globals,
    /// The builder, in an instruction of a stage.
    Builder,
    /// A shell that runs while the image is built: it may have variables of its own.
    Run,
    /// A shell in a container: what ENV has set.
    Container,
}

/// The variables at the cursor. None if no variable is being written there.
pub(super) fn in_instruction(asked: &Asked<'_>, typed: &Typed) -> Option<Completion> {
    let who = expands(asked, typed)?;
    let start = match typed.slot() {
        Slot::FlagValue { start, .. } => start,
        _ => typed.instruction.arguments_span.start,
    };
    let text = typed.text_from(start);
    let escape = if matches!(who, Who::Run | Who::Container) { '\\' } else { asked.document.file().escape };
    let found = dollar(text, escape)?;
    let insert = typed.range_from(asked.document, start + found.start as u32)?;
    Some(complete(asked, typed.index, who, found, insert))
}

/// In the body of a heredoc: of RUN a shell expands it, of COPY and ADD the builder, unless its name is quoted.
pub(super) fn in_heredoc(asked: &Asked<'_>, index: usize, number: usize) -> Option<Completion> {
    let document = asked.document;
    let mut instruction = document.file().instructions.get(index)?;
    while let Some(trigger) = instruction.trigger() {
        instruction = trigger;
    }
    let heredoc = instruction.heredocs.get(number)?;
    let who = match instruction.keyword {
        Some(Keyword::Run) if document.script(index).is_some() => Who::Run,
        Some(Keyword::Copy | Keyword::Add) if heredoc.expand => Who::Builder,
        _ => return None,
    };
    let line = document.index().line_start(document.index().line(asked.offset));
    let before = ByteRange::new(line.max(heredoc.body.start), asked.offset);
    let text = String::from_utf8_lossy(before.slice(document.text()));
    let found = dollar(&text, '\\')?;
    // A name is ASCII, so that what stands before it is no matter.
    let insert = ByteRange::new(asked.offset - (text.len() - found.start) as u32, asked.offset);
    Some(complete(asked, index, who, found, insert))
}

/// Who expands variables where the cursor is.
fn expands(asked: &Asked<'_>, typed: &Typed) -> Option<Who> {
    let slot = typed.slot();
    let in_flag = match slot {
        Slot::FlagValue { name, .. } => Some(name),
        Slot::Argument { .. } => None,
        Slot::Keyword { .. } | Slot::Flag { .. } => return None,
    };
    let shell = |who| {
        let posix = asked.document.interpreter(typed.index).is_none_or(|interpreter| interpreter.dialect.is_posix());
        (posix && !typed.arguments().starts_with('[')).then_some(who)
    };
    match (typed.keyword()?, in_flag) {
        (Keyword::From, None | Some("platform")) => Some(Who::Globals),
        (Keyword::Arg, None) if asked.document.graph().stage_at(typed.index).is_none() && !asked.document.graph().is_fragment() => {
            Some(Who::Globals)
        }
        (Keyword::Copy | Keyword::Add, Some("from")) => None,
        (Keyword::Copy | Keyword::Add, _) => Some(Who::Builder),
        (Keyword::Run, Some("mount")) => {
            let Slot::FlagValue { start, .. } = slot else { return None };
            let option = typed.text_from(start).rsplit(',').next().unwrap_or_default();
            (!option.starts_with("from=")).then_some(Who::Builder)
        }
        (Keyword::Run, None) => shell(Who::Run),
        (Keyword::Cmd | Keyword::Entrypoint, None) => shell(Who::Container),
        (Keyword::Healthcheck, None) if typed.arguments().contains(char::is_whitespace) => shell(Who::Container),
        (
            Keyword::Arg
            | Keyword::Env
            | Keyword::Label
            | Keyword::Expose
            | Keyword::User
            | Keyword::Workdir
            | Keyword::Volume
            | Keyword::StopSignal,
            None,
        ) => Some(Who::Builder),
        _ => None,
    }
}

fn complete(asked: &Asked<'_>, index: usize, who: Who, found: Dollar, insert: ByteRange) -> Completion {
    let document = asked.document;
    let graph = document.graph();
    let behind = ByteRange::new(asked.offset, document.range().end).slice(document.text());
    let rest = behind.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let next = behind.get(rest).copied();
    // An operator, or the brace, may stand there already.
    let closing = if found.braces && !matches!(next, Some(b'}' | b':' | b'-' | b'+' | b'?' | b'#' | b'%' | b'/')) { "}" } else { "" };
    let scope: &Scope = if who == Who::Globals { &graph.globals } else { graph.scope_at(index) };
    let mut items = Vec::new();
    let usable = scope.variables().filter(|(name, _)| who != Who::Container || scope.is_in_image(name));
    for (name, variable) in usable {
        let rank = match name {
            "PATH" => 2,
            _ if reference::platform_argument(name).is_some() => 1,
            _ => 0,
        };
        let about = About::Variable(name.to_owned(), index);
        items.push(Item::new(ItemKind::Variable, name).text(format!("{name}{closing}")).detail(value(variable)).rank(rank).about(about));
    }
    for name in shell_variables(asked, index).into_iter().filter(|_| who == Who::Run) {
        if items.iter().all(|item| item.label != name) {
            items.push(Item::new(ItemKind::Variable, &name).text(format!("{name}{closing}")).detail("set in this script"));
        }
    }
    Completion { items, insert, replace: ByteRange::new(insert.start, insert.end + rest as u32) }
}

/// A value as a detail.
pub(super) fn value(variable: &Variable) -> String {
    match (&variable.value, variable.known) {
        (Some(value), _) if value.is_empty() => "empty".to_owned(),
        (Some(value), true) => stage::short(value),
        (Some(value), false) => format!("{} (may differ)", stage::short(value)),
        (None, _) => "no default".to_owned(),
    }
}

/// What the script of an instruction gives a value.
fn shell_variables(asked: &Asked<'_>, index: usize) -> Vec<String> {
    let Some(script) = asked.document.script(index) else { return Vec::new() };
    let sets = script.assignments.iter().filter(|assignment| !matches!(assignment.kind, AssignmentKind::Prefix | AssignmentKind::Unset));
    let mut names: Vec<String> = sets.map(|assignment| script.text_of(assignment.name).to_owned()).collect();
    names.retain(|name| super::super::names::is_name(name));
    names.sort();
    names.dedup();
    names
}
