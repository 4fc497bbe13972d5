//! The `dflint.toml` that says what the settings of hadolint say.

use std::collections::HashMap;
use std::fmt::Write;

use dflint::lint::{Level, Rule};

use super::hadolint::{Code, Settings, is_code};

/// A comment is broken after so many columns.
const WIDTH: usize = 100;

/// A `dflint.toml`. `path` is what it was made from. Writing to a text cannot fail.
pub(super) fn to_toml(settings: &Settings, path: &str) -> String {
    let mut out = String::new();
    comment(&mut out, &format!("From {path}, by `dflint config import`. What could not be carried over is said at the end."));
    ignored(&mut out, settings);
    if let Some(forbidden) = settings.disable_ignore_pragma {
        out.push('\n');
        if forbidden {
            comment(&mut out, "disable-ignore-pragma. Here it holds for the comments of all tools, not only for hadolint's.");
        }
        let _ = writeln!(out, "suppressions = {}", !forbidden);
    }
    levels(&mut out, settings);
    left_out(&mut out, settings);
    out
}

fn ignored(out: &mut String, settings: &Settings) {
    let mut rules: Vec<&Rule> = Vec::new();
    for rule in settings.ignored.iter().flat_map(|code| &code.rules) {
        if !rules.iter().any(|known| known.name == rule.name) {
            rules.push(rule);
        }
    }
    if rules.is_empty() {
        return;
    }
    out.push_str("\nignore = [\n");
    for rule in rules {
        let is_of_rule = |code: &&Code| code.rules.iter().any(|other| other.name == rule.name);
        let mut codes: Vec<_> = settings.ignored.iter().filter(is_of_rule).collect();
        codes.dedup_by(|a, b| a.name == b.name);
        let named = codes.iter().map(|code| named(code)).collect::<Vec<_>>().join(", ");
        // Not all that hadolint's rule finds is as harmless as what it was ignored for.
        let _ = match rule.level {
            Level::Error => writeln!(out, "    # \"{}\", # not ignored, because a build stops at what it finds; {named}", rule.name),
            _ => writeln!(out, "    \"{}\", # {named}{}", rule.name, others(rule, &codes)),
        };
    }
    out.push_str("]\n");
}

/// What else is ignored with a rule, because it is one rule here and several there.
fn others(rule: &Rule, codes: &[&Code]) -> String {
    let is_ignored = |alias: &str| codes.iter().any(|code| code.name.eq_ignore_ascii_case(alias));
    let others: Vec<_> = rule.aliases.iter().copied().filter(|alias| is_code(alias) && !is_ignored(alias)).collect();
    if others.is_empty() { String::new() } else { format!("; here that is one rule with {}", others.join(", ")) }
}

/// `[rules]`: of several settings for one rule the worst level counts, and that it is ignored counts more.
fn levels(out: &mut String, settings: &Settings) {
    let is_ignored = |rule: &Rule| {
        let named = settings.ignored.iter().any(|code| code.rules.iter().any(|other| other.name == rule.name));
        named && rule.level < Level::Error
    };
    let mut worst: HashMap<&str, Level> = HashMap::new();
    for (level, code) in &settings.overrides {
        for rule in &code.rules {
            let known = worst.entry(rule.name).or_insert_with(|| level.level());
            *known = level.level().max(*known);
        }
    }
    let mut lines = String::new();
    let mut written = Vec::new();
    for (level, code) in &settings.overrides {
        for rule in &code.rules {
            let is_worst = worst.get(rule.name) == Some(&level.level());
            if !is_worst || written.contains(&rule.name) {
                continue;
            }
            written.push(rule.name);
            if is_ignored(rule) {
                let _ = writeln!(lines, "# {} is ignored above, and that counted more: {}, {}", rule.name, level.as_str(), named(code));
                continue;
            }
            let style = if level.as_str() == level.level().as_str() { "" } else { "style, but this is the lowest level here; " };
            let _ = writeln!(lines, "{} = \"{}\" # {style}{}", rule.name, level.level().as_str(), named(code));
        }
    }
    if !lines.is_empty() {
        let _ = write!(out, "\n[rules]\n{lines}");
    }
}

