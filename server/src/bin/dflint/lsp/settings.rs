//! What the editor says: the section `dflint` of its settings.
//!
//! It has the keys of `dflint.toml`, which hold for Dockerfiles that have no such file above them: where a project says what it wants,
//! the editor shows what CI says. Besides there are `config`, the configuration file to take instead, and what switches features on and
//! off: `diagnostics`, `buildFiles`, `inlayHints`, `codeLens`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dflint::ide::hints;
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
    /// Whether Compose files, workflows and their like are looked at as open documents, and what is wrong with them is told.
    pub build_files: bool,
    pub hints: hints::Wanted,
    pub lenses: LensSettings,
    /// What is wrong with the settings, in sentences.
    pub mistakes: Vec<String>,
}

/// Which code lenses are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct LensSettings {
    pub references: bool,
    pub targets: bool,
}

impl Default for EditorSettings {
    fn default() -> Self {
        Self {
            otherwise: Arc::default(),
            config: None,
            diagnostics: true,
            build_files: true,
            hints: hints::Wanted::default(),
            lenses: LensSettings { references: true, targets: true },
            mistakes: Vec::new(),
        }
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
            let key = match name.as_str() {
                "buildArgs" => "build-args",
                "extendExclude" => "extend-exclude",
                "forceExclude" => "force-exclude",
                name => name,
            };
            match (key, value) {
                ("config", Value::String(path)) => settings.config = Some(path).filter(|path| !path.is_empty()).map(PathBuf::from),
                ("diagnostics", Value::Bool(wanted)) => settings.diagnostics = *wanted,
                ("buildFiles", Value::Bool(wanted)) => settings.build_files = *wanted,
                ("inlayHints", value) => {
                    let hints::Wanted { stage_names, stage_numbers, bases, values } = &mut settings.hints;
                    let switches = [("stageNames", stage_names), ("stageNumbers", stage_numbers), ("bases", bases), ("values", values)];
                    switch(name, value, switches, &mut settings.mistakes);
                }
                ("codeLens", value) => {
                    let LensSettings { references, targets } = &mut settings.lenses;
                    switch(name, value, [("references", references), ("targets", targets)], &mut settings.mistakes);
                }
                ("config", _) => settings.mistakes.push("`config` is the path of a file.".to_owned()),
                ("buildFiles", _) => settings.mistakes.push("`buildFiles` is true or false.".to_owned()),
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

/// Turns switches as a setting says: an object with some of them, or `false` for none.
fn switch<const N: usize>(setting: &str, value: &Value, switches: [(&str, &mut bool); N], mistakes: &mut Vec<String>) {
    match value {
        Value::Bool(true) => {}
        Value::Bool(false) => switches.into_iter().for_each(|(_, wanted)| *wanted = false),
        Value::Object(fields) => {
            let unknown = fields.keys().filter(|key| switches.iter().all(|(name, _)| name != key));
            mistakes.extend(unknown.map(|key| format!("There is no setting `{SECTION}.{setting}.{key}`.")));
            for (name, wanted) in switches {
                match fields.get(name) {
                    Some(Value::Bool(on)) => *wanted = *on,
                    None | Some(Value::Null) => {}
                    Some(_) => mistakes.push(format!("`{setting}.{name}` is true or false.")),
                }
            }
        }
        _ => mistakes.push(format!("`{setting}` is an object, or false.")),
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
    fn switches_turn_what_they_name() {
        let settings =
            EditorSettings::read(&json!({"inlayHints": {"values": true, "bases": false, "stageNames": null}, "codeLens": false}));
        assert_eq!(settings.hints, hints::Wanted { values: true, bases: false, ..hints::Wanted::default() });
        assert!(!settings.lenses.references && !settings.lenses.targets && settings.mistakes.is_empty());
        let settings = EditorSettings::read(&json!({"inlayHints": {"value": true, "bases": 1, "stageNumbers": false}, "codeLens": []}));
        assert!(!settings.hints.stage_numbers && settings.hints.bases && settings.lenses.references);
        assert_eq!(settings.mistakes.len(), 3, "{:?}", settings.mistakes);
    }

    #[test]
    fn mistakes_are_said_and_the_rest_counts() {
        let settings = EditorSettings::read(
            &json!({"ignore": ["latest-tga"], "diagnostics": 1, "buildFiles": "no", "config": [], "targets": ["a"], "x": [1, null]}),
        );
        assert_eq!(settings.otherwise.targets, ["a"]);
        assert!(settings.build_files && !EditorSettings::read(&json!({"buildFiles": false})).build_files);
        assert_eq!(settings.mistakes.len(), 5, "{:?}", settings.mistakes);
        assert!(settings.mistakes.iter().any(|mistake| mistake.ends_with("Did you mean `latest-tag`?")));
        for odd in [json!(null), json!([]), json!("x"), json!({"dflint": 3})] {
            assert!(EditorSettings::read(&odd).otherwise.targets.is_empty());
        }
    }
}
