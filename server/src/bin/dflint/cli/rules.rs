//! `dflint rules` and `dflint explain`.

use std::io::Write;

use anyhow::{Result, bail};
use dflint::lint::Rule;
use dflint::rules;
use dflint::syntax::closest;
use serde_json::{Value, json};

use super::CLEAN;
use super::arguments::{ExplainArguments, RulesArguments, RulesFormat};

pub(super) fn list(arguments: &RulesArguments) -> Result<u8> {
    let mut out = std::io::stdout().lock();
    if arguments.format == RulesFormat::Json {
        let all: Vec<Value> = rules::ALL.into_iter().map(rule).collect();
        serde_json::to_writer_pretty(&mut out, &all)?;
        writeln!(out)?;
        return Ok(CLEAN);
    }
    let width = rules::ALL.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    for rule in rules::ALL {
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
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", rule.page.trim_end())?;
    writeln!(out, "\n## Level\n\n{} (group {})", rule.level.as_str(), rule.group.as_str())?;
    let same = |other: &&Rule| other.name != rule.name && other.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(&arguments.rule));
    let others: Vec<_> = rules::ALL.into_iter().filter(same).map(|other| other.name).collect();
    if !others.is_empty() {
        writeln!(out, "\n## Also called {}\n\n{}", arguments.rule, others.join(", "))?;
    }
    if !rule.aliases.is_empty() {
        writeln!(out, "\n## Other names\n\n{}", rule.aliases.join(", "))?;
    }
    Ok(CLEAN)
}
