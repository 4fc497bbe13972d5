//! What stands in the configuration of hadolint.
//!
//! Its README describes the file ("Configure", "Linting Labels"); nothing else was read for this.

use dflint::lint::{Level, Rule};
use dflint::rules;
use dflint::syntax::closest;

use crate::cli::yaml::{self, Node, Value};
use crate::config::Mistake;

/// The settings of the file, in hadolint's words. What is not set is empty or none.
#[derive(Default)]
pub(super) struct Settings {
    pub ignored: Vec<Code>,
    pub overrides: Vec<(Override, Code)>,
    pub failure_threshold: Option<String>,
    pub format: Option<String>,
    pub no_color: Option<bool>,
    pub no_fail: Option<bool>,
    pub strict_labels: Option<bool>,
    pub disable_ignore_pragma: Option<bool>,
    pub trusted_registries: Vec<String>,
    /// Labels, each with the form its value has to have.
    pub label_schema: Vec<(String, String)>,
}

/// A rule as hadolint calls it.
pub(super) struct Code {
    pub name: String,
    /// What the comment behind it says: mostly why.
    pub comment: Option<String>,
    /// dflint's rules of that name.
    pub rules: Vec<&'static Rule>,
}

/// A list of `override`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Override {
    Error,
    Warning,
    Info,
    Style,
}

impl Override {
    const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Info, Self::Style];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Style => "style",
        }
    }

    /// dflint has no level below `info`.
    pub(super) const fn level(self) -> Level {
        match self {
            Self::Error => Level::Error,
            Self::Warning => Level::Warning,
            Self::Info | Self::Style => Level::Info,
        }
    }
}

const KEYS: [&str; 10] = [
    "failure-threshold",
    "format",
    "ignored",
    "label-schema",
    "no-color",
    "no-fail",
    "override",
    "strict-labels",
    "disable-ignore-pragma",
    "trustedRegistries",
];

impl Settings {
    /// How many settings are carried over and how many are not; each rule of a list is one.
    pub(super) fn count(&self) -> (usize, usize) {
        let codes = || self.ignored.iter().chain(self.overrides.iter().map(|(_, code)| code));
        let carried = codes().filter(|code| !code.rules.is_empty()).count() + usize::from(self.disable_ignore_pragma.is_some());
        let strings = [&self.failure_threshold, &self.format].into_iter().flatten().count();
        let switches = [self.no_color, self.no_fail, self.strict_labels].into_iter().flatten().count();
        let lists = usize::from(!self.trusted_registries.is_empty()) + usize::from(!self.label_schema.is_empty());
        (carried, codes().filter(|code| code.rules.is_empty()).count() + strings + switches + lists)
    }
}

/// Reads the file; what is wrong in it is left out and said. Fails if there is no table of settings at all.
pub(super) fn read(text: &str) -> Result<(Settings, Vec<Mistake>), Mistake> {
    let mut documents = yaml::parse(text)?.into_iter();
    let mut reader = Reader { text, settings: Settings::default(), mistakes: Vec::new() };
    match documents.next() {
        None => {}
        Some(Node { value: Value::Null, .. }) => {}
        Some(Node { value: Value::Table(pairs), .. }) => reader.table(&pairs),
        Some(Node { range, .. }) => {
            let help = Some("A configuration of hadolint has settings such as `ignored: [DL3006]`.".to_owned());
            return Err(Mistake { range: first_line(text, range), message: "This is no table of settings.".to_owned(), help });
        }
    }
    if let Some(second) = documents.next() {
        reader.mistake(&second, "A second document begins here; only the first is imported.", None);
    }
    Ok((reader.settings, reader.mistakes))
}

