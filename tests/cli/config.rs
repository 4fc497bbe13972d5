//! Rules on the command line, in configuration files, and in comments.

use std::fs;

use serde_json::Value;

use super::{dflint, folder};
use crate::shared::project;

const TEXT: &str = "FROM node:latest\nRUN true\nCMD a\n";

/// The rules that find something, each with its level.
fn found(files: &[(&str, &str)], arguments: &[&str]) -> (Vec<String>, Option<i32>, String) {
    let folder = folder(files);
    let all: Vec<_> = ["check", "--format", "jsonl"].iter().chain(arguments).copied().collect();
    let shown = dflint(folder.path(), &all);
    let text = |finding: &Value, field: &str| finding[field].as_str().unwrap().to_owned();
    let rules = shown.lines().iter().map(|finding| format!("{}:{}", text(finding, "rule"), text(finding, "level"))).collect();
    (rules, shown.code, shown.stderr)
}

fn with(config: &str, arguments: &[&str]) -> (Vec<String>, Option<i32>, String) {
    found(&[("Dockerfile", TEXT), ("dflint.toml", config)], arguments)
}

#[test]
fn the_command_line_chooses_rules() {
    let rules = |arguments: &[&str]| found(&[("Dockerfile", TEXT)], arguments).0;
    assert_eq!(rules(&[]), ["latest-tag:warning", "shell-form-command:warning"]);
    assert_eq!(rules(&["--ignore", "latest-tag"]), ["shell-form-command:warning"]);
    assert_eq!(rules(&["--ignore", "DL3007,correctness"]), [""; 0]);
    assert_eq!(rules(&["--select", "images"]), ["latest-tag:warning"]);
    assert_eq!(rules(&["--select", "latest-*"]), ["latest-tag:warning"]);
    assert_eq!(rules(&["--deny", "all"]), ["latest-tag:error", "shell-form-command:error"]);
    assert_eq!(rules(&["--select", "all", "--ignore", "buildkit/JSONArgsRecommended"]), ["latest-tag:warning"]);
}

#[test]
fn a_rule_that_there_is_not_is_a_slip() {
    let (rules, code, error) = found(&[("Dockerfile", TEXT)], &["--ignore", "latest-tga"]);
    assert_eq!((rules.len(), code), (0, Some(2)));
    assert_eq!(error, "error: --ignore: there is no rule or group `latest-tga`; did you mean `latest-tag`?\n");
}

#[test]
fn the_nearest_configuration_counts_alone() {
    let deny = "[rules]\nlatest-tag = \"error\"\n";
    assert_eq!(with(deny, &[]).0, ["latest-tag:error", "shell-form-command:warning"]);
    assert_eq!(with(deny, &["--no-config"]).0[0], "latest-tag:warning");
    assert_eq!(with(deny, &["--ignore", "latest-tag"]).0, ["shell-form-command:warning"]);
    let nested = [("a/Dockerfile", TEXT), ("a/.dflint.toml", "ignore = [\"shell-form-command\"]"), ("dflint.toml", deny)];
    assert_eq!(found(&nested, &[]).0, ["latest-tag:warning"]);
    assert_eq!(found(&nested, &["--config", "dflint.toml"]).0, ["latest-tag:error", "shell-form-command:warning"]);
}

#[test]
fn a_configuration_knows_how_the_project_is_built() {
    let text = "ARG V=1\nFROM a:$V AS app\nFROM b:2 AS other\n";
    let rules = |config: &str| found(&[("Dockerfile", text), ("dflint.toml", config)], &[]).0;
    assert_eq!(rules(""), ["unreachable-stage:info"]);
    assert_eq!(rules("targets = [\"app\", \"other\"]"), [""; 0]);
    assert_eq!(rules("targets = [\"other\"]"), ["unreachable-stage:warning"]);
    assert_eq!(rules("targets = [\"app\", \"other\"]\n[build-args]\nV = \"latest\"\n"), ["latest-tag:warning"]);
}

#[test]
fn mistakes_in_a_configuration_are_shown_and_the_rest_counts() {
    let (rules, code, error) =
        with("ignore = [\"latest-tag\"]\nselekt = []\nplatform = 1\n[rules]\nlatest-tga = \"error\"\nstyle = \"bad\"\n", &[]);
    assert_eq!((rules.as_slice(), code), (&["shell-form-command:warning".to_owned()][..], Some(2)));
    for part in [
        "There is no key `selekt`.",
        "Did you mean `select`?",
        "dflint.toml:2:1",
        "`platform` is a text",
        "dflint.toml:5:1",
        "This is no level.",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    let (rules, code, error) = with("ignore = [", &[]);
    assert_eq!((rules.len(), code), (2, Some(2)), "{error}");
    assert!(error.contains("This is no valid TOML"), "{error}");
}

#[test]
fn comments_suppress_in_their_scope() {
    let rules = |text: &str, arguments: &[&str]| found(&[("Dockerfile", text)], arguments).0;
    let two = "# dflint: ignore=latest-tag -- yes\nFROM a:latest AS x\nFROM b:latest\nCOPY --from=x /a /a\n";
    assert_eq!(rules(two, &[]), ["latest-tag:warning"]);
    assert_eq!(rules(two, &["--no-suppressions"]), ["latest-tag:warning", "latest-tag:warning"]);
    assert_eq!(rules(&two.replace("ignore=", "ignore-file="), &[]), [""; 0]);
    assert_eq!(rules("# hadolint global ignore=DL3007\nFROM a:1 AS x\nFROM b:latest\nCOPY --from=x /a /a\n", &[]), [""; 0]);
    assert_eq!(rules("FROM a:1\n# check=skip=JSONArgsRecommended\nCMD a\n", &[]), [""; 0]);
    assert_eq!(rules("# check=skip=JSONArgsRecommended\nFROM a:1\nRUN x\nCMD a\n", &[]), [""; 0]);
    assert_eq!(rules("FROM a:1\n# tally ignore=buildkit/JSONArgsRecommended;reason=x\nCMD a\n", &[]), [""; 0]);
    let stage = "# dflint: ignore-stage=shell-form-command -- x\nFROM a:1\nENTRYPOINT a\nCMD b\n";
    assert_eq!(rules(stage, &[]), [""; 0]);
    assert_eq!(rules("# dflint: ignore=latest-tag -- x\nFROM a:1\n", &[]), ["unused-suppression:warning"]);
    assert_eq!(rules("# dflint: ignore=latest -- x\nFROM a:1\n", &[]), ["unknown-rule-in-suppression:warning"]);
}

#[test]
fn the_schema_is_kept_in_the_repository() {
    let shown = dflint(".", &["schema"]);
    assert_eq!(shown.code, Some(0));
    let kept = fs::read_to_string(project().join("docs/dflint.schema.json")).unwrap();
    assert_eq!(shown.stdout, kept, "dflint schema > docs/dflint.schema.json");
}
