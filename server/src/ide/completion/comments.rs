//! Comments that something reads: parser directives at the head of the file, and those that suppress findings.

use super::{About, Asked, Completion, Item, ItemKind};
use crate::lint::{CheckName, Rule};
use crate::syntax::{DirectiveName, Keyword};
use crate::text::ByteRange;

pub(super) fn complete(asked: &Asked<'_>, comment: ByteRange) -> Option<Completion> {
    let before = ByteRange::new(comment.start, asked.offset);
    let text = String::from_utf8_lossy(before.slice(asked.document.text()));
    // A byte that is not UTF-8 would shift what stands behind it.
    if text.len() != before.len() as usize {
        return None;
    }
    let body = text.trim_start_matches('#').trim_start();
    let head = is_head(asked, comment);
    let start = |word: &str| ByteRange::new(asked.offset - word.len() as u32, asked.offset);
    let done = |word: &str, stop: &[u8], items: Vec<Item>| {
        let insert = start(word);
        Some(Completion { items, insert, replace: asked.to_word_end(insert, stop) })
    };
    if let Some((items, word)) = directive_value(body, head).or_else(|| suppression(asked, body)) {
        return done(word, b",;", items);
    }
    // Below the head, a comment is text for people until it begins like something else.
    if body.is_empty() && !head {
        return None;
    }
    let mut items = if head { directives(asked) } else { Vec::new() };
    let above_from = next_keyword(asked, comment) == Some(Keyword::From);
    let all = [
        ("dflint: ignore=", "suppresses rules in the next instruction", true),
        ("dflint: ignore-stage=", "suppresses rules in the next stage", above_from),
        ("dflint: ignore-file=", "suppresses rules in the file", true),
        ("hadolint ignore=", "the same in hadolint's words", !body.is_empty()),
    ];
    let fitting = all.into_iter().filter(|(.., fits)| *fits).enumerate();
    items.extend(fitting.map(|(rank, (label, detail, _))| Item::new(ItemKind::Keyword, label).detail(detail).rank(10 + rank)));
    items.retain(|item| item.label.starts_with(body));
    if items.is_empty() { None } else { done(body, b"", items) }
}

/// Whether BuildKit would read a directive here: only directives stand above.
fn is_head(asked: &Asked<'_>, comment: ByteRange) -> bool {
    let file = asked.document.file();
    let index = asked.document.index();
    let line = index.line(comment.start);
    let above = file.comments.iter().filter(|other| other.start < comment.start);
    let directives =
        file.directives.iter().filter(|directive| (directive.in_head || directive.after_shebang) && directive.range.start < comment.start);
    let shebang = u32::from(asked.document.text().starts_with(b"#!"));
    let count = directives.count() as u32 + shebang;
    above.count() as u32 == count && line == count + 1
}

fn next_keyword(asked: &Asked<'_>, comment: ByteRange) -> Option<Keyword> {
    let instructions = &asked.document.file().instructions;
    let next = instructions.partition_point(|instruction| instruction.range.start < comment.start);
    instructions.get(next)?.keyword
}

fn directives(asked: &Asked<'_>) -> Vec<Item> {
    let all = [
        (DirectiveName::Syntax, "syntax=docker/dockerfile:1", "the frontend that reads this file"),
        (DirectiveName::Check, "check=skip=", "the build checks to leave out"),
        (DirectiveName::Check, "check=error=true", "findings of the build checks stop the build"),
        (DirectiveName::Escape, "escape=`", "the backtick continues lines, for paths of Windows"),
    ];
    let given = |name: DirectiveName| asked.document.file().directives.iter().any(|directive| directive.name == name && directive.in_head);
    let new = all.into_iter().filter(|(name, ..)| !given(*name)).enumerate();
    new.map(|(rank, (name, label, detail))| Item::new(ItemKind::Keyword, label).detail(detail).rank(rank).about(About::Directive(name)))
        .collect()
}

/// The value of a directive: what is offered, and the word that it stands for.
fn directive_value(body: &str, head: bool) -> Option<(Vec<Item>, &str)> {
    let (name, value) = body.split_once('=')?;
    let value = value.trim_start();
    match name.trim_end().to_ascii_lowercase().as_str() {
        "syntax" if head => {
            let images = ["docker/dockerfile:1", "docker/dockerfile:1-labs"];
            Some((images.into_iter().map(|image| Item::new(ItemKind::Image, image)).collect(), value))
        }
        "escape" if head => Some((["`", "\\"].into_iter().map(|value| Item::new(ItemKind::Value, value)).collect(), value)),
        "check" => {
            let (before, option) = value.rsplit_once(';').map_or(("", value), |(before, option)| (before, option));
            if let Some(names) = option.strip_prefix("skip=") {
                let word = names.rsplit(',').next().unwrap_or_default();
                return Some((checks(names), word));
            }
            let all = [("skip=", "names of checks, or `all`"), ("error=true", "findings stop the build"), ("experimental=", "")];
            let new = all.into_iter().filter(|(label, _)| !before.contains(label.split('=').next().unwrap_or_default()));
            Some((new.map(|(label, detail)| Item::new(ItemKind::Value, label).detail(detail)).collect(), option))
        }
        _ => None,
    }
}

fn checks(given: &str) -> Vec<Item> {
    let new = |name: &str| !given.split(',').any(|other| other == name);
    let all = CheckName::ALL.into_iter().map(CheckName::as_str).filter(|name| new(name));
    let mut items: Vec<_> = all.map(|name| Item::new(ItemKind::Rule, name).about(About::Rule(name.to_owned()))).collect();
    items.push(Item::new(ItemKind::Rule, "all").rank(1));
    items
}

/// The names of rules in a suppression, dflint's own or those that hadolint or tally have.
fn suppression<'t>(asked: &Asked<'_>, body: &'t str) -> Option<(Vec<Item>, &'t str)> {
    let (owner, list) = if let Some(rest) = body.strip_prefix("dflint:") {
        let (keyword, list) = rest.split_once('=')?;
        matches!(keyword.trim(), "ignore" | "ignore-stage" | "ignore-file").then_some(("dflint", list))?
    } else {
        let rest = body.strip_prefix("hadolint ")?.trim_start();
        let rest = rest.strip_prefix("global ").or_else(|| rest.strip_prefix("stage ")).unwrap_or(rest).trim_start();
        ("hadolint", rest.strip_prefix("ignore")?.trim_start().strip_prefix('=')?)
    };
    // What stands behind the list is a reason.
    let word = list.rsplit(',').next().unwrap_or_default().trim_start();
    if word.contains(char::is_whitespace) || list.contains(" --") || list.contains('#') {
        return None;
    }
    let given: Vec<_> = list.split(',').map(str::trim).collect();
    let mut items = Vec::new();
    for rule in asked.rules {
        let names: Vec<&str> = if owner == "dflint" { vec![rule.name] } else { hadolint_names(rule) };
        for name in names.into_iter().filter(|name| !given.contains(name) || *name == word) {
            items.push(Item::new(ItemKind::Rule, name).detail(rule.summary).about(About::Rule(rule.name.to_owned())));
        }
    }
    if owner == "hadolint" {
        items.sort_by(|a, b| a.label.cmp(&b.label));
        items.dedup_by(|a, b| a.label == b.label);
    }
    Some((items, word))
}

/// hadolint numbers its rules: `DL3006`.
fn hadolint_names(rule: &Rule) -> Vec<&'static str> {
    let is_its =
        |name: &&&str| name.strip_prefix("DL").is_some_and(|number| number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()));
    rule.aliases.iter().filter(is_its).copied().collect()
}
