//! Rules on the command line, in configuration files, and in comments.

use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};

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
fn a_configuration_knows_images() {
    let text = "FROM x.io/a:1 AS one\nCOPY a $HOME_OF_A\nFROM --platform=$BUILDPLATFORM x.io/b:1\nCOPY --from=one / $HOME_OF_B\n";
    let rules = |config: &str, arguments: &[&str]| found(&[("Dockerfile", text), ("dflint.toml", config)], arguments).0;
    assert_eq!(rules("", &[]), ["undefined-variable:info", "undefined-variable:info"]);
    let env = "[images.\"x.io/a:1\"]\nenv = {HOME_OF_A = \"/a\"}\n[images.\"x.io/b:1\"]\nenv = {HOME_OF_A = \"/a\"}\n";
    assert_eq!(rules(env, &[]), ["undefined-variable:warning"]);
    // For what is built, and on what; that the platforms are known says nothing of the variables.
    let platforms = "[images.\"x.io/a:1\"]\nplatforms = [\"arm64\"]\n[images.\"x.io/b:1\"]\nplatforms = [\"linux/arm64/v8\"]\n";
    let on = ["--warn", "base-image-platform-mismatch", "--ignore", "variables"];
    assert_eq!(rules(platforms, &[]), ["undefined-variable:info", "undefined-variable:info"]);
    assert_eq!(rules(platforms, &on), ["base-image-platform-mismatch:warning", "base-image-platform-mismatch:warning"]);
    let for_arm = [&on[..], &["--platform", "linux/arm64"]].concat();
    assert_eq!(rules(platforms, &for_arm), ["base-image-platform-mismatch:warning"]);
    assert_eq!(rules(platforms, &[&for_arm[..], &["--build-platform", "linux/arm64"]].concat()), [""; 0]);
    let told = |config: &str| rules(config, &["--compat", "buildkit"]).iter().filter(|rule| rule.starts_with("base-image")).count();
    assert_eq!(told(platforms), 2);
    // BuildKit stops at an image for several platforms that has not the right one.
    let several = "[images.\"x.io/a:1\"]\nplatforms = [\"linux/arm64\", \"linux/s390x\"]\n";
    assert_eq!((told(several), rules(several, &on).len()), (0, 1));
    let mistaken = with("[images]\na = 1\n[images.b]\nplatform = []\nplatforms = [\"x86\", 1]\n", &["--select", "latest-tag"]).0;
    assert_eq!(mistaken, [&["invalid-configuration:error"; 4][..], &["latest-tag:warning"]].concat());
}

const MISTAKES: &str = "ignore = [\"latest-tag\"]\nselekt = []\nplatform = 1\n[rules]\nlatest-tga = \"error\"\nstyle = \"bad\"\nimages = 1\n[build-args]\nA = 1\n";

