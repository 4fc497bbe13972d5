//! Keywords, flags, mounts, images, and variables of shells that the file does not set.

use super::super::{reference, stage, variable};
use super::{Hover, images};
use crate::document::Document;
use crate::lint::Settings;
use crate::syntax::{Arguments, Command, Flag, Instruction, Keyword, Span, mount_options};
use crate::text::ByteRange;

pub(super) fn hover(document: &Document, settings: &Settings, offset: u32) -> Option<Hover> {
    let instructions = &document.file().instructions;
    let before = instructions.partition_point(|instruction| instruction.range.start <= offset);
    let at = before.checked_sub(1)?;
    let instruction = instructions.get(at).filter(|instruction| instruction.range.touches(offset))?;
    in_shell(document, settings, at, offset).or_else(|| in_instruction(document, settings, at, instruction, offset))
}

fn in_instruction(document: &Document, settings: &Settings, at: usize, instruction: &Instruction, offset: u32) -> Option<Hover> {
    let keyword = instruction.keyword?;
    let range = instruction.keyword_range();
    if range.touches(offset) {
        let mut text = reference::describe_instruction(keyword);
        if let Some(form) = form(instruction) {
            text.push_str("\n\n");
            text.push_str(form);
        }
        if let Some(stage) = document.graph().stages.iter().position(|stage| stage.from == at) {
            text.push_str("\n\n---\n\n");
            text.push_str(&stage::describe(document, settings, stage));
        }
        return Some(Hover { range, text });
    }
    if let Some(trigger) = instruction.trigger() {
        return in_instruction(document, settings, at, trigger, offset);
    }
    if let Some(flag) = instruction.flags.iter().find(|flag| instruction.range_of(flag.span).touches(offset)) {
        return of_flag(instruction, keyword, flag, offset);
    }
    let from = instruction.from()?;
    if let Some(word) = from.as_keyword(&instruction.line).filter(|word| instruction.range_of(word.span).touches(offset)) {
        let stage = document.graph().stages.iter().position(|stage| stage.from == at)?;
        let text = stage::describe(document, settings, stage);
        return Some(Hover { range: instruction.range_of(word.span), text });
    }
    let base = from.base().filter(|base| instruction.range_of(base.span).touches(offset))?;
    let stage = document.graph().stages.iter().find(|stage| stage.from == at)?;
    Some(Hover { range: instruction.range_of(base.span), text: images::describe(&stage.base.written, &stage.base.resolved) })
}

/// Who runs the command of an instruction.
fn form(instruction: &Instruction) -> Option<&'static str> {
    let command = match &instruction.arguments {
        Arguments::Command(command) => command,
        Arguments::Healthcheck(check) => &check.command,
        _ => return None,
    };
    match command {
        Command::Exec(_) if instruction.keyword != Some(Keyword::Shell) => {
            Some("Here in exec form: the program is run without a shell, which would expand variables.")
        }
        Command::Shell(_) => Some("Here in shell form: a shell runs the text."),
        _ => None,
    }
}

fn of_flag(instruction: &Instruction, keyword: Keyword, flag: &Flag, offset: u32) -> Option<Hover> {
    let value = flag.value.as_deref().unwrap_or_default();
    if let Some(span) = flag.value_span.filter(|span| instruction.range_of(*span).touches(offset)) {
        if keyword == Keyword::Copy && flag.name == "from" {
            return Some(Hover { range: instruction.range_of(span), text: images::describe(value, value) }).filter(|_| !value.is_empty());
        }
        if keyword == Keyword::Run && flag.name == "mount" {
            return of_mount(instruction, span, value, offset);
        }
    }
    let text = reference::describe_flag(keyword, &flag.name)?;
    let range = instruction.range_of(Span { start: flag.span.start, end: flag.name_span.end });
    Some(Hover { range: if range.touches(offset) { range } else { instruction.range_of(flag.span) }, text })
}

fn of_mount(instruction: &Instruction, span: Span, value: &str, offset: u32) -> Option<Hover> {
    // With quotes or escapes in it, the place of an option cannot be told.
    if instruction.text_of(span) != value {
        return None;
    }
    let options = mount_options(value).ok()?;
    let get = |name: &str| options.iter().rev().find(|option| option.key == name).and_then(|option| option.value.as_deref());
    let kind = get("type").unwrap_or("bind");
    let place = |inside: Span| instruction.range_of(inside.moved(span.start));
    let option = options.iter().find(|option| place(option.span).touches(offset))?;
    let in_value = option.value_span.map(place).filter(|range| range.touches(offset));
    let (range, text) = match (option.key.as_str(), in_value) {
        ("type", Some(range)) => (range, reference::describe_mount(kind)?),
        ("type", None) => (place(option.key_span), reference::describe_flag(Keyword::Run, "mount")?),
        ("from", Some(range)) => (range, images::describe(get("from")?, get("from")?)),
        (key, _) => (place(option.span), reference::describe_mount_option(kind, key)?),
    };
    Some(Hover { range, text })
}

/// A variable in the text of a shell that neither the file nor the text itself sets.
fn in_shell(document: &Document, settings: &Settings, at: usize, offset: u32) -> Option<Hover> {
    let script = document.script(at)?;
    let found = script.expansions.iter().find(|expansion| script.file_range(expansion.name).touches(offset))?;
    let name = script.text_of(found.name);
    let range: ByteRange = script.file_range(found.name);
    if !super::super::names::is_name(name) {
        return None;
    }
    if script.may_set(name, found.span.start) {
        return Some(Hover { range, text: format!("`{name}` is a variable of the shell: this script sets it.") });
    }
    Some(Hover { range, text: variable::describe(document, settings, name, at)? })
}

/// What the name of a heredoc means for its body.
pub(super) fn heredoc(document: &Document, at: usize, number: usize) -> Option<String> {
    let mut instruction = document.file().instructions.get(at)?;
    while let Some(trigger) = instruction.trigger() {
        instruction = trigger;
    }
    let heredoc = instruction.heredocs.get(number)?;
    let mut text = format!("**Heredoc** `{}`: the lines up to one that is nothing but this word.", heredoc.name);
    let copies = matches!(instruction.keyword, Some(Keyword::Copy | Keyword::Add));
    text.push_str(match (copies, heredoc.expand) {
        (true, true) => " BuildKit expands variables in them.",
        (true, false) => " As the word is quoted, variables in them stay as they are.",
        (false, _) => " They are read by the shell, or by the program that their `#!` names.",
    });
    if heredoc.chomp {
        text.push_str(" Tabs at the beginning of a line are dropped.");
    }
    Some(text)
}
