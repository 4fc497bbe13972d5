//! `--format github` and `--statistics`.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{command, dflint, dflint_reading, fixture, folder, run};

#[test]
fn github_annotations() {
    assert_snapshot!(dflint(fixture("shop"), &["check", "--format", "github"]), @"
    ::notice file=api/Dockerfile,line=9,endLine=9,col=15,endColumn=19,title=dflint (unreachable-stage)::api/Dockerfile:9:15: Stage `test` is not needed by the default target, stage `app`: nothing builds on it or takes files from it.%0AIf it is built with `--target test`, give it as a target here too; else delete it.%0Ahttps://github.com/dflint/dflint/blob/main/server/src/rules/unreachable_stage.md
    ::notice file=api/Dockerfile,line=13,endLine=13,col=13,endColumn=14,title=dflint (numeric-stage-reference)::api/Dockerfile:13:13: `--from=0` means another stage as soon as one is added above.%0AWrite `--from=build`.%0Ahttps://github.com/dflint/dflint/blob/main/server/src/rules/numeric_stage_reference.md
    ::warning file=api/Dockerfile,line=14,endLine=14,col=13,endColumn=18,title=dflint (unknown-stage)::api/Dockerfile:14:13: There is no stage named `biuld`, so BuildKit will try to pull an image of that name.%0ADid you mean `build`?%0Ahttps://github.com/dflint/dflint/blob/main/server/src/rules/unknown_stage.md
    ::error file=web/Dockerfile,line=7,endLine=7,col=13,endColumn=19,title=dflint (later-stage-reference)::web/Dockerfile:7:13: This copies from stage `config`, which stands below: the build stops here.%0AMove that stage above this one.%0Ahttps://github.com/dflint/dflint/blob/main/server/src/rules/later_stage_reference.md
    ::error file=web/Dockerfile,line=9,endLine=9,col=15,endColumn=24,title=dflint (unknown-flag)::web/Dockerfile:9:15: HEALTHCHECK has no flag `--intervall`: the build stops here.%0ADid you mean `--interval`?%0Ahttps://github.com/dflint/dflint/blob/main/server/src/rules/unknown_flag.md
    ::error file=web/Dockerfile,line=10,endLine=10,col=1,endColumn=6,title=dflint (unknown-instruction)::web/Dockerfile:10:1: There is no instruction `LABLE`: the build stops here.%0ADid you mean `LABEL`?%0Ahttps://github.com/dflint/dflint/blob/main/server/src/rules/unknown_instruction.md
    ::error file=web/Dockerfile,line=11,endLine=11,col=1,endColumn=4,title=dflint (unknown-instruction)::web/Dockerfile:11:1: There is no instruction `FOO`: the build stops here.%0Ahttps://github.com/dflint/dflint/blob/main/server/src/rules/unknown_instruction.md
    --- exit 1
    ");
}

/// What the runner makes of a command (actions/runner, ActionCommand.cs): its name, its properties, its text.
fn parse(line: &str) -> Value {
    let line = line.strip_prefix("::").unwrap_or_else(|| panic!("{line}"));
    let (head, text) = line.split_once("::").unwrap();
    let (name, properties) = head.split_once(' ').unwrap();
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let value = |text: &str| data(&text.replace("%3A", ":").replace("%2C", ","));
    let properties = properties.split(',').map(|property| property.split_once('=').unwrap());
    let properties: serde_json::Map<_, _> = properties.map(|(key, text)| (key.to_owned(), value(text).into())).collect();
    json!({"name": name, "properties": properties, "text": data(text)})
}

/// The same findings as in JSON, at the same places, whatever names and texts are like.
#[test]
fn github_commands_say_what_json_says() {
    let files = [
        ("a,b/x:y%0A.Dockerfile", "FROM alpine:3.20\r\nEXPOSE \"🚀%\"/tcp 81/::warning::x,y\r\n"),
        ("Dockerfile", "FROM alpine:latest\nRUN echo a \\\n\n  b\nCOPY <<EOF /a\nnever ended\n"),
    ];
    let folder = folder(&files);
    for place in [folder.path(), &fixture("")] {
        let commands = dflint(place, &["check", "--format", "github"]);
        let commands: Vec<_> = commands.stdout.lines().map(parse).collect();
        let findings = dflint(place, &["check", "--format", "jsonl"]).lines();
        assert!(findings.len() > 3 && commands.len() == findings.len(), "{findings:#?}");
        for (command, finding) in commands.iter().zip(&findings) {
            let (start, end) = (&finding["range"]["start"], &finding["range"]["end"]);
            let properties = &command["properties"];
            let number = |value: &Value| value.as_u64().unwrap();
            let given = |key: &str| properties[key].as_str().map(|text| text.parse::<u64>().unwrap());
            assert_eq!(command["name"], if finding["level"] == "info" { json!("notice") } else { finding["level"].clone() });
            assert_eq!(properties["file"], finding["path"]);
            assert_eq!(properties["title"], json!(format!("dflint ({})", finding["rule"].as_str().unwrap())));
            assert_eq!(given("line"), Some(number(&start["line"])));
            if start["line"] == end["line"] {
                assert_eq!(given("endLine"), given("line"));
                assert_eq!((given("col"), given("endColumn")), (Some(number(&start["column"])), Some(number(&end["column"]))));
            } else {
                // GitHub takes no columns there; a line of which nothing is meant is not named.
                let end_line = number(&end["line"]) - u64::from(end["column"] == 1);
                assert_eq!(given("endLine"), Some(end_line), "{finding}");
                assert_eq!(given("col").is_some(), end_line == number(&start["line"]), "{finding}");
            }
            let text = command["text"].as_str().unwrap();
            let at = format!("{}:{}:{}: ", finding["path"].as_str().unwrap(), start["line"], start["column"]);
            let help = finding["help"].as_str().map(|help| format!("\n{help}")).unwrap_or_default();
            let url = finding["url"].as_str().unwrap();
            assert_eq!(text, format!("{at}{}{help}\n{url}", finding["message"].as_str().unwrap()));
        }
    }
}

#[test]
fn github_names_files_that_cannot_be_read() {
    assert_snapshot!(dflint(fixture("shop"), &["check", "--format", "github", "missing", "tools"]), @"
    ::error file=missing,title=dflint::cannot read missing: No such file or directory (os error 2)
    --- stderr
    error: cannot read missing: No such file or directory (os error 2)
    --- exit 2
    ");
}

fn step_summary(place: &Path, arguments: &[&str], summary: &Path) -> super::Shown {
    run(command(place, &[&["check", "--format", "github"], arguments].concat()).env("GITHUB_STEP_SUMMARY", summary))
}

#[test]
fn github_summary_is_added_to_the_file() {
    let files = folder(&[("summary.md", "## before\n"), ("clean/Dockerfile", "FROM scratch\n")]);
    let summary = files.path().join("summary.md");
    let shown = step_summary(&fixture("shop"), &["missing", "."], &summary);
    assert_eq!(shown.code, Some(2));
    assert_snapshot!(fs::read_to_string(&summary).unwrap(), @"
    ## before
    ### dflint

    Found 4 errors, 1 warning and 2 notes in 2 of 3 files.

    - error: cannot read missing: No such file or directory (os error 2)

    | rule | level | findings |
    |---|---|---:|
    | [`unknown-instruction`](https://github.com/dflint/dflint/blob/main/server/src/rules/unknown_instruction.md) | error | 2 |
    | [`later-stage-reference`](https://github.com/dflint/dflint/blob/main/server/src/rules/later_stage_reference.md) | error | 1 |
    | [`numeric-stage-reference`](https://github.com/dflint/dflint/blob/main/server/src/rules/numeric_stage_reference.md) | note | 1 |
    | [`unknown-flag`](https://github.com/dflint/dflint/blob/main/server/src/rules/unknown_flag.md) | error | 1 |
    | [`unknown-stage`](https://github.com/dflint/dflint/blob/main/server/src/rules/unknown_stage.md) | warning | 1 |
    | [`unreachable-stage`](https://github.com/dflint/dflint/blob/main/server/src/rules/unreachable_stage.md) | note | 1 |

    | place | rule | finding |
    |---|---|---|
    | `api/Dockerfile:9:15` | `unreachable-stage` | Stage `test` is not needed by the default target, stage `app`: nothing builds on it or takes files from it. |
    | `api/Dockerfile:13:13` | `numeric-stage-reference` | `--from=0` means another stage as soon as one is added above. |
    | `api/Dockerfile:14:13` | `unknown-stage` | There is no stage named `biuld`, so BuildKit will try to pull an image of that name. |
    | `web/Dockerfile:7:13` | `later-stage-reference` | This copies from stage `config`, which stands below: the build stops here. |
    | `web/Dockerfile:9:15` | `unknown-flag` | HEALTHCHECK has no flag `--intervall`: the build stops here. |
    | `web/Dockerfile:10:1` | `unknown-instruction` | There is no instruction `LABLE`: the build stops here. |
    | `web/Dockerfile:11:1` | `unknown-instruction` | There is no instruction `FOO`: the build stops here. |
    ");
    let new = files.path().join("new.md");
    assert_eq!(step_summary(files.path(), &[], &new).code, Some(0));
    assert_eq!(fs::read_to_string(&new).unwrap(), "### dflint\n\nNo findings in 1 file.\n\n");
    let other = run(command(fixture("shop"), &["check"]).env("GITHUB_STEP_SUMMARY", files.path().join("other.md")));
    assert!(other.code == Some(1) && !files.path().join("other.md").exists(), "only with --format github");
}

/// A step's summary may have 1 MiB.
#[test]
fn github_summary_stays_small() {
    let files = folder(&[("Dockerfile", format!("FROM alpine:3.20\nEXPOSE {}\n", "<b>|x ".repeat(5_000)))]);
    let summary = files.path().join("summary.md");
    step_summary(files.path(), &[], &summary);
    let text = fs::read_to_string(&summary).unwrap();
    assert!(text.len() < 10_000 && text.contains("\nAnd 4980 more findings: see the log of the step.\n"), "{text}");
    assert!(text.lines().all(|line| !line.starts_with('|') || line.replace("\\|", "").matches('|').count() == 4), "{text}");
}

#[test]
fn a_summary_that_cannot_be_written_fails_nothing() {
    let files = folder(&[("Dockerfile", "FROM alpine:latest\n")]);
    let shown = step_summary(files.path(), &[], files.path());
    assert_eq!(shown.code, Some(1));
    assert!(shown.stdout.starts_with("::warning file=Dockerfile,line=1,"), "{shown}");
    assert!(shown.stderr.starts_with("warning: cannot write the summary of the step to /"), "{shown}");
    assert_eq!((shown.stderr.lines().count(), step_summary(files.path(), &[], Path::new("")).stderr.as_str()), (1, ""));
}

#[test]
fn statistics() {
    assert_snapshot!(dflint(fixture("shop"), &["check", "--statistics"]), @"
    2  error    unknown-instruction
    1  error    later-stage-reference
    1  note     numeric-stage-reference
    1  error    unknown-flag
    1  warning  unknown-stage
    1  note     unreachable-stage

    Found 4 errors, 1 warning and 2 notes in 2 of 3 files.
    For more about a rule: `dflint explain later-stage-reference`.
    --- exit 1
    ");
    let text = format!("FROM alpine:latest AS a\n{}FOO\n", "EXPOSE x\n".repeat(11));
    assert_snapshot!(dflint_reading(text.as_bytes(), &["check", "--statistics", "--quiet", "-"]), @"
    11  error    invalid-port
     1  warning  latest-tag
     1  error    unknown-instruction
    --- exit 1
    ");
    assert_snapshot!(dflint_reading(text.as_bytes(), &["check", "--statistics", "--format=json", "-"]), @r#"
    [
      {
        "count": 11,
        "level": "error",
        "rule": "invalid-port"
      },
      {
        "count": 1,
        "level": "warning",
        "rule": "latest-tag"
      },
      {
        "count": 1,
        "level": "error",
        "rule": "unknown-instruction"
      }
    ]
    --- exit 1
    "#);
    assert_snapshot!(dflint(fixture("shop"), &["check", "--statistics", "tools"]), @"
    No findings in 1 file.
    --- exit 0
    ");
    assert_eq!(dflint(fixture("shop"), &["check", "--statistics", "--format=json", "tools"]).json(), json!([]));
    for format in ["jsonl", "github", "sarif"] {
        let shown = dflint(fixture("shop"), &["check", "--statistics", "--format", format]);
        let message = "error: --statistics has the formats text and json\n";
        assert_eq!((shown.stdout.as_str(), shown.stderr.as_str(), shown.code), ("", message, Some(2)));
    }
}
