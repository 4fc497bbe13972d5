//! `dflint check`: findings in every format, options, exit codes.

use std::io::Seek;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{command, dflint, dflint_reading, fixture, folder, paths, run};

#[test]
fn several_files() {
    assert_snapshot!(dflint(fixture("shop"), &["check"]), @"
    note[unreachable-stage]: Stage `test` is not needed by the default target, stage `app`: nothing builds on it or takes files from it.
     --> api/Dockerfile:9:15
      |
    9 | FROM build AS test
      |               ^^^^
      |
      = help: If it is built with `--target test`, give it as a target here too; else delete it.

    note[numeric-stage-reference]: `--from=0` means another stage as soon as one is added above.
      --> api/Dockerfile:13:13
       |
     4 | FROM golang:${GO_VERSION}-alpine AS build
       |                                     ----- the stage it means now
    ...
    13 | COPY --from=0 /src/LICENSE /usr/share/doc/api/
       |             ^
       |
       = help: Write `--from=build`.

    warning[unknown-stage]: There is no stage named `biuld`, so BuildKit will try to pull an image of that name.
      --> api/Dockerfile:14:13
       |
     4 | FROM golang:${GO_VERSION}-alpine AS build
       |                                     ----- a stage with a similar name
    ...
    14 | COPY --from=biuld /out/api /usr/local/bin/api
       |             ^^^^^
       |
       = help: Did you mean `build`?

    error[later-stage-reference]: This copies from stage `config`, which stands below: the build stops here.
      --> web/Dockerfile:7:13
       |
     7 | COPY --from=config /nginx.conf /etc/nginx/nginx.conf
       |             ^^^^^^
    ...
    13 | FROM busybox:1.36 AS config
       |                      ------ the stage begins here
       |
       = help: Move that stage above this one.

    error[unknown-flag]: HEALTHCHECK has no flag `--intervall`: the build stops here.
     --> web/Dockerfile:9:15
      |
    9 | HEALTHCHECK --intervall=30s CMD wget -q -O /dev/null http://localhost/
      |               ^^^^^^^^^
      |
      = help: Did you mean `--interval`?

    error[unknown-instruction]: There is no instruction `LABLE`: the build stops here.
      --> web/Dockerfile:10:1
       |
    10 | LABLE maintainer=web@example.com
       | ^^^^^
       |
       = help: Did you mean `LABEL`?

    error[unknown-instruction]: There is no instruction `FOO`: the build stops here.
      --> web/Dockerfile:11:1
       |
    11 | FOO bar
       | ^^^

    Found 4 errors, 1 warning and 2 notes in 2 of 3 files.
    For more about a rule: `dflint explain later-stage-reference`.
    --- exit 1
    ");
}

#[test]
fn one_file() {
    assert_snapshot!(dflint(fixture("shop"), &["check", "api/Dockerfile"]), @"
    note[unreachable-stage]: Stage `test` is not needed by the default target, stage `app`: nothing builds on it or takes files from it.
     --> api/Dockerfile:9:15
      |
    9 | FROM build AS test
      |               ^^^^
      |
      = help: If it is built with `--target test`, give it as a target here too; else delete it.

    note[numeric-stage-reference]: `--from=0` means another stage as soon as one is added above.
      --> api/Dockerfile:13:13
       |
     4 | FROM golang:${GO_VERSION}-alpine AS build
       |                                     ----- the stage it means now
    ...
    13 | COPY --from=0 /src/LICENSE /usr/share/doc/api/
       |             ^
       |
       = help: Write `--from=build`.

    warning[unknown-stage]: There is no stage named `biuld`, so BuildKit will try to pull an image of that name.
      --> api/Dockerfile:14:13
       |
     4 | FROM golang:${GO_VERSION}-alpine AS build
       |                                     ----- a stage with a similar name
    ...
    14 | COPY --from=biuld /out/api /usr/local/bin/api
       |             ^^^^^
       |
       = help: Did you mean `build`?

    Found 1 warning and 2 notes in 1 file.
    For more about a rule: `dflint explain unknown-stage`.
    --- exit 1
    ");
}

#[test]
fn nothing_found() {
    assert_snapshot!(dflint(fixture("shop"), &["check", "tools"]), @"
    No findings in 1 file.
    --- exit 0
    ");
}

#[test]
fn quiet_leaves_out_the_summary_only() {
    let shown = dflint(fixture("shop"), &["check", "--quiet"]);
    let loud = dflint(fixture("shop"), &["check"]);
    let (findings, _summary) = loud.stdout.split_once("Found ").unwrap();
    assert_eq!((shown.stdout.trim_end(), shown.stderr.as_str(), shown.code), (findings.trim_end(), "", Some(1)));
    assert_snapshot!(dflint(fixture("shop"), &["check", "-q", "tools"]), @"--- exit 0");
}

/// Between the two there would be hundreds of lines.
#[test]
fn a_related_place_far_away_has_its_own_snippet() {
    let text = format!("FROM alpine:3.20 AS build\n{}FROM scratch\nCOPY --from=biuld /a /b\nUSER 1000\n", "RUN true\n".repeat(300));
    assert_snapshot!(dflint_reading(text.as_bytes(), &["check", "-"]), @"
    warning[unknown-stage]: There is no stage named `biuld`, so BuildKit will try to pull an image of that name.
       --> -:303:13
        |
    303 | COPY --from=biuld /a /b
        |             ^^^^^
        |
       ::: -:1:21
        |
      1 | FROM alpine:3.20 AS build
        |                     ----- a stage with a similar name
        |
        = help: Did you mean `build`?

    Found 1 warning in 1 file.
    For more about a rule: `dflint explain unknown-stage`.
    --- exit 1
    ");
}

#[test]
fn tabs_and_wide_characters_keep_the_carets_in_place() {
    assert_snapshot!(dflint(fixture("unicode"), &["check"]), @r#"
    error[invalid-port]: `🚀/tcp` is no port: the build stops here.
     --> Dockerfile:4:11
      |
    4 | EXPOSE    80 "🚀"/tcp 81/ü
      |              ^^^^^^^^
      |
      = help: A port is a number from 0 to 65535, or a range such as `8000-8010`.

    error[invalid-port]: `81/ü` has a protocol that Docker does not know: the build stops here.
     --> Dockerfile:4:19
      |
    4 | EXPOSE    80 "🚀"/tcp 81/ü
      |                       ^^^^
      |
      = help: The protocols are tcp, udp and sctp.

    Found 2 errors in 1 file.
    For more about a rule: `dflint explain invalid-port`.
    --- exit 1
    "#);
}

#[test]
fn json_is_one_document() {
    let shown = dflint(fixture("shop"), &["check", "--format", "json"]);
    assert_eq!((shown.code, shown.stderr.as_str()), (Some(1), ""));
    let document = shown.json();
    assert_eq!(document["version"], 1);
    assert_eq!(document["summary"], json!({"files": 3, "errors": 4, "warnings": 1, "infos": 2}));
    let findings = document["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 7);
    assert_eq!(
        findings[1],
        json!({
            "path": "api/Dockerfile",
            "rule": "numeric-stage-reference",
            "url": "https://github.com/dflint/dflint/blob/main/server/src/rules/numeric_stage_reference.md",
            "group": "stages",
            "level": "info",
            "message": "`--from=0` means another stage as soon as one is added above.",
            "help": "Write `--from=build`.",
            "range": {"start": {"line": 13, "column": 13, "offset": 224}, "end": {"line": 13, "column": 14, "offset": 225}},
            "related": [{
                "message": "the stage it means now",
                "range": {"start": {"line": 4, "column": 37, "offset": 86}, "end": {"line": 4, "column": 42, "offset": 91}},
            }],
            "tags": [],
        })
    );
    assert_eq!(findings[0]["tags"], json!(["unnecessary"]));
    assert_eq!((&findings[6]["rule"], &findings[6]["help"]), (&json!("unknown-instruction"), &Value::Null));
}

#[test]
fn json_without_findings() {
    assert_snapshot!(dflint(fixture("shop"), &["check", "--format", "json", "tools"]), @r#"
    {
      "version": 1,
      "findings": [],
      "errors": [],
      "summary": {
        "files": 1,
        "errors": 0,
        "warnings": 0,
        "infos": 0
      }
    }
    --- exit 0
    "#);
    assert_snapshot!(dflint(fixture("shop"), &["check", "--format", "jsonl", "tools"]), @"--- exit 0");
}

#[test]
fn jsonl_has_the_same_findings_one_a_line() {
    let lines = dflint(fixture("shop"), &["check", "--format", "jsonl"]);
    let document = dflint(fixture("shop"), &["check", "--format", "json"]);
    assert_eq!(lines.code, Some(1));
    assert_eq!(Value::from(lines.lines()), document.json()["findings"]);
}

/// Lines and columns are 1-based and columns count characters; offsets are 0-based and count bytes; the end is exclusive.
#[test]
fn json_places_in_text_that_is_not_ascii() {
    let shown = dflint(fixture("unicode"), &["check", "--format", "jsonl"]);
    let text = std::fs::read(fixture("unicode/Dockerfile")).unwrap();
    let places: Vec<_> = shown.lines().iter().map(|finding| finding["range"].clone()).collect();
    assert_eq!(
        places,
        [
            json!({"start": {"line": 4, "column": 11, "offset": 84}, "end": {"line": 4, "column": 18, "offset": 94}}),
            json!({"start": {"line": 4, "column": 19, "offset": 95}, "end": {"line": 4, "column": 23, "offset": 100}}),
        ]
    );
    assert_eq!(&text[84..94], "\"🚀\"/tcp".as_bytes());
    assert_eq!(&text[95..100], "81/ü".as_bytes());
}

#[test]
fn fail_on() {
    let error = ("error", "FROM alpine:3.20\nFOO\n");
    let warning = ("warning", "FROM alpine:latest\n");
    let info = ("info", "FROM alpine:3.20 AS a\nFROM alpine:3.20\nCOPY --from=0 /a /b\n");
    let nothing = ("nothing", "FROM alpine:3.20\n");
    for (fail_on, fails) in [
        (&["--fail-on", "error"][..], &["error"][..]),
        (&["--fail-on", "warning"], &["error", "warning"]),
        (&[], &["error", "warning"]),
        (&["--fail-on", "info"], &["error", "warning", "info"]),
        (&["--fail-on=never"], &[]),
    ] {
        for (level, text) in [error, warning, info, nothing] {
            let arguments = [&["check", "-", "--format", "jsonl"], fail_on].concat();
            let shown = dflint_reading(text.as_bytes(), &arguments);
            let levels: Vec<_> = shown.lines().iter().map(|finding| finding["level"].clone()).collect();
            let expected = if level == "nothing" { vec![] } else { vec![level] };
            assert_eq!(levels, expected, "{fail_on:?} hides nothing");
            assert_eq!(shown.code, Some(i32::from(fails.contains(&level))), "{fail_on:?} {level}");
        }
    }
    assert_snapshot!(dflint(fixture("shop"), &["check", "--fail-on", "notice"]), @"
    --- stderr
    error: invalid value 'notice' for '--fail-on <LEVEL>'
      [possible values: error, warning, info, never]

    For more information, try '--help'.
    --- exit 2
    ");
}

/// What a target does not need is what the others find fault with.
fn unreachable(arguments: &[&str]) -> Vec<String> {
    let shown = dflint(fixture("variants"), &[&["check", "--format", "jsonl"], arguments].concat());
    let stage = |finding: &Value| finding["message"].as_str().unwrap().split('`').nth(1).unwrap().to_owned();
    shown.lines().iter().filter(|finding| finding["rule"] == "unreachable-stage").map(stage).collect()
}

#[test]
fn targets_decide_which_stages_are_unreachable() {
    assert_eq!(unreachable(&[]), ["test"]);
    assert_eq!(unreachable(&["--target", "app"]), ["test"]);
    assert_eq!(unreachable(&["--target", "test"]), ["runtime-slim", "runtime-debug", "app"]);
    assert_eq!(unreachable(&["--target=TEST", "--target=app"]), [""; 0], "letter case does not count");
}

/// It is said first, and the findings are printed all the same.
#[test]
fn an_unknown_target_is_a_slip() {
    let named = "The named stages are `runtime-slim`, `runtime-debug`, `tools-amd64`, `tools-arm64`, `build`, `test` and `app`.";
    for (target, what) in [
        ("tset", "no file has a stage `tset`; did you mean `test`?"),
        ("production", "no file has a stage `production`."),
        // As with `docker build`: the number of a stage is no target.
        ("0", "no file has a stage `0`."),
    ] {
        let arguments = ["check", "--format", "json", "--target", "app", "--target", target];
        let shown = dflint(fixture("variants"), &arguments);
        assert_eq!((shown.stderr, shown.code), (format!("error: {what} {named}\n"), Some(2)));
        let document = serde_json::from_str::<Value>(&shown.stdout).unwrap();
        assert_eq!(document["errors"], serde_json::json!([format!("{what} {named}")]));
        assert_eq!(document["summary"]["files"], 1, "it is checked all the same");
    }
    let one = dflint_reading(b"FROM alpine:3.20 AS only\n", &["check", "-", "--target", "x", "--quiet"]);
    assert_eq!((one.stderr.as_str(), one.code), ("error: no file has a stage `x`. The only named stage is `only`.\n", Some(2)));
    let none = dflint_reading(b"FROM alpine:3.20\n", &["check", "-", "--target", "x", "--quiet"]);
    assert_eq!((none.stderr.as_str(), none.code), ("error: no file has a stage `x`. No stage has a name.\n", Some(2)));
    let stages: String = (0..20).map(|at| format!("FROM alpine:3.20 AS s{at}\n")).collect();
    let many = dflint_reading(stages.as_bytes(), &["check", "-", "--target", "x", "--quiet"]).stderr;
    assert!(many.ends_with("`s10`, `s11` and 8 more.\n"), "{many}");
    // On a terminal, where both come together, it stands above the findings.
    let mut both = tempfile::tempfile().unwrap();
    let mut command = command(fixture("shop"), &["check", "--target", "x"]);
    command.stdout(both.try_clone().unwrap()).stderr(both.try_clone().unwrap()).status().unwrap();
    both.rewind().unwrap();
    let text = std::io::read_to_string(both).unwrap();
    assert!(text.starts_with("error: no file has a stage `x`.") && text.contains("\nerror[later-stage-reference]"), "{text}");
    // Where nothing can be read, that is what is wrong.
    let missing = dflint(fixture("variants"), &["check", "missing", "--target", "x"]);
    assert_eq!((missing.stderr.lines().count(), missing.code), (1, Some(2)), "{missing}");
}

/// A repository has many Dockerfiles, and not each has every target.
#[test]
fn one_file_with_the_target_is_enough() {
    let arguments = ["check", "--target", "app", "--target", "test", "--quiet", "variants", "shop/tools"];
    let shown = dflint(fixture(""), &arguments);
    assert_eq!((shown.stdout.as_str(), shown.stderr.as_str(), shown.code), ("", "", Some(0)));
}

#[test]
fn build_arguments() {
    let bases = |arguments: &[&str], value: Option<&str>| {
        let mut command =
            command(fixture("variants"), &[&["check", "--format", "jsonl", "--target=app", "--target=test"], arguments].concat());
        let shown = run(command.envs(value.map(|value| ("VARIANT", value))));
        assert_eq!(shown.stderr, "");
        let findings = shown.lines();
        let name = |finding: &Value| finding["message"].as_str().unwrap().split('`').nth(1).unwrap().to_owned();
        findings.iter().filter(|finding| finding["rule"] == "untagged-image").map(name).collect::<Vec<_>>()
    };
    assert_eq!(bases(&[], None), [""; 0]);
    assert_eq!(bases(&["--build-arg", "VARIANT=debug"], None), [""; 0]);
    assert_eq!(bases(&["--build-arg", "VARIANT=none"], None), ["runtime-none"]);
    assert_eq!(bases(&["--build-arg", "VARIANT=a", "--build-arg=VARIANT=b"], None), ["runtime-b"], "the last one counts");
    assert_eq!(bases(&["--build-arg", "VARIANT=a=b"], None), [""; 0], "that is no image, but it is a value");
    assert_eq!(bases(&["--build-arg", "VARIANT"], Some("env")), ["runtime-env"]);
    assert_eq!(bases(&["--build-arg", "VARIANT"], None), [""; 0], "not set, so not given");
    assert_eq!(bases(&[], Some("env")), [""; 0], "the environment alone gives nothing");
    assert_snapshot!(dflint(fixture("variants"), &["check", "--build-arg", "=debug"]), @"
    --- stderr
    error: --build-arg =debug has no name before the equals sign
    --- exit 2
    ");
}

#[test]
fn platforms() {
    let bases = |platform| {
        let shown = dflint(fixture("variants"), &["check", "--format", "jsonl", "--target=app", "--target=test", "--platform", platform]);
        assert_eq!(shown.stderr, "");
        shown.lines().iter().map(|finding| finding["message"].as_str().unwrap().split('`').nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(bases("linux/amd64"), [""; 0]);
    assert_eq!(bases("linux/arm64/v8"), [""; 0]);
    assert_eq!(bases("linux/s390x"), ["tools-s390x"]);
    let shown = dflint(fixture("variants"), &["check", "--platform", "linux/arm64/v8/x"]);
    assert_eq!((shown.stdout.as_str(), shown.code), ("", Some(2)));
    assert!(shown.stderr.contains("`linux/arm64/v8/x` is no platform; write one such as linux/arm64"), "{shown}");
}

#[test]
fn standard_input() {
    assert_snapshot!(dflint_reading(b"FROM alpine\n", &["check", "-"]), @"
    warning[untagged-image]: `alpine` has no tag, so it means `alpine:latest`, which changes whenever a new version is published.
     --> -:1:6
      |
    1 | FROM alpine
      |      ^^^^^^
      |
      = help: Pin a version, such as `alpine:<version>`, or a digest.

    Found 1 warning in 1 file.
    For more about a rule: `dflint explain untagged-image`.
    --- exit 1
    ");
    assert_snapshot!(dflint_reading(b"FROM alpine\n", &["check", "-", "--stdin-filename", "api/Dockerfile"]), @"
    warning[untagged-image]: `alpine` has no tag, so it means `alpine:latest`, which changes whenever a new version is published.
     --> api/Dockerfile:1:6
      |
    1 | FROM alpine
      |      ^^^^^^
      |
      = help: Pin a version, such as `alpine:<version>`, or a digest.

    Found 1 warning in 1 file.
    For more about a rule: `dflint explain untagged-image`.
    --- exit 1
    ");
}

#[test]
fn standard_input_among_files() {
    let both = folder(&[("Dockerfile", "FROM alpine\n"), ("input", "FROM busybox\n")]);
    let input = std::fs::File::open(both.path().join("input")).unwrap();
    let arguments = ["check", "--format", "jsonl", ".", "-", "--stdin-filename", "api/Dockerfile"];
    let shown = run(command(both.path(), &arguments).stdin(input));
    assert_eq!(paths(&shown), ["Dockerfile", "api/Dockerfile"]);
    assert_eq!(shown.code, Some(1));
}

#[test]
fn colour() {
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = command(fixture("shop"), &[&["check"], arguments].concat());
        let shown = run(command.envs(variables.iter().copied()));
        assert_eq!((shown.stderr.as_str(), shown.code), ("", Some(1)));
        shown.stdout.contains('\x1b')
    };
    assert!(!coloured(&[], &[]), "a pipe is no terminal");
    assert!(!coloured(&[], &[("TERM", "xterm-256color")]));
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&["--color=always"], &[("NO_COLOR", "1")]), "the option is nearer than the environment");
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("CLICOLOR_FORCE", "0")]));
    assert!(!coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&["--color=never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["--color=always", "--format=json"], &[]), "JSON has no colour");
    let plain = dflint(fixture("shop"), &["check"]).stdout;
    let coloured = dflint(fixture("shop"), &["check", "--color=always"]).stdout;
    assert_eq!(without_colour(&coloured), plain);
}

/// The text without its escape codes.
fn without_colour(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').unwrap().1)
}
