//! `dflint.toml`: what a project wants of dflint.
//!
//! The nearest `dflint.toml` or `.dflint.toml` above a Dockerfile counts, and no other: files are not merged. What the command line
//! says counts more. A mistake in the file is shown with its place; the rest of the file counts all the same:
//! it is a finding of `invalid-configuration`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use dflint::lint::{Finding, Level, Levels, Settings, UnknownRule};
use dflint::rules;
use dflint::stages::{BuildOptions, ImageConfig, Platform};
use dflint::syntax::closest;
use dflint::text::ByteRange;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::exclude;

/// The names a configuration file may have; the first one counts.
const NAMES: [&str; 2] = ["dflint.toml", ".dflint.toml"];

/// The keys of the file.
const KEYS: [&str; 13] = [
    "select",
    "ignore",
    "rules",
    "targets",
    "build-args",
    "contexts",
    "platform",
    "context",
    "images",
    "suppressions",
    "exclude",
    "extend-exclude",
    "force-exclude",
];

/// A configuration, and what is wrong with its file.
#[derive(Debug, Default)]
pub(crate) struct Config {
    pub path: PathBuf,
    pub text: Vec<u8>,
    pub levels: Levels,
    pub targets: Vec<String>,
    pub build_args: Vec<(String, String)>,
    /// Named contexts.
    pub contexts: Vec<(String, String)>,
    pub platform: Option<Platform>,
    /// The root of the build context.
    pub context: Option<PathBuf>,
    pub images: Vec<(String, ImageConfig)>,
    pub forbid_suppressions: bool,
    /// What a search of folders leaves out, instead of the default.
    pub exclude: Option<Vec<String>>,
    /// What it leaves out besides.
    pub extend_exclude: Vec<String>,
    /// Whether what is named on the command line is left out too.
    pub force_exclude: bool,
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
    /// Whether a configuration lies in a folder.
    pub(crate) fn is_in(folder: &Path) -> bool {
        NAMES.iter().any(|name| folder.join(name).is_file())
    }

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
            build: BuildOptions {
                build_args: config.build_args.clone(),
                platform,
                images: config.images.clone(),
                contexts: config.contexts.clone(),
                ..BuildOptions::default()
            },
            levels: config.levels.clone(),
            forbid_suppressions: config.forbid_suppressions,
            contexts: None,
            builds: None,
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
                        "select" => self.levels.select(&name, rules::ALL),
                        _ => self.levels.set(&name, Level::Allow, rules::ALL),
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
                "build-args" => self.build_args = self.pairs("build-args", value),
                "contexts" => self.contexts = self.pairs("contexts", value),
                "platform" => match value.get_ref().as_str().map(Platform::parse) {
                    Some(Ok(platform)) => self.platform = Some(platform),
                    _ => self.mistake(value.span(), "`platform` is a text such as \"linux/arm64\".".to_owned(), None),
                },
                "images" => self.images(value),
                "context" => self.context(value),
                "suppressions" => match value.get_ref().as_bool() {
                    Some(allowed) => self.forbid_suppressions = !allowed,
                    None => self.mistake(value.span(), "`suppressions` is true or false.".to_owned(), None),
                },
                "exclude" => self.exclude = Some(self.globs("exclude", value)),
                "extend-exclude" => self.extend_exclude = self.globs("extend-exclude", value),
                "force-exclude" => match value.get_ref().as_bool() {
                    Some(force) => self.force_exclude = force,
                    None => self.mistake(value.span(), "`force-exclude` is true or false.".to_owned(), None),
                },
                _ => self.unknown_key(key, &KEYS),
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
            let outcome = self.levels.set(name.get_ref(), level, rules::ALL);
            self.check_rule(outcome, name.span());
        }
    }

    /// A table of texts.
    fn pairs(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        match value.get_ref().as_table() {
            Some(table) => {
                for (name, value) in table {
                    match value.get_ref().as_str() {
                        Some(given) => pairs.push((name.get_ref().to_string(), given.to_owned())),
                        None => self.mistake(value.span(), format!("What `{key}` names is a text: put it in quotes."), None),
                    }
                }
            }
            None => self.mistake(value.span(), format!("`{key}` is a table: `[{key}]`, and below it `NAME = \"value\"`."), None),
        }
        pairs
    }

    fn unknown_key(&mut self, key: &Spanned<Cow<'_, str>>, known: &[&'static str]) {
        let other = key.get_ref();
        let help = match closest(other, known.iter().copied()) {
            Some(known) => format!("Did you mean `{known}`?"),
            None => format!("The keys are {}.", known.join(", ")),
        };
        self.mistake(key.span(), format!("There is no key `{other}`."), Some(help));
    }

    /// `[images."name"]`: what is known of an image.
    fn images(&mut self, value: &Spanned<DeValue<'_>>) {
        let form = "`images` is a table: `[images.\"name\"]`, and below it what is known of the image.";
        let Some(table) = value.get_ref().as_table() else { return self.mistake(value.span(), form.to_owned(), None) };
        for (name, value) in table {
            let Some(table) = value.get_ref().as_table() else {
                self.mistake(value.span(), form.to_owned(), None);
                continue;
            };
            let mut image = ImageConfig::default();
            for (key, value) in table {
                match &**key.get_ref() {
                    "platforms" => image.platforms = self.platforms(value),
                    "env" => image.env = Some(self.pairs("env", value).iter().map(|(name, given)| format!("{name}={given}")).collect()),
                    _ => self.unknown_key(key, &["platforms", "env"]),
                }
            }
            self.images.push((name.get_ref().to_string(), image));
        }
    }

    fn platforms(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Platform> {
        let mut platforms = Vec::new();
        for (text, range) in self.texts("platforms", value) {
            match Platform::parse(&text) {
                Ok(platform) => platforms.push(platform),
                Err(_) => self.mistake(range, "This is no platform.".to_owned(), Some("Write one such as \"linux/arm64\".".to_owned())),
            }
        }
        platforms
    }

    /// A folder, relative to that of the configuration.
    fn context(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(folder) = value.get_ref().as_str() else {
            return self.mistake(value.span(), "`context` is a folder, such as \".\".".to_owned(), None);
        };
        // Without the dot of `context = "."`.
        let path: PathBuf = self.path.parent().unwrap_or(Path::new("")).join(folder).components().collect();
        if path.is_dir() {
            self.context = Some(path);
        } else {
            self.mistake(value.span(), format!("There is no folder `{folder}` here."), None);
        }
    }

    /// A list of patterns.
    fn globs(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        let mut globs = Vec::new();
        for (glob, range) in self.texts(key, value) {
            match exclude::mistake(&glob) {
                None => globs.push(glob),
                Some(why) => self.mistake(range, format!("This is not a valid pattern: {why}."), None),
            }
        }
        globs
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
