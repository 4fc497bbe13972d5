//! The words of the other instructions: signals, users, ports, names of variables and labels, forms of HEALTHCHECK, SHELL and CMD.

use super::super::place::Typed;
use super::super::{reference, stage};
use super::flags::{self, numbered};
use super::variables;
use super::{About, Asked, Completion, Item, ItemKind, paths};
use crate::stages::Variable;
use crate::syntax::Keyword;

pub(super) fn complete(asked: &Asked<'_>, typed: &Typed, keyword: Keyword, number: usize, start: u32) -> Option<Completion> {
    let word = typed.text_from(start);
    let items = match (keyword, number) {
        (Keyword::StopSignal, 0) => numbered(reference::SIGNALS),
        (Keyword::User, 0) => return owner(asked, typed, start),
        (Keyword::Expose, _) => return port(asked, typed, start),
        (Keyword::Workdir, 0) => paths::workdirs(asked, typed),
        (Keyword::Arg, _) if !word.contains('=') => arguments(asked, typed),
        (Keyword::Env, _) if !word.contains('=') && is_new_pair(typed) => env(asked, typed),
        (Keyword::Label, _) if !word.contains('=') && is_new_pair(typed) => labels(asked, typed),
        (Keyword::Healthcheck, 0) => healthcheck(typed, word),
        (Keyword::Shell, 0) => shells(),
        (Keyword::Cmd | Keyword::Entrypoint | Keyword::Volume, 0) if word.is_empty() || word.starts_with('[') => {
            let name = if keyword == Keyword::Volume { "path" } else { "program" };
            vec![Item::new(ItemKind::Snippet, format!("[\"{name}\"]")).snippet(format!("[\"${{1:{name}}}\"]")).detail("JSON form")]
        }
        (Keyword::Run, 0) if word.starts_with('<') => {
            vec![Item::new(ItemKind::Snippet, "<<EOF").snippet("<<EOF\n$0\nEOF").detail("a script of several lines")]
        }
        _ => return None,
    };
    // A snippet brings its own end with it.
    let rest = asked.rest_of_line().trim_ascii().is_empty();
    asked.at(typed, start, b"=", items.into_iter().filter(|item| rest || !item.snippet).collect())
}

/// Whether the word begins a pair: not in quotes, and not the value of `ENV name value`.
fn is_new_pair(typed: &Typed) -> bool {
    let before = typed.arguments().trim_start();
    let quotes = |quote| before.matches(quote).count() % 2 == 0;
    let first = before.split_whitespace().next().unwrap_or_default();
    quotes('"') && quotes('\'') && (first.contains('=') || !before.contains(char::is_whitespace))
}

/// A user, and behind the `:` a group.
pub(super) fn owner(asked: &Asked<'_>, typed: &Typed, start: u32) -> Option<Completion> {
    let word = typed.text_from(start);
    let (users, groups) = asked.document.graph().stage_at(typed.index).map(|stage| stage::users(asked.document, stage)).unwrap_or_default();
    let (start, made, what) = match word.split_once(':') {
        Some((user, _)) => (start + user.len() as u32 + 1, groups, "group"),
        None => (start, users, "user"),
    };
    let mut items: Vec<Item> = Vec::new();
    let mut add = |name: &str, detail: &str, rank| {
        if !name.is_empty() && items.iter().all(|item| item.label != name) {
            items.push(Item::new(ItemKind::User, name).detail(detail).rank(rank));
        }
    };
    for name in &made {
        add(name, &format!("{what} made in this stage"), 0);
    }
    for (at, instruction) in asked.document.file().instructions.iter().enumerate() {
        let named = instruction.keyword == Some(Keyword::User) && at != typed.index;
        let written = instruction.text_of(instruction.arguments_span);
        let (user, group) = written.split_once(':').unwrap_or((written, ""));
        let name = if what == "user" { user } else { group };
        if named && !name.contains(['$', ' ']) {
            add(name, "used in this file", 1);
        }
    }
    add("root", if what == "user" { "user 0" } else { "group 0" }, 2);
    if what == "user" {
        add("nobody", "user 65534 of most images", 3);
    }
    asked.at(typed, start, b":", items)
}

fn port(asked: &Asked<'_>, typed: &Typed, start: u32) -> Option<Completion> {
    let word = typed.text_from(start);
    match word.split_once('/') {
        Some((port, _)) => asked.at(typed, start + port.len() as u32 + 1, b"", numbered(reference::PROTOCOLS)),
        None => asked.at(typed, start, b"/", numbered(reference::PORTS)),
    }
}

