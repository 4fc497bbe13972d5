//! `--compat buildkit`: BuildKit's checks, in dflint's own words.

use serde_json::Value;

use super::{dflint, folder};

/// The rule, the last part of its page's address, and the message of each finding.
fn told(text: &str) -> Vec<(String, String, String)> {
    let folder = folder(&[("Dockerfile", text)]);
    let shown = dflint(folder.path(), &["check", "--compat", "buildkit", "--format", "jsonl"]);
    let field = |finding: &Value, name: &str| finding[name].as_str().unwrap().to_owned();
    let of = |finding: &Value| {
        let page = field(finding, "url").rsplit('/').next().unwrap().to_owned();
        (field(finding, "rule"), page, field(finding, "message"))
    };
    shown.lines().iter().map(of).collect()
}

#[test]
fn a_check_has_the_rule_that_finds_it() {
    let text =
        "ARG TAG=3.20\nFROM alpine:$TAG AS a\nLABEL tag=$TAG\nLABEL os=$TARGETOS\nLABEL name=$NAME\nENV PYTHONPATH=/lib:$PYTHONPATH\n";
    let told = told(text);
    let rules: Vec<_> = told.iter().map(|(rule, page, _)| (rule.as_str(), page.as_str())).collect();
    assert_eq!(
        rules,
        [
            ("arg-out-of-scope", "arg_out_of_scope.md"),
            ("undeclared-platform-argument", "undeclared_platform_argument.md"),
            ("undefined-variable", "undefined_variable.md"),
            // Here dflint itself is silent.
            ("undefined-variable", "undefined_variable.md"),
        ]
    );
    assert!(told.iter().all(|(_, _, message)| message.starts_with("UndefinedVar")), "{told:?}");
    for (finding, word) in told.iter().zip(["`TAG`", "`TARGETOS`", "`NAME`", "`PYTHONPATH`"]) {
        assert!(finding.2.contains(word), "{finding:?}");
    }
}

#[test]
fn an_invalid_default_has_the_rule_that_says_why() {
    let rules = |text: &str| told(text).into_iter().map(|(rule, ..)| rule).collect::<Vec<_>>();
    assert_eq!(rules("ARG BASE\nFROM $BASE\n"), ["blank-base-image", "blank-base-image"]);
    assert_eq!(rules("ARG TAG\nFROM alpine:$TAG\n"), ["invalid-image-reference", "invalid-image-reference"]);
}

/// Comments for others do not take BuildKit's error away.
#[test]
fn an_error_stays_where_its_check_is_skipped() {
    let told = told("# check=skip=InvalidDefaultArgInFrom\nARG BASE\nFROM $BASE\n");
    assert!(matches!(told.as_slice(), [(rule, ..)] if rule == "blank-base-image"), "{told:?}");
}

#[test]
fn secrets_stay_buildkits_own() {
    let told = told("FROM alpine:3.20\nENV GPG_KEY=0x2B7E151628AED2A6 AUTH_MODE=none\nENV DATA=AKIAIOSFODNN7EXAMPLE\n");
    let names: Vec<_> = told.iter().map(|(_, _, message)| message.split(' ').next().unwrap()).collect();
    assert_eq!(names, ["SecretsUsedInArgOrEnv", "SecretsUsedInArgOrEnv"]);
}