struct Reader<'t> {
    text: &'t str,
    settings: Settings,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn mistake(&mut self, node: &Node, message: impl Into<String>, help: Option<String>) {
        self.mistakes.push(Mistake { range: first_line(self.text, node.range.clone()), message: message.into(), help });
    }

    fn table(&mut self, pairs: &[(Node, Node)]) {
        for (key, value) in pairs {
            let Value::Text(name) = &key.value else {
                self.mistake(key, "The name of a setting is a text.", None);
                continue;
            };
            match name.as_str() {
                "ignored" => self.settings.ignored = self.codes(name, value),
                "override" => self.overrides(value),
                "failure-threshold" => self.settings.failure_threshold = self.text(name, value),
                "format" => self.settings.format = self.text(name, value),
                "no-color" => self.settings.no_color = self.switch(name, value),
                "no-fail" => self.settings.no_fail = self.switch(name, value),
                "strict-labels" => self.settings.strict_labels = self.switch(name, value),
                "disable-ignore-pragma" => self.settings.disable_ignore_pragma = self.switch(name, value),
                "trustedRegistries" => self.settings.trusted_registries = self.registries(value),
                "label-schema" => self.labels(value),
                _ => self.unknown(key, name, &KEYS),
            }
        }
    }

    fn unknown(&mut self, key: &Node, name: &str, known: &[&str]) {
        // People write the one name that is not in kebab-case as they write the others.
        let plain = |name: &str| name.replace(['-', '_'], "").to_lowercase();
        let same = known.iter().copied().find(|known| plain(known) == plain(name));
        let help = match same.or_else(|| closest(name, known.iter().copied())) {
            Some(known) => format!("Did you mean `{known}`?"),
            None => format!("hadolint has {}.", known.join(", ")),
        };
        self.mistake(key, format!("hadolint has no setting `{name}`: it is left out."), Some(help));
    }

    fn overrides(&mut self, value: &Node) {
        let Value::Table(pairs) = &value.value else {
            return self.wrong_type("override", value, "a table of lists: `error:`, `warning:`, `info:`, `style:`");
        };
        for (key, list) in pairs {
            let name = if let Value::Text(name) = &key.value { name.as_str() } else { "" };
            match Override::ALL.into_iter().find(|level| level.as_str() == name) {
                Some(level) => {
                    let codes = self.codes(&format!("override.{name}"), list);
                    self.settings.overrides.extend(codes.into_iter().map(|code| (level, code)));
                }
                None => self.unknown(
                    key,
                    &format!("override.{name}"),
                    &["override.error", "override.warning", "override.info", "override.style"],
                ),
            }
        }
    }

    /// Says that a value is of another type. Nothing at all is as good as no setting.
    fn wrong_type(&mut self, name: &str, value: &Node, wanted: &str) {
        if !matches!(value.value, Value::Null) {
            self.mistake(value, format!("`{name}` is {wanted}: this is left out."), None);
        }
    }

    fn codes(&mut self, name: &str, value: &Node) -> Vec<Code> {
        let Value::List(items) = &value.value else {
            self.wrong_type(name, value, "a list of rules, such as `[DL3006]`");
            return Vec::new();
        };
        let mut codes = Vec::new();
        for item in items {
            match &item.value {
                Value::Text(code) if is_code(code) => codes.push(Code {
                    name: code.clone(),
                    comment: self.comment_behind(item.range.end),
                    rules: rules::ALL
                        .iter()
                        .copied()
                        .filter(|rule| rule.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(code)))
                        .collect(),
                }),
                Value::Text(other) => {
                    let help = Some("Its rules are called DL or SC and four digits.".to_owned());
                    self.mistake(item, format!("hadolint has no rule `{other}`: it is left out."), help);
                }
                _ => self.mistake(item, "The name of a rule is a text: this is left out.", None),
            }
        }
        codes
    }

    fn text(&mut self, name: &str, value: &Node) -> Option<String> {
        match &value.value {
            Value::Text(text) => Some(text.clone()),
            _ => {
                self.wrong_type(name, value, "a text");
                None
            }
        }
    }

    fn switch(&mut self, name: &str, value: &Node) -> Option<bool> {
        match value.value {
            Value::Bool(is_on) => Some(is_on),
            _ => {
                self.wrong_type(name, value, "`true` or `false`");
                None
            }
        }
    }

    /// One registry or a list of them.
    fn registries(&mut self, value: &Node) -> Vec<String> {
        let items = match &value.value {
            Value::List(items) => items.as_slice(),
            Value::Text(only) => return vec![only.clone()],
            _ => {
                self.wrong_type("trustedRegistries", value, "a registry or a list of registries");
                return Vec::new();
            }
        };
        items.iter().filter_map(|item| self.text("A registry", item)).collect()
    }

    fn labels(&mut self, value: &Node) {
        let Value::Table(pairs) = &value.value else {
            return self.wrong_type("label-schema", value, "a table of labels, such as `version: semver`");
        };
        for (key, form) in pairs {
            if let (Some(label), Some(form)) = (self.text("The name of a label", key), self.text("The form of a label", form)) {
                self.settings.label_schema.push((label, form));
            }
        }
    }

    /// The comment that stands behind an entry, on its line.
    fn comment_behind(&self, at: usize) -> Option<String> {
        let line = self.text.get(at..)?.lines().next()?;
        let comment =
            line.trim_start_matches(['"', '\'', ' ', '\t']).strip_prefix('#')?.trim_matches(|c: char| c == '#' || c.is_whitespace());
        (!comment.is_empty()).then(|| comment.to_owned())
    }
}

/// Whether it is formed as the names of hadolint's and ShellCheck's rules are.
pub(super) fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix("DL").or_else(|| text.strip_prefix("SC"));
    digits.is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A place of several lines is shown by its first.
fn first_line(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let length = text.get(range.clone()).and_then(|text| text.lines().next()).map_or(0, str::len);
    range.start..range.start + length
}
