//! Findings for code scanning: SARIF 2.1.0, one log with one run.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html>. Lines and columns are 1-based,
//! columns count Unicode characters; byte offsets are 0-based. Rules are all rules there are, so that a reader sees what was looked
//! for. Braces are doubled (§3.11.5) but for one place: the page of a rule, `help.markdown`, is shown as it is by all who show it, and its
//! examples have to stay such as can be copied.

use std::collections::HashMap;
use std::io::{Result, Write};

use dflint::lint::{Applicability, Finding, Fix, Level, Related, Rule};
use dflint::rules;
use dflint::text::{ByteRange, Encoding};
use serde_json::{Map, Value, json};

use super::checked::{Checked, Source};
use super::text;
use super::uri::Uri;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of the folder of the call, which GitHub and others take for the root of the repository.
const BASE: &str = "%SRCROOT%";

#[derive(Default)]
pub(super) struct Log {
    artifacts: Vec<Value>,
    results: Vec<Value>,
    notifications: Vec<Value>,
    /// How often a fingerprint was given.
    fingerprints: HashMap<u64, u32>,
}

/// What SARIF calls the language of a build file.
fn language_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "yml" | "yaml" => "yaml",
        "json" => "json",
        "hcl" => "hcl",
        "sh" | "bash" | "zsh" | "bats" => "shellscript",
        "mk" | "mak" => "makefile",
        _ if path.to_ascii_lowercase().ends_with("makefile") => "makefile",
        _ => "plaintext",
    }
}

impl Log {
    pub(super) fn file(&mut self, checked: &Checked) {
        let mut file = artifact_location(&checked.path);
        let (language, roles) = match &checked.source {
            Source::Dockerfile(_) => ("dockerfile", json!(["analysisTarget"])),
            Source::BuildFile { .. } => (language_of(&checked.path), json!(["analysisTarget"])),
            Source::Configuration { .. } => ("toml", json!(["userSpecifiedConfiguration", "resultFile"])),
        };
        self.artifacts.push(json!({"location": file, "length": checked.text().len(), "roles": roles, "sourceLanguage": language}));
        file.insert("index".into(), (self.artifacts.len() - 1).into());
        for finding in &checked.findings {
            let result = self.result(checked, &file, finding);
            self.results.push(result);
        }
    }

    /// A file that could not be checked.
    pub(super) fn error(&mut self, message: &str, path: Option<&str>) {
        let place = |path| json!({"physicalLocation": {"artifactLocation": artifact_location(path)}});
        let places: Vec<_> = path.into_iter().map(place).collect();
        self.notifications.push(json!({"level": "error", "message": {"text": plain(message)}, "locations": places}));
    }

    /// `is_successful` is whether everything was checked that was asked for.
    pub(super) fn end(self, out: &mut impl Write, is_successful: bool) -> Result<()> {
        let log = json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "dflint",
                    "version": env!("CARGO_PKG_VERSION"),
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": rules::ALL.iter().copied().map(descriptor).collect::<Value>(),
                }},
                "invocations": [{"executionSuccessful": is_successful, "toolExecutionNotifications": self.notifications}],
                "originalUriBaseIds": {BASE: {"description": {"text": "The folder that dflint was called in."}}},
                "columnKind": "unicodeCodePoints",
                "defaultSourceLanguage": "dockerfile",
                "artifacts": self.artifacts,
                "results": self.results,
            }],
        });
        serde_json::to_writer_pretty(&mut *out, &log)?;
        writeln!(out)
    }

    fn result(&mut self, checked: &Checked, file: &Map<String, Value>, finding: &Finding) -> Value {
        let place = |range| json!({"artifactLocation": file, "region": region(checked, range)});
        let related = |(id, related): (usize, &Related)| {
            let (message, place) = (plain(&related.message), place(related.range));
            json!({"id": id, "message": {"text": message}, "physicalLocation": place})
        };
        json!({
            "ruleId": finding.rule.name,
            // -1 is SARIF's word for none.
            "ruleIndex": rules::ALL.iter().position(|rule| rule.name == finding.rule.name).map_or(json!(-1), Value::from),
            "level": text::word(finding.level),
            "message": {"text": message(finding)},
            "locations": [{"physicalLocation": place(finding.range)}],
            "relatedLocations": finding.related.iter().enumerate().map(related).collect::<Value>(),
            "partialFingerprints": {"dflintLineText/v1": self.fingerprint(checked, file, finding)},
            "fixes": checked.fix(finding).into_iter().map(|fix| replacements(checked, file, fix)).collect::<Value>(),
        })
    }

    /// The same for the same finding after lines were added above it: of the rule, the path and what the line says, and a number for
    /// those that are equal in all of these.
    fn fingerprint(&mut self, checked: &Checked, file: &Map<String, Value>, finding: &Finding) -> String {
        let index = checked.index();
        let line = index.line_range(index.line(finding.range.start)).slice(checked.text()).trim_ascii();
        let path = file.get("uri").and_then(Value::as_str).unwrap_or_default();
        let hash = hash(&[finding.rule.name.as_bytes(), path.as_bytes(), line]);
        let count = self.fingerprints.entry(hash).or_default();
        *count += 1;
        format!("{hash:016x}:{count}")
    }
}

