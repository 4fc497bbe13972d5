//! The JSON schema of `dflint.toml`.

use dflint::rules;

/// The JSON schema of the file, for editors.
pub(super) fn schema() -> serde_json::Value {
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
            "images": {
                "description": "What is known of images, by their names as FROM has them once variables have their values.",
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": {
                        "platforms": texts("All platforms that the image is there for."),
                        "env": {
                            "description": "All variables that the image sets.",
                            "type": "object",
                            "additionalProperties": {"type": "string"},
                        },
                    },
                },
            },
            "contexts": {
                "description": "Named contexts, which take the place of stages and images of their names.",
                "type": "object",
                "additionalProperties": {"type": "string"},
                "examples": [{"base": "docker-image://alpine:3.20"}],
            },
            "context": {
                "description": "The root of the build context, relative to this file: its files and its .dockerignore count.",
                "type": "string",
                "examples": ["."],
            },
            "exclude": texts("What a search of folders leaves out, instead of vendored trees such as node_modules: patterns as in .gitignore, relative to this file."),
            "extend-exclude": texts("What a search of folders leaves out as well."),
            "force-exclude": {
                "description": "Whether paths that are named on the command line are excluded too.",
                "type": "boolean",
                "default": false,
            },
            "suppressions": {"description": "Whether comments may suppress findings.", "type": "boolean", "default": true},
        },
    })
}