/// The other tool's name, and what stood behind it.
fn named(code: &Code) -> String {
    match &code.comment {
        Some(comment) => format!("{}: {}", code.name, on_a_line(comment)),
        None => code.name.clone(),
    }
}

/// What has no place in `dflint.toml`, setting by setting.
fn left_out(out: &mut String, settings: &Settings) {
    let mut parts = Vec::new();
    let unknown: Vec<_> = settings.ignored.iter().map(|code| ("ignored", code)).collect();
    let overrides = settings.overrides.iter().map(|(level, code)| (level.as_str(), code));
    let unknown: Vec<_> = unknown.into_iter().chain(overrides).filter(|(_, code)| code.rules.is_empty()).collect();
    if !unknown.is_empty() {
        let mut part = String::new();
        comment(&mut part, "Rules that dflint does not have, at least not yet: it finds nothing that they would find.");
        for (setting, code) in unknown {
            let _ = writeln!(part, "#   {setting}: {}", named(code));
        }
        parts.push(part);
    }
    let mut say = |text: String| {
        let mut part = String::new();
        comment(&mut part, &text);
        parts.push(part);
    };
    if !settings.trusted_registries.is_empty() {
        let registries = settings.trusted_registries.join(", ");
        say(format!("trustedRegistries: {registries}. dflint has no rule about registries."));
    }
    if !settings.label_schema.is_empty() {
        let labels: Vec<_> = settings.label_schema.iter().map(|(label, form)| format!("{label}: {form}")).collect();
        say(format!("label-schema: {}. dflint has no rule about labels.", labels.join(", ")));
    }
    if let Some(strict) = settings.strict_labels {
        say(format!("strict-labels: {strict}. dflint has no rule about labels."));
    }
    match settings.failure_threshold.as_deref() {
        None => say("hadolint fails from `info` on, dflint from `warning` on: `dflint check --fail-on info`.".to_owned()),
        Some(level @ ("error" | "warning" | "info")) => {
            say(format!("failure-threshold: {level}. That is an option here: `dflint check --fail-on {level}`."));
        }
        Some("style") => say("failure-threshold: style. The lowest level here is info: `dflint check --fail-on info`.".to_owned()),
        Some(other @ ("ignore" | "none")) => {
            let choice = "`dflint check --fail-on never` never fails, `--fail-on info` does for any finding";
            say(format!("failure-threshold: {other}. That is an option here, and you have to choose: {choice}."));
        }
        Some(other) => say(format!("failure-threshold: {other}. There is no such level; `dflint check --fail-on` has some.")),
    }
    if let Some(no_fail) = settings.no_fail {
        let option = if no_fail { "`dflint check --fail-on never`" } else { "that is so without an option" };
        say(format!("no-fail: {no_fail}. In dflint: {option}."));
    }
    match settings.format.as_deref() {
        None => {}
        Some("tty") => say("format: tty. That is how dflint prints without an option.".to_owned()),
        Some(format @ ("json" | "sarif")) => {
            say(format!("format: {format}. That is an option here: `dflint check --format {format}`; {}", shape(format)));
        }
        Some(other) => say(format!("format: {other}. dflint has text, json, jsonl, github and sarif: `dflint check --format`.")),
    }
    if let Some(no_color) = settings.no_color {
        let option =
            if no_color { "`dflint check --color never`, or the environment variable NO_COLOR" } else { "that is so without an option" };
        say(format!("no-color: {no_color}. In dflint: {option}."));
    }
    out.push_str("\n# What this file cannot say\n# -------------------------\n");
    for part in parts {
        let _ = write!(out, "#\n{part}");
    }
}

fn shape(format: &str) -> &'static str {
    match format {
        "json" => "its shape is another.",
        _ => "it is the same standard.",
    }
}

/// Writes a comment, broken between words.
fn comment(out: &mut String, text: &str) {
    let mut line = "#".to_owned();
    for word in on_a_line(text).split(' ').filter(|word| !word.is_empty()) {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.len() > 1 {
            let _ = writeln!(out, "{line}");
            "#".clone_into(&mut line);
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(out, "{line}");
}

/// A text of another file without what would end the comment or is not allowed in one.
fn on_a_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
