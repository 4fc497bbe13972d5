//! `dflint.toml`: what a project wants of dflint.
//!
//! The nearest `dflint.toml` or `.dflint.toml` above a Dockerfile counts, and no other: files are not merged. What the command line
//! says counts more. A mistake in the file is shown with its place; the rest of the file counts all the same:
//! it is a finding of `invalid-configuration`.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use dflint::lint::{Finding, Level, Levels, Settings, UnknownRule};
use dflint::rules;
use dflint::stages::{BuildOptions, Platform};
use dflint::syntax::closest;
use dflint::text::ByteRange;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The names a configuration file may have; the first one counts.
const NAMES: [&str; 2] = ["dflint.toml", ".dflint.toml"];

/// The keys of the file.
const KEYS: [&str; 7] = ["select", "ignore", "rules", "targets", "build-args", "platform", "suppressions"];

/// A configuration, and what is wrong with its file.
#[derive(Debug, Default)]
pub(crate) struct Config {
    pub path: PathBuf,
    pub text: Vec<u8>,
    pub levels: Levels,
    pub targets: Vec<String>,
    pub build_args: Vec<(String, String)>,
    pub platform: Option<Platform>,
    pub forbid_suppressions: bool,
    pub mistakes: Vec<Mistake>,
    /// Why the file cannot be read, if it cannot.
    pub unreadable: Option<anyhow::Error>,
}

/// Something wrong in a configuration file.
#[derive(Debug)]
pub(crate) struct Mistake {
    /// In bytes of the file.
    pub range: Range<usize>,
    pub message: String,
    pub help: Option<String>,
}

/// Finds the configuration of each Dockerfile, and reads each file once.
#[derive(Default)]
pub(crate) struct Configs {
    /// By the folder of the Dockerfile.
    known: Mutex<HashMap<PathBuf, Option<Arc<Config>>>>,
}

impl Configs {
    /// The configuration for the Dockerfiles of a folder, if there is one.
    pub(crate) fn nearest(&self, folder: &Path) -> Option<Arc<Config>> {
        let mut known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(config) = known.get(folder) {
            return config.clone();
        }
        let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let path = absolute.ancestors().flat_map(|above| NAMES.map(|name| above.join(name))).find(|path| path.is_file());
        let config = path.map(|path| {
            // One file for many folders is read and shown once.
            let same = known.values().flatten().find(|config| config.path == path).cloned();
            same.unwrap_or_else(|| Arc::new(Config::read(&path)))
        });
        known.insert(folder.to_owned(), config.clone());
        config
    }

    /// The configuration of this file, which may not be there: that is a mistake in it.
    pub(crate) fn of_file(&self, path: &Path) -> Arc<Config> {
        let mut known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // No Dockerfile has this path as its folder.
        let config = known.entry(path.to_owned()).or_insert_with(|| Some(Arc::new(Config::read(path))));
        config.clone().unwrap_or_default()
    }

    /// Every configuration that was read.
    pub(crate) fn all(&self) -> Vec<Arc<Config>> {
        let known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut all: Vec<_> = known.values().flatten().cloned().collect();
        all.sort_by(|a, b| a.path.cmp(&b.path));
        all.dedup_by(|a, b| a.path == b.path);
        all
    }
}

impl Mistake {
    /// `level` is that of the rule for this file.
    pub(crate) fn finding(&self, level: Level) -> Finding {
        let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let range = ByteRange::new(place(self.range.start), place(self.range.end));
        let mut finding = Finding::new(&rules::INVALID_CONFIGURATION, range, self.message.as_str());
        finding.level(level).help.clone_from(&self.help);
        finding
    }
}

impl Config {
    pub(crate) fn read(path: &Path) -> Self {
        match std::fs::read(path) {
            Ok(text) => Self::parse(path, text),
            Err(error) => {
                let mut config = Self { path: path.to_owned(), ..Self::default() };
                config.unreadable = Some(anyhow::Error::from(error).context(format!("cannot read the configuration {}", config.shown())));
                config
            }
        }
    }