#[test]
fn mistakes_in_a_configuration_are_findings_and_the_rest_counts() {
    let folder = folder(&[("a/Dockerfile", TEXT), ("b/Dockerfile", "FROM scratch\n"), ("dflint.toml", MISTAKES)]);
    assert_snapshot!(dflint(folder.path(), &["check"]), @r#"
    error[invalid-configuration]: There is no key `selekt`.
     --> dflint.toml:2:1
      |
    2 | selekt = []
      | ^^^^^^
      |
      = help: Did you mean `select`?

    error[invalid-configuration]: `platform` is a text such as "linux/arm64".
     --> dflint.toml:3:12
      |
    3 | platform = 1
      |            ^

    error[invalid-configuration]: There is no rule or group `latest-tga`.
     --> dflint.toml:5:1
      |
    5 | latest-tga = "error"
      | ^^^^^^^^^^
      |
      = help: Did you mean `latest-tag`?

    error[invalid-configuration]: There is no level `bad`.
     --> dflint.toml:6:9
      |
    6 | style = "bad"
      |         ^^^^^
      |
      = help: The levels are "allow", "info", "warning" and "error".

    error[invalid-configuration]: A level is a text.
     --> dflint.toml:7:10
      |
    7 | images = 1
      |          ^
      |
      = help: The levels are "allow", "info", "warning" and "error".

    error[invalid-configuration]: What `build-args` names is a text: put it in quotes.
     --> dflint.toml:9:5
      |
    9 | A = 1
      |     ^

    warning[shell-form-command]: CMD in shell form runs below a shell, which may not pass signals on: `docker stop` then waits ten seconds and kills.
     --> a/Dockerfile:3:5
      |
    3 | CMD a
      |     ^
      |
      = help: Write a JSON array, `["program", "argument"]`; or begin with `exec`, or set SHELL if a shell is meant.

    Found 6 errors and 1 warning in 2 of 3 files.
    For more about a rule: `dflint explain invalid-configuration`.
    --- exit 1
    "#);
    // From another folder, and with the configuration named.
    let findings = |place: &str, arguments: &[&str]| {
        let shown = dflint(folder.path().join(place), &[&["check", "--format=jsonl"], arguments].concat());
        assert_eq!((shown.stderr.as_str(), shown.code), ("", Some(1)));
        shown.lines().iter().map(|finding| (finding["path"].clone(), finding["rule"].clone())).collect::<Vec<_>>()
    };
    let mistakes = |found: Vec<(Value, Value)>| found.into_iter().filter(|(_, rule)| rule == "invalid-configuration").map(|(path, _)| path);
    let above = folder.path().canonicalize().unwrap().join("dflint.toml");
    assert_eq!(mistakes(findings("", &[])).collect::<Vec<_>>(), ["dflint.toml"; 6]);
    assert_eq!(mistakes(findings("a", &[])).collect::<Vec<_>>(), [above.to_str().unwrap(); 6]);
    assert_eq!(mistakes(findings("a", &["--config=../dflint.toml"])).collect::<Vec<_>>(), ["../dflint.toml"; 6]);
    assert_eq!(mistakes(findings("a", &["--no-config"])).count(), 0);
}

#[test]
fn mistakes_are_in_every_format() {
    let folder = folder(&[("Dockerfile", TEXT), ("dflint.toml", MISTAKES)]);
    let check = |arguments: &[&str]| dflint(folder.path(), &[&["check"], arguments].concat());
    let json = check(&["--format=json"]).json();
    assert_eq!(json["summary"], json!({"files": 2, "errors": 6, "warnings": 1, "infos": 0}));
    assert_eq!(
        json["findings"][0],
        json!({
            "path": "dflint.toml",
            "rule": "invalid-configuration",
            "url": "https://github.com/dflint/dflint/blob/main/server/src/rules/invalid_configuration.md",
            "group": "correctness",
            "level": "error",
            "message": "There is no key `selekt`.",
            "help": "Did you mean `select`?",
            "range": {"start": {"line": 2, "column": 1, "offset": 24}, "end": {"line": 2, "column": 7, "offset": 30}},
            "related": [],
            "tags": [],
        })
    );
    let github = check(&["--format=github"]).stdout;
    assert!(
        github.starts_with("::error file=dflint.toml,line=2,endLine=2,col=1,endColumn=7,title=dflint (invalid-configuration)::"),
        "{github}"
    );
    let statistics = check(&["--statistics"]).stdout;
    assert!(statistics.starts_with("6  error    invalid-configuration\n"), "{statistics}");
    let sarif = check(&["--format=sarif"]).json();
    let run = &sarif["runs"][0];
    assert_eq!((&run["results"][0]["ruleId"], &run["results"][0]["level"]), (&json!("invalid-configuration"), &json!("error")));
    let file = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["index"].as_u64().unwrap() as usize;
    let artifact = &run["artifacts"][file];
    assert_eq!((&artifact["location"]["uri"], &artifact["sourceLanguage"]), (&json!("dflint.toml"), &json!("toml")));
    assert_eq!(artifact["roles"], json!(["userSpecifiedConfiguration", "resultFile"]));
    assert_eq!(run["invocations"][0]["executionSuccessful"], true, "they are findings");
    // A diff has no room for them.
    let diff = check(&["--diff"]);
    assert_eq!((diff.stdout.as_str(), diff.code, diff.stderr.matches("error[invalid-configuration]").count()), ("", Some(1), 6), "{diff}");
}

/// They have a level as the findings of other rules do.
#[test]
fn mistakes_can_be_switched_off() {
    let count = |config: &str, arguments: &[&str]| {
        let (rules, code, _) = with(config, arguments);
        let levels: Vec<_> = rules.iter().filter_map(|rule| rule.strip_prefix("invalid-configuration:")).map(str::to_owned).collect();
        (levels.join(","), code.unwrap())
    };
    assert_eq!(count("selekt = 1", &[]), ("error".to_owned(), 1));
    assert_eq!(count("selekt = 1", &["--fail-on=never"]), ("error".to_owned(), 0));
    assert_eq!(count("selekt = 1", &["--warn=invalid-configuration"]), ("warning".to_owned(), 1));
    assert_eq!(count("selekt = 1\n[rules]\ninvalid-configuration = \"info\"", &["--ignore=latest-tag,DL3025"]), ("info".to_owned(), 0));
    assert_eq!(count("selekt = 1", &["--ignore=invalid-configuration,latest-tag,DL3025"]), (String::new(), 0));
    assert_eq!(count("selekt = 1", &["--select=unknown-stage"]), ("error".to_owned(), 1), "others are selected, but this counts for all");
}

#[test]
fn a_configuration_that_is_none_counts_as_if_it_were_not_there() {
    for (text, message) in [
        (&b"ignore = ["[..], "This is no valid TOML: "),
        (b"ignore = []\nignore = []\n", "This is no valid TOML: "),
        (b"ignore = [\"latest-tag\"] # \xff\n", "This is no UTF-8, and TOML has to be UTF-8."),
    ] {
        let folder = folder(&[("Dockerfile", TEXT.as_bytes()), ("dflint.toml", text)]);
        let shown = dflint(folder.path(), &["check", "--format=jsonl"]);
        let found = shown.lines();
        assert!(found[0]["message"].as_str().unwrap().starts_with(message) && found[0]["path"] == "dflint.toml", "{shown}");
        assert_eq!((found.len(), found[1]["rule"].as_str(), shown.code), (3, Some("latest-tag"), Some(1)), "{shown}");
    }
}

#[cfg(unix)]
#[test]
fn a_configuration_that_cannot_be_read_is_an_error() {
    let folder = folder(&[("Dockerfile", TEXT), ("other", "")]);
    // A named pipe or a file without permissions would do, but root may read everything.
    std::os::unix::fs::symlink("/proc/self/mem", folder.path().join("dflint.toml")).unwrap();
    let shown = dflint(folder.path(), &["check", "--format=json"]);
    assert!(shown.stderr.starts_with("error: cannot read the configuration dflint.toml: "), "{shown}");
    let json = shown.json();
    assert_eq!((json["errors"].as_array().unwrap().len(), &json["summary"]["warnings"], shown.code), (1, &json!(2), Some(2)), "{shown}");
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
fn a_comment_to_buildkit_silences_what_it_silences_there() {
    let rules = |text: &str| found(&[("Dockerfile", text)], &[]).0;
    // What is no check of BuildKit stays, and so does every error.
    let all = "# check=skip=all\nARG V\nFROM a:latest AS A\nRUN x\nEXPOSE 99999\nFROM b:$V\nCOPY --from=a a /\nCMD a\n";
    assert_eq!(rules(all), ["latest-tag:warning", "invalid-port:error"]);
    assert_eq!(rules(&all.replace("ARG V\n", ""))[2..], ["invalid-image-reference:error"]);
    assert_eq!(rules(&all.replace("check=skip", "dflint: ignore-file").replace("all", "all -- why")), [""; 0]);
    assert_eq!(rules("FROM a:1\n# check=skip=jsonargsrecommended\nCMD a\n"), ["shell-form-command:warning"]);
    assert_eq!(rules("FROM a:1\n# check=skip=shell-form-command\nCMD a\n"), ["shell-form-command:warning"]);
    // The first comment to BuildKit counts, and an empty one takes it back.
    assert_eq!(rules("FROM a:1\n# check=skip=X\n# check=skip=all\nCMD a\n"), ["shell-form-command:warning"]);
    assert_eq!(rules("FROM a:1\n# check=skip=all\n#\nCMD a\n"), ["shell-form-command:warning"]);
    // Some checks look at the file as a whole.
    assert_eq!(rules("FROM a:1\n# check=skip=all\nrun x\n"), ["instruction-casing:info"]);
    assert_eq!(rules("# check=skip=ConsistentInstructionCasing\nFROM a:1\nrun x\n"), [""; 0]);
    // A level that the project gives makes no build stop.
    let denied = [("Dockerfile", "FROM a:1\n# check=skip=all\nCMD a\n")];
    assert_eq!(found(&denied, &["--deny", "correctness"]).0, [""; 0]);
}

#[test]
fn the_schema_is_kept_in_the_repository() {
    let shown = dflint(".", &["schema"]);
    assert_eq!(shown.code, Some(0));
    let kept = fs::read_to_string(project().join("docs/dflint.schema.json")).unwrap();
    assert_eq!(shown.stdout, kept, "dflint schema > docs/dflint.schema.json");
}
