//! What the editor says: the section `dflint` of its settings.
//!
//! It has the keys of `dflint.toml`, which hold for Dockerfiles that have no such file above them: where a project says what it wants,
//! the editor shows what CI says. Besides there are `config`, the configuration file to take instead, and `diagnostics`, which switches
//! them off.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use crate::config::Config;

/// The name of the section.
pub(super) const SECTION: &str = "dflint";

#[derive(Debug)]
pub(super) struct EditorSettings {
    /// For Dockerfiles without a configuration of their own.
    pub otherwise: Arc<Config>,
    /// For all Dockerfiles.
    pub config: Option<PathBuf>,
    pub diagnostics: bool,
    /// What is wrong with the settings, in sentences.
    pub mistakes: Vec<String>,
}

impl Default for EditorSettings {
    fn default() -> Self {
        Self { otherwise: Arc::default(), config: None, diagnostics: true, mistakes: Vec::new() }
    }
}

impl EditorSettings {
    /// Takes the section, or an object with the section in it.
    pub(super) fn read(value: &Value) -> Self {
        let section = value.get(SECTION).unwrap_or(value);
        let mut settings = Self::default();
        let Some(fields) = section.as_object() else {
            if !section.is_null() {
                settings.mistakes.push(format!("The setting `{SECTION}` is an object."));
            }
            return settings;
        };
        let mut table = toml::Table::new();
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
            // Editors write camelCase.
            let key = if name == "buildArgs" { "build-args" } else { name.as_str() };
            match (key, value) {
                ("config", Value::String(path)) => settings.config = Some(path).filter(|path| !path.is_empty()).map(PathBuf::from),
                ("diagnostics", Value::Bool(wanted)) => settings.diagnostics = *wanted,
                ("config", _) => settings.mistakes.push("`config` is the path of a file.".to_owned()),
                ("diagnostics", _) => settings.mistakes.push("`diagnostics` is true or false.".to_owned()),
                (_, value) => match toml::Value::try_from(value) {
                    Ok(value) => drop(table.insert(key.to_owned(), value)),
                    Err(_) => settings.mistakes.push(format!("The setting `{SECTION}.{name}` cannot be read.")),
                },
            }
        }
        let config = Config::parse(Path::new(SECTION), table.to_string());
        let mistakes = config.mistakes.iter().map(|mistake| match &mistake.help {
            Some(help) => format!("{} {help}", mistake.message),
            None => mistake.message.clone(),
        });
        settings.mistakes.extend(mistakes);
        settings.otherwise = Arc::new(config);
        settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_have_the_keys_of_the_file() {
        let value = json!({"dflint": {"targets": ["app"], "buildArgs": {"V": "1"}, "rules": {"latest-tag": "error"}, "platform": null}});
        let settings = EditorSettings::read(&value);
        assert_eq!(settings.otherwise.targets, ["app"]);
        assert_eq!(settings.otherwise.build_args, [("V".to_owned(), "1".to_owned())]);
        assert!(settings.mistakes.is_empty() && settings.diagnostics);
        assert_eq!(EditorSettings::read(&value["dflint"]).otherwise.targets, ["app"]);
    }

    #[test]
    fn mistakes_are_said_and_the_rest_counts() {
        let settings =
            EditorSettings::read(&json!({"ignore": ["latest-tga"], "diagnostics": 1, "config": [], "targets": ["a"], "x": [1, null]}));
        assert_eq!(settings.otherwise.targets, ["a"]);
        assert_eq!(settings.mistakes.len(), 4, "{:?}", settings.mistakes);
        assert!(settings.mistakes.iter().any(|mistake| mistake.ends_with("Did you mean `latest-tag`?")));
        for odd in [json!(null), json!([]), json!("x"), json!({"dflint": 3})] {
            assert!(EditorSettings::read(&odd).otherwise.targets.is_empty());
        }
    }
}
