//! `dflint rules` and `dflint explain`.

use std::io::Write;

use anyhow::{Result, bail};
use dflint::lint::{Level, Rule};
use dflint::rules;
use dflint::syntax::closest;
use serde_json::{Value, json};

use super::CLEAN;
use super::arguments::{ExplainArguments, RulesArguments, RulesFormat};
use super::output::wants_colour;
use super::page;
use super::text;

pub(super) fn list(arguments: &RulesArguments) -> Result<u8> {
    let mut out = std::io::stdout().lock();
    if arguments.format == RulesFormat::Json {
        let all: Vec<Value> = rules::ALL.iter().copied().map(rule).collect();
        serde_json::to_writer_pretty(&mut out, &all)?;
        writeln!(out)?;
        return Ok(CLEAN);
    }
    let width = rules::ALL.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    for rule in rules::ALL.iter().copied() {
        writeln!(out, "{:width$}  {:7}  {}", rule.name, rule.level.as_str(), rule.summary)?;
    }
    Ok(CLEAN)
}

fn rule(rule: &Rule) -> Value {
    json!({
        "name": rule.name,
        "level": rule.level.as_str(),
        "group": rule.group.as_str(),
        "fixable": rule.fixable,
        "aliases": rule.aliases,
        "summary": rule.summary,
        "url": rule.url(),
    })
}

pub(super) fn explain(arguments: &ExplainArguments) -> Result<u8> {
    let Some(rule) = rules::find(&arguments.rule) else {
        let names = rules::ALL.iter().flat_map(|rule| std::iter::once(rule.name).chain(rule.aliases.iter().copied()));
        match closest(&arguments.rule, names) {
            Some(known) => bail!("there is no rule `{}`; did you mean `{known}`?", arguments.rule),
            None => bail!("there is no rule `{}`; `dflint rules` lists them all", arguments.rule),
        }
    };
    let colour = wants_colour();
    let width = page::width();
    let text = page::render(rule.page, width, colour, |target| place(rule, target));
    // What is known of the rule stands below its name and what it finds.
    let (head, rest) = split(&text);
    let mut out = std::io::stdout().lock();
    write!(out, "{head}\n{}{rest}", page::render(&facts(rule, &arguments.rule), width, colour, str::to_owned))?;
    Ok(CLEAN)
}

/// The name of the rule and the sentence below it, and the rest.
fn split(page: &str) -> (&str, &str) {
    let blank_lines = page.match_indices("\n\n").map(|(at, _)| at + 1);
    page.split_at(blank_lines.clone().nth(1).unwrap_or(page.len()))
}

/// Level, group, fixes and other names, as Markdown. `asked` is the name by which the rule was asked for.
fn facts(rule: &Rule, asked: &str) -> String {
    let level = if rule.level == Level::Allow { "off" } else { text::word(rule.level) };
    let fixable = if rule.fixable { "some findings have a fix: `dflint check --fix`, `--unsafe-fixes`" } else { "no finding has a fix" };
    let mut facts = format!("- Level: {level}\n- Group: {}\n- Fixes: {fixable}\n", rule.group.as_str());
    if !rule.aliases.is_empty() {
        facts += &format!("- Other tools call it {}\n", rule.aliases.join(", "));
    }
    let same = |other: &&Rule| other.name != rule.name && other.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(asked));
    let others: Vec<_> = rules::ALL.iter().copied().filter(same).map(|other| format!("`{}`", other.name)).collect();
    if !others.is_empty() {
        facts += &format!("- {asked} is also {}\n", others.join(", "));
    }
    facts
}

/// Where a link of a page leads: to the page of another rule, to another file of the repository, or elsewhere.
fn place(rule: &Rule, target: &str) -> String {
    let name = target.strip_suffix(".md").map(|name| name.replace('_', "-"));
    if let Some(other) = name.and_then(|name| rules::find(&name)) {
        return format!("dflint explain {}", other.name);
    }
    if target.contains("://") {
        return target.to_owned();
    }
    // Relative to the folder of the page.
    let url = rule.url();
    let mut parts: Vec<_> = url.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}