/// Names for ARG: in a stage the global ones and those of the platform that it does not have yet; the proxies.
fn arguments(asked: &Asked<'_>, typed: &Typed) -> Vec<Item> {
    let graph = asked.document.graph();
    let mut items = Vec::new();
    if graph.stage_at(typed.index).is_some() {
        let scope = graph.scope_at(typed.index);
        // An ARG that is declared in the stage is in its scope, whatever its value.
        for (name, variable) in graph.globals.variables().filter(|(name, _)| scope.variable(name).is_none()) {
            let platform = reference::platform_argument(name);
            let detail = platform.map_or_else(|| format!("global: {}", variables::value(variable)), |platform| platform.about.to_owned());
            let about = About::Variable(name.to_owned(), typed.index);
            items.push(Item::new(ItemKind::Variable, name).detail(detail).rank(usize::from(platform.is_some())).about(about));
        }
        items.sort_by_key(|item| item.rank);
    }
    items.extend(reference::PREDEFINED_ARGUMENTS.iter().map(|value| Item::new(ItemKind::Variable, value.text).detail(value.about).rank(2)));
    items
}

/// Names for ENV: those of ARGs, to hand on their values, and what is mostly set.
fn env(asked: &Asked<'_>, typed: &Typed) -> Vec<Item> {
    let scope = asked.document.graph().scope_at(typed.index);
    let mut items = Vec::new();
    for (name, Variable { .. }) in scope.variables().filter(|(name, _)| !scope.is_in_image(name)) {
        let about = About::Variable(name.to_owned(), typed.index);
        items.push(Item::new(ItemKind::Variable, format!("{name}=${name}")).detail("hands the ARG on to containers").about(about));
    }
    let new =
        |value: &&reference::Value| scope.variable(value.text.split('=').next().unwrap_or_default()).is_none() || value.text == "PATH=";
    items.extend(reference::ENV_KEYS.iter().filter(new).map(|value| Item::new(ItemKind::Variable, value.text).detail(value.about).rank(1)));
    let taken = asked.document.text().get(asked.offset as usize) == Some(&b'=');
    if taken {
        for item in &mut items {
            item.text = item.text.split('=').next().unwrap_or_default().to_owned();
        }
    }
    items
}

fn labels(asked: &Asked<'_>, typed: &Typed) -> Vec<Item> {
    let has = |key: &str| typed.instruction.pairs().iter().any(|pair| pair.key.text(&typed.instruction.line) == key);
    let equals = if asked.document.text().get(asked.offset as usize) == Some(&b'=') { "" } else { "=" };
    let keys = reference::LABEL_KEYS.iter().enumerate().filter(|(_, value)| !has(value.text));
    let mut items: Vec<Item> = keys.map(|(rank, value)| Item::of_value(value).text(format!("{}{equals}", value.text)).rank(rank)).collect();
    let others = asked.document.file().instructions.iter().enumerate();
    for (_, instruction) in others.filter(|(at, other)| *at != typed.index && other.keyword == Some(Keyword::Label)) {
        for key in instruction.pairs().iter().map(|pair| pair.key.text(&instruction.line)) {
            let is_plain = !key.is_empty() && !key.contains(|c: char| c.is_whitespace() || "\"'$\\=".contains(c));
            if is_plain && !has(key) && items.iter().all(|item| item.label != key) {
                let item = Item::new(ItemKind::Variable, key).text(format!("{key}{equals}"));
                items.push(item.detail("LABEL elsewhere in this file").rank(reference::LABEL_KEYS.len()));
            }
        }
    }
    items
}

fn healthcheck(typed: &Typed, word: &str) -> Vec<Item> {
    let mut items = vec![Item::new(ItemKind::Keyword, "CMD").detail("a command follows").commit(' ')];
    if typed.instruction.flags.is_empty() {
        items.push(Item::new(ItemKind::Keyword, "NONE").detail("no check, though the base image has one").rank(1));
    }
    if word.is_empty() {
        items.extend(flags::items(typed, Keyword::Healthcheck));
    }
    items
}

fn shells() -> Vec<Item> {
    let all = [
        (r#"["/bin/bash", "-o", "pipefail", "-c"]"#, "bash; a pipe fails if one of its commands does"),
        (r#"["/bin/ash", "-o", "pipefail", "-c"]"#, "ash of Alpine; a pipe fails if one of its commands does"),
        (r#"["/bin/sh", "-c"]"#, "sh, the default on Linux"),
        (r#"["powershell", "-Command"]"#, "PowerShell"),
        (r#"["cmd", "/S", "/C"]"#, "cmd, the default on Windows"),
    ];
    all.into_iter().enumerate().map(|(rank, (label, detail))| Item::new(ItemKind::Value, label).detail(detail).rank(rank)).collect()
}
