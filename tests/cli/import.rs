//! `dflint config import`: what becomes of the configurations of hadolint.

use std::fs;

use insta::assert_snapshot;

use super::{Shown, dflint, dflint_reading, folder};

#[track_caller]
fn import(text: &str) -> Shown {
    let folder = folder(&[(".hadolint.yaml", text)]);
    let shown = dflint(folder.path(), &["config", "import"]);
    assert_valid(&shown);
    shown
}

/// What is printed is a configuration without mistakes.
#[track_caller]
fn assert_valid(shown: &Shown) {
    let folder = folder(&[("dflint.toml", shown.stdout.as_str()), ("Dockerfile", "FROM scratch\n")]);
    let checked = dflint(folder.path(), &["check", "--quiet"]);
    assert_eq!((checked.stdout.as_str(), checked.stderr.as_str(), checked.code), ("", "", Some(0)), "{shown}");
    assert!(shown.stdout.lines().all(|line| !line.ends_with(' ')), "{shown}");
}

#[test]
fn a_list_of_rules() {
    // With the reasons, as most people write them. DL9999 and SC9999 there are not, and never will be.
    assert_snapshot!(import("---\n# our rules\nignored:\n  - DL3006  # the base image follows the platform\n  - 'DL3007'\n  - DL9999 # Pin versions: #12 says why\n  - SC9999\n"), @r#"
    # From .hadolint.yaml, by `dflint config import`. What could not be carried over is said at the end.

    ignore = [
        "untagged-image", # DL3006: the base image follows the platform
        "latest-tag", # DL3007
    ]

    # What this file cannot say
    # -------------------------
    #
    # Rules that dflint does not have, at least not yet: it finds nothing that they would find.
    #   ignored: DL9999: Pin versions: #12 says why
    #   ignored: SC9999
    #
    # hadolint fails from `info` on, dflint from `warning` on: `dflint check --fail-on info`.
    --- exit 0
    "#);
}

#[test]
fn every_setting() {
    assert_snapshot!(import("\
failure-threshold: warning
format: sarif
ignored: [DL3007]
label-schema:
  maintainer: text
  org.opencontainers.image.version: semver
no-color: true
no-fail: false
override:
  error:
    - DL3006
    - DL9999
  warning: [DL3007]
  info: []
  style: [DL3025]
strict-labels: true
disable-ignore-pragma: true
trustedRegistries:
  - example.com:5000
  - \"*.example.org\"
"), @r#"
    # From .hadolint.yaml, by `dflint config import`. What could not be carried over is said at the end.

    ignore = [
        "latest-tag", # DL3007
    ]

    # disable-ignore-pragma. Here it holds for the comments of all tools, not only for hadolint's.
    suppressions = false

    [rules]
    untagged-image = "error" # DL3006
    # latest-tag is ignored above, and that counted more: warning, DL3007
    shell-form-command = "info" # style, but this is the lowest level here; DL3025

    # What this file cannot say
    # -------------------------
    #
    # Rules that dflint does not have, at least not yet: it finds nothing that they would find.
    #   error: DL9999
    #
    # trustedRegistries: example.com:5000, *.example.org. dflint has no rule about registries.
    #
    # label-schema: maintainer: text, org.opencontainers.image.version: semver. dflint has no rule about
    # labels.
    #
    # strict-labels: true. dflint has no rule about labels.
    #
    # failure-threshold: warning. That is an option here: `dflint check --fail-on warning`.
    #
    # no-fail: false. In dflint: that is so without an option.
    #
    # format: sarif. That is an option here: `dflint check --format sarif`; it is the same standard.
    #
    # no-color: true. In dflint: `dflint check --color never`, or the environment variable NO_COLOR.
    --- exit 0
    "#);
}

/// What is one rule here and several there is named with all of them.
#[test]
fn rules_of_several_names() {
    let shown = import("ignored: [DL3012]");
    assert!(shown.stdout.contains("\n    \"overridden-instruction\", # DL3012; here that is one rule with DL4003, DL4004\n"), "{shown}");
    let shown = import("ignored:\n  - DL4004\n  - DL3012 # one is enough\n  - DL4003\n  - DL4003\n");
    assert!(shown.stdout.contains("\n    \"overridden-instruction\", # DL4004, DL3012: one is enough, DL4003\n"), "{shown}");
}

/// An error of dflint's is where a build stops: hadolint's rule was not ignored for that.
#[test]
fn errors_are_not_switched_off() {
    let shown = import("ignored: [DL3022]");
    assert!(shown.stdout.contains("\n    \"unknown-stage\", # DL3022\n"), "{shown}");
    assert!(shown.stdout.contains("\n    # \"later-stage-reference\", # not ignored, "), "{shown}");
}

const IMPORTED: &str = "Imported 4 settings to dflint.toml.\n";

#[test]
fn what_holds_is_what_hadolint_was_told() {
    let folder = folder(&[
        (".hadolint.yml", "ignored: [DL3007]\noverride: {error: [DL3006], style: [DL3025]}\ndisable-ignore-pragma: true\n"),
        ("Dockerfile", "FROM alpine\n# hadolint ignore=DL3025\nCMD a\nFROM alpine:latest\nCOPY --from=0 /a /a\n"),
    ]);
    let levels = || {
        let findings = dflint(folder.path(), &["check", "--format=jsonl", "--target=none"]).lines();
        let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap().to_owned();
        let level = |finding| format!("{}:{}", text(finding, "rule"), text(finding, "level"));
        findings.iter().map(level).filter(|level| !level.starts_with("numeric")).collect::<Vec<_>>()
    };
    let before = levels();
    assert!(before.contains(&"latest-tag:warning".to_owned()) && before.contains(&"untagged-image:warning".to_owned()), "{before:?}");
    let shown = dflint(folder.path(), &["config", "import", "--output", "dflint.toml"]);
    assert_eq!((shown.stdout.as_str(), shown.stderr.as_str(), shown.code), (IMPORTED, "", Some(0)), "{shown}");
    let after = levels();
    assert!(!after.iter().any(|level| level.starts_with("latest-tag")) && after.contains(&"untagged-image:error".to_owned()), "{after:?}");
    let text = fs::read_to_string(folder.path().join("dflint.toml")).unwrap();
    assert!(text.contains("\nshell-form-command = \"info\" # style, but this is the lowest level here; DL3025\n"), "{text}");
    assert!(text.contains("\nsuppressions = false\n"), "{text}");
}

#[test]
fn thresholds_and_formats() {
    let said = |setting: &str| {
        let text = import(setting).stdout;
        text.rsplit("\n#\n").next().unwrap().replace("\n# ", " ").trim_end().to_owned()
    };
    for (setting, option) in [
        ("", "`dflint check --fail-on info`."),
        ("failure-threshold: error", "`dflint check --fail-on error`."),
        ("failure-threshold: style", "`dflint check --fail-on info`."),
        ("failure-threshold: none", "`dflint check --fail-on never` never fails, `--fail-on info` does for any finding."),
        ("failure-threshold: bad", "There is no such level; `dflint check --fail-on` has some."),
        ("no-fail: true", "`dflint check --fail-on never`."),
        ("format: json", "`dflint check --format json`; its shape is another."),
        ("format: checkstyle", "dflint has text, json, jsonl, github and sarif: `dflint check --format`."),
        ("no-color: true", "`dflint check --color never`, or the environment variable NO_COLOR."),
    ] {
        assert!(said(setting).ends_with(option), "{setting}: {}", said(setting));
    }
}

#[test]
fn mistakes_are_said_and_the_rest_is_imported() {
    let shown = import(
        "\
ignored:
  - DL3007
  - DL30006
  - 12
trusted-registries: [example.com]
strict-labels: yes
override:
  fatal: [DL3006]
  error: DL3006
format: [json]
label-schema: 1
",
    );
    assert_eq!(shown.code, Some(1));
    assert_snapshot!(shown.stderr, @"
    warning: hadolint has no rule `DL30006`: it is left out.
     --> .hadolint.yaml:3:5
      |
    3 |   - DL30006
      |     ^^^^^^^
      |
      = help: Its rules are called DL or SC and four digits.

    warning: The name of a rule is a text: this is left out.
     --> .hadolint.yaml:4:5
      |
    4 |   - 12
      |     ^^

    warning: hadolint has no setting `trusted-registries`: it is left out.
     --> .hadolint.yaml:5:1
      |
    5 | trusted-registries: [example.com]
      | ^^^^^^^^^^^^^^^^^^
      |
      = help: Did you mean `trustedRegistries`?

    warning: `strict-labels` is `true` or `false`: this is left out.
     --> .hadolint.yaml:6:16
      |
    6 | strict-labels: yes
      |                ^^^

    warning: hadolint has no setting `override.fatal`: it is left out.
     --> .hadolint.yaml:8:3
      |
    8 |   fatal: [DL3006]
      |   ^^^^^
      |
      = help: hadolint has override.error, override.warning, override.info, override.style.

    warning: `override.error` is a list of rules, such as `[DL3006]`: this is left out.
     --> .hadolint.yaml:9:10
      |
    9 |   error: DL3006
      |          ^^^^^^

    warning: `format` is a text: this is left out.
      --> .hadolint.yaml:10:9
       |
    10 | format: [json]
       |         ^^^^^

    warning: `label-schema` is a table of labels, such as `version: semver`: this is left out.
      --> .hadolint.yaml:11:15
       |
    11 | label-schema: 1
       |               ^
    ");
    assert!(shown.stdout.contains("\n    \"latest-tag\", # DL3007\n"), "{shown}");
    // A workflow, which somebody has saved under that name.
    let shown = import("name: Lint\non: pull_request\njobs:\n  hadolint:\n    runs-on: ubuntu-latest\n");
    assert_eq!((shown.code, shown.stderr.matches("hadolint has no setting").count()), (Some(1), 3), "{shown}");
    for text in ["", "---\n", "# nothing\n", "ignored:\n", "override:\n  error:\n"] {
        let shown = import(text);
        assert_eq!((shown.code, shown.stderr.as_str()), (Some(0), ""), "{text:?}");
    }
    assert_eq!(import("ignored: [DL3007]\n---\nignored: [DL3006]\n").code, Some(1), "a second document");
}

#[test]
fn what_is_no_configuration_is_not_imported() {
    assert_snapshot!(dflint_reading(b"ignored:\n  - DL3006\n - DL3007\n", &["config", "import", "-"]), @"
    --- stderr
    error: This is no valid YAML: while parsing a block mapping, did not find expected key.
     --> -:3:2
      |
    3 |  - DL3007
      |  ^

    error: nothing can be imported from -
    --- exit 2
    ");
    let deep = "[".repeat(100_000);
    let nested = "- ".repeat(50_000);
    let blocks: String = (0..5_000).map(|at| format!("{}a:\n", " ".repeat(at))).collect();
    for text in [
        &b"- DL3006\n"[..],
        b"DL3006",
        b"a: *b",
        b"\xff",
        b"\0",
        b"a: &a [*a",
        b"%",
        b"\t- x",
        deep.as_bytes(),
        nested.as_bytes(),
        blocks.as_bytes(),
    ] {
        let shown = dflint_reading(text, &["config", "import", "-"]);
        assert_eq!((shown.stdout.as_str(), shown.code), ("", Some(2)), "{:?}: {}", text.escape_ascii().to_string().get(..20), shown.stderr);
        assert!(shown.stderr.contains("error: ") && !shown.stderr.contains("panicked"), "{shown}");
    }
}

/// What stands in the file does not leave the comment it is put in, and does not reach the terminal.
#[test]
fn texts_stay_in_their_comments() {
    let shown = import("trustedRegistries: \"a\\nignore = ['all']\\e[31m\"\nformat: \"x\\ry\"\nlabel-schema: {\"a\\nb\": \"c\\0\"}\n");
    assert!(!shown.stdout.contains(['\x1b', '\r', '\0']), "{shown:?}", shown = shown.stdout);
    assert!(shown.stdout.lines().all(|line| line.is_empty() || line.starts_with('#')), "{shown}");
}

#[test]
fn files_are_found_and_never_overwritten() {
    let files =
        folder(&[("a/.hadolint.yml", "ignored: [DL3007]"), ("b/.hadolint.yaml", "no-fail: true"), ("b/.hadolint.yml", ""), ("c/x", "")]);
    let import = |arguments: &[&str]| dflint(files.path(), &[&["config", "import"], arguments].concat());
    assert!(import(&["a"]).stdout.starts_with("# From a/.hadolint.yml, by "));
    assert!(import(&["b"]).stdout.starts_with("# From b/.hadolint.yaml, by "));
    assert!(import(&["a/.hadolint.yml"]).stdout.starts_with("# From a/.hadolint.yml, by "));
    for (arguments, error) in [
        (&[][..], "error: there is neither .hadolint.yaml nor .hadolint.yml in .; name the file to import\n"),
        (&["c"], "error: there is neither .hadolint.yaml nor .hadolint.yml in c; name the file to import\n"),
        (&["a", "--output", "nowhere/dflint.toml"], "error: cannot write --output nowhere/dflint.toml: there is no folder nowhere\n"),
    ] {
        let shown = import(arguments);
        assert_eq!((shown.stdout.as_str(), shown.stderr.as_str(), shown.code), ("", error, Some(2)));
    }
    assert!(import(&["missing"]).stderr.starts_with("error: cannot read missing: "));
    let read = || fs::read_to_string(files.path().join("dflint.toml")).unwrap();
    assert_eq!(import(&["a", "--output", "dflint.toml"]).stdout, "Imported 1 setting to dflint.toml.\n");
    let first = read();
    let again = import(&["b", "--output", "dflint.toml"]);
    assert_eq!((again.stderr.as_str(), again.code), ("error: there is a dflint.toml already; --force replaces it\n", Some(2)));
    assert_eq!(read(), first);
    let forced = import(&["b", "--output", "dflint.toml", "--force"]);
    let said = "Imported 0 settings to dflint.toml. Not carried over: 1; comments say which and why.\n";
    assert_eq!((forced.stdout.as_str(), forced.code), (said, Some(0)));
    assert_ne!(read(), first);
    assert_eq!(import(&["b", "--force"]).code, Some(2), "there is nothing to force");
    assert_eq!(fs::read_dir(files.path()).unwrap().count(), 4, "no temporary file is left");
}