    /// A configuration of this text; `path` is where it comes from.
    pub(crate) fn parse(path: &Path, text: impl Into<Vec<u8>>) -> Self {
        let mut config = Self { path: path.to_owned(), text: text.into(), ..Self::default() };
        let text = match String::from_utf8(config.text.clone()) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let help = Some("Save the file as UTF-8. Until then it counts as if it were not there.".to_owned());
                config.mistake(at..at + 1, "This is no UTF-8, and TOML has to be UTF-8.".to_owned(), help);
                return config;
            }
        };
        match DeTable::parse(&text) {
            Ok(table) => config.table(table.get_ref()),
            Err(error) => {
                let message = error.message().trim_end_matches('.');
                let help = Some("Until this is mended, the file counts as if it were not there.".to_owned());
                config.mistake(error.span().unwrap_or(0..0), format!("This is no valid TOML: {message}."), help);
            }
        }
        config
    }

    /// What a configuration says; without one, nothing.
    pub(crate) fn settings(config: Option<&Self>) -> Settings {
        let Some(config) = config else { return Settings::default() };
        let platform = config.platform.clone().unwrap_or_default();
        Settings {
            targets: config.targets.clone(),
            all_targets: !config.targets.is_empty(),
            build: BuildOptions { build_args: config.build_args.clone(), platform, ..BuildOptions::default() },
            levels: config.levels.clone(),
            forbid_suppressions: config.forbid_suppressions,
        }
    }

    /// The path as it is shown: from the folder of the call on, if it is below.
    pub(crate) fn shown(&self) -> String {
        let here = std::env::current_dir().unwrap_or_default();
        let path = self.path.strip_prefix(&here).unwrap_or(&self.path);
        let path = path.strip_prefix(".").unwrap_or(path);
        crate::show::shown(&path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
    }

    fn mistake(&mut self, range: Range<usize>, message: String, help: Option<String>) {
        self.mistakes.push(Mistake { range, message, help });
    }

    fn table(&mut self, table: &DeTable<'_>) {
        // Selection comes first, so that levels of single rules count more, wherever they stand.
        for key in ["select", "ignore"] {
            if let Some(value) = table.get(key) {
                for (name, range) in self.texts(key, value) {
                    let outcome = match key {
                        "select" => self.levels.select(&name, &rules::ALL),
                        _ => self.levels.set(&name, Level::Allow, &rules::ALL),
                    };
                    self.check_rule(outcome, range);
                }
            }
        }
        for (key, value) in table {
            match &**key.get_ref() {
                "select" | "ignore" => {}
                "rules" => self.rules(value),
                "targets" => self.targets = self.texts("targets", value).into_iter().map(|(target, _)| target).collect(),
                "build-args" => self.build_args(value),
                "platform" => match value.get_ref().as_str().map(Platform::parse) {
                    Some(Ok(platform)) => self.platform = Some(platform),
                    _ => self.mistake(value.span(), "`platform` is a text such as \"linux/arm64\".".to_owned(), None),
                },
                "suppressions" => match value.get_ref().as_bool() {
                    Some(allowed) => self.forbid_suppressions = !allowed,
                    None => self.mistake(value.span(), "`suppressions` is true or false.".to_owned(), None),
                },
                other => {
                    let help = match closest(other, KEYS) {
                        Some(known) => format!("Did you mean `{known}`?"),
                        None => format!("The keys are {}.", KEYS.join(", ")),
                    };
                    self.mistake(key.span(), format!("There is no key `{other}`."), Some(help));
                }
            }
        }
    }

    /// `[rules]`: a level for each name.
    fn rules(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            self.mistake(value.span(), "`rules` is a table: `[rules]`, and below it `name = \"level\"`.".to_owned(), None);
            return;
        };
        for (name, value) in table {
            let level = match value.get_ref().as_str() {
                Some("allow" | "off") => Level::Allow,
                Some("info" | "note") => Level::Info,
                Some("warning" | "warn") => Level::Warning,
                Some("error" | "deny") => Level::Error,
                other => {
                    let message = match other {
                        Some(other) => format!("There is no level `{other}`."),
                        None => "A level is a text.".to_owned(),
                    };
                    let help = Some("The levels are \"allow\", \"info\", \"warning\" and \"error\".".to_owned());
                    self.mistake(value.span(), message, help);
                    continue;
                }
            };
            let outcome = self.levels.set(name.get_ref(), level, &rules::ALL);
            self.check_rule(outcome, name.span());
        }
    }

    fn build_args(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            self.mistake(value.span(), "`build-args` is a table: `[build-args]`, and below it `NAME = \"value\"`.".to_owned(), None);
            return;
        };
        for (name, value) in table {
            match value.get_ref().as_str() {
                Some(given) => self.build_args.push((name.get_ref().to_string(), given.to_owned())),
                None => self.mistake(value.span(), "A build argument is a text: put it in quotes.".to_owned(), None),
            }
        }
    }

    /// A list of texts, each with its place.
    fn texts(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<(String, Range<usize>)> {
        let mut texts = Vec::new();
        let Some(array) = value.get_ref().as_array() else {
            self.mistake(value.span(), format!("`{key}` is a list of texts."), Some(format!("Write `{key} = [\"…\"]`.")));
            return texts;
        };
        for value in array {
            match value.get_ref().as_str() {
                Some(text) => texts.push((text.to_owned(), value.span())),
                None => self.mistake(value.span(), format!("`{key}` is a list of texts."), Some("Put it in quotes.".to_owned())),
            }
        }
        texts
    }

    fn check_rule(&mut self, outcome: Result<(), UnknownRule>, range: Range<usize>) {
        if let Err(UnknownRule { name, suggestion }) = outcome {
            let help = suggestion.map_or_else(|| "`dflint rules` lists them all.".to_owned(), |known| format!("Did you mean `{known}`?"));
            self.mistake(range, format!("There is no rule or group `{name}`."), Some(help));
        }
    }
}

/// The JSON schema of the file, for editors.
pub(crate) fn schema() -> serde_json::Value {
    let mut names: Vec<_> = rules::ALL.iter().map(|rule| rule.name).collect();
    names.sort_unstable();
    let level = serde_json::json!({"enum": ["allow", "info", "warning", "error", "off", "note", "warn", "deny"]});
    let texts = |about: &str| serde_json::json!({"description": about, "type": "array", "items": {"type": "string"}});
    let rules: serde_json::Map<String, serde_json::Value> = names.into_iter().map(|name| (name.to_owned(), level.clone())).collect();
    serde_json::json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "dflint.toml",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "select": texts("Only these rules run: names, names of other tools, groups, patterns with *, or all."),
            "ignore": texts("These rules do not run."),
            "rules": {
                "description": "The level of each rule; a key may also be a group, a pattern with *, or a name another tool has for a rule.",
                "type": "object",
                "properties": rules,
                "additionalProperties": level,
            },
            "targets": texts("The stages that are built."),
            "build-args": {
                "description": "Build arguments, as docker build --build-arg gives them.",
                "type": "object",
                "additionalProperties": {"type": "string"},
            },
            "platform": {"description": "The platform that is built for.", "type": "string", "examples": ["linux/arm64"]},
            "suppressions": {"description": "Whether comments may suppress findings.", "type": "boolean", "default": true},
        },
    })
}