fn artifact_location(path: &str) -> Map<String, Value> {
    let uri = Uri::new(path);
    let mut location = Map::new();
    location.insert("uri".into(), uri.text.into());
    if uri.is_relative {
        location.insert("uriBaseId".into(), BASE.into());
    }
    location
}

fn region(checked: &Checked, range: ByteRange) -> Value {
    let place = |offset| checked.index().line_and_column(checked.text(), offset, Encoding::Utf32);
    let ((start_line, start), (end_line, end)) = (place(range.start), place(range.end));
    json!({
        "startLine": start_line,
        "startColumn": start + 1,
        "endLine": end_line,
        "endColumn": end + 1,
        "byteOffset": range.start,
        "byteLength": range.len(),
    })
}

/// A fix; that it is safe means that the build's result stays the same.
fn replacements(checked: &Checked, file: &Map<String, Value>, fix: &Fix) -> Value {
    let edits = fix.edits.iter().map(|edit| json!({"deletedRegion": region(checked, edit.range), "insertedContent": {"text": edit.text}}));
    json!({
        "description": {"text": plain(&fix.title)},
        "artifactChanges": [{"artifactLocation": file, "replacements": edits.collect::<Value>()}],
        "properties": {"isSafe": fix.applicability == Applicability::Safe},
    })
}

fn descriptor(rule: &Rule) -> Value {
    let tags: Vec<_> = std::iter::once(rule.group.as_str()).chain(rule.aliases.iter().copied()).collect();
    let configuration = match rule.level {
        Level::Allow => json!({"enabled": false}),
        level => json!({"level": text::word(level)}),
    };
    let page = rule.page.trim_end();
    json!({
        "id": rule.name,
        "shortDescription": {"text": plain(rule.summary)},
        "fullDescription": {"text": plain(&why(page).unwrap_or_else(|| rule.summary.to_owned()))},
        "help": {"text": format!("For more about the rule: dflint explain {}", rule.name), "markdown": page},
        "helpUri": rule.url(),
        "defaultConfiguration": configuration,
        "properties": {"tags": tags},
    })
}

/// The first paragraph below `## Why`, on one line.
fn why(page: &str) -> Option<String> {
    let (_, text) = page.split_once("\n## Why\n")?;
    Some(text.trim_start().split("\n\n").next()?.lines().collect::<Vec<_>>().join(" "))
}

/// What is wrong and what could stand instead: most readers show nothing else.
fn message(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => plain(&format!("{} {help}", finding.message)),
        None => plain(&finding.message),
    }
}

/// A text without anything that would be taken for a placeholder (§3.11.5) or a link (§3.11.6).
fn plain(text: &str) -> String {
    let text = text.replace('{', "{{").replace('}', "}}");
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text }
}

/// FNV-1a: the same in each version of dflint, unlike the standard library's.
fn hash(parts: &[&[u8]]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.iter().chain(b"\0"));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
