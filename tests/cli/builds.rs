//! Findings in the files that describe builds.

use insta::assert_snapshot;

use super::{dflint, folder};

/// What is found of one rule: `file:line:column message`.
fn found(files: &[(&str, &str)], rule: &str) -> String {
    let folder = folder(files);
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    let shown = dflint(folder.path(), &["check", "--select", rule, "--format", "jsonl"]);
    assert_eq!(shown.stderr, "");
    let line = |found: &serde_json::Value| {
        let start = &found["range"]["start"];
        format!("{}:{}:{} {}", found["path"].as_str().unwrap(), start["line"], start["column"], found["message"].as_str().unwrap())
    };
    shown.lines().iter().map(line).collect::<Vec<_>>().join("\n")
}

const BAKE: &str = r#"
target "_common" {
  args = { GO_VERSION = "1.25", GO_VERSIONS = "1.25", COMMIT = "abc" }
  contexts = { source = ".", sources = "." }
}
target "app" {
  inherits = ["_common"]
  dockerfile = "app.Dockerfile"
}
target "docs" {
  inherits = ["_common"]
  dockerfile = "docs.Dockerfile"
  args = { COMMIT = "abc" }
}
"#;

const APP: &str = "ARG GO_VERSION\nFROM golang:${GO_VERSION}\nARG COMMIT\nCOPY --from=source / /\n";

#[test]
fn what_targets_have_in_common_need_not_be_for_each() {
    let files = [("docker-bake.hcl", BAKE), ("app.Dockerfile", APP), ("docs.Dockerfile", "FROM alpine:3.22\nCOPY --from=other / /\n")];
    assert_snapshot!(found(&files, "undeclared-build-arg"), @"
    docker-bake.hcl:3:33 None of the 2 Dockerfiles that are given this, `app.Dockerfile` among them, declares an ARG `GO_VERSIONS`: what is given for it here has no effect.
    docker-bake.hcl:13:12 `docs.Dockerfile` declares no ARG `COMMIT`: what is given for it here has no effect.
    ");
    assert_snapshot!(found(&files[..2], "undeclared-build-arg"), @"");
    let files = [files[0], ("app.Dockerfile", "FROM golang:1.25\nCOPY --from=source / /\n"), files[2]];
    assert_snapshot!(found(&files, "undeclared-build-arg"), @"
    docker-bake.hcl:3:12 None of the 2 Dockerfiles that are given this, `app.Dockerfile` among them, declares an ARG `GO_VERSION`: what is given for it here has no effect.
    docker-bake.hcl:3:33 None of the 2 Dockerfiles that are given this, `app.Dockerfile` among them, declares an ARG `GO_VERSIONS`: what is given for it here has no effect.
    docker-bake.hcl:3:55 `app.Dockerfile` declares no ARG `COMMIT`: what is given for it here has no effect.
    docker-bake.hcl:13:12 `docs.Dockerfile` declares no ARG `COMMIT`: what is given for it here has no effect.
    ");
    assert_snapshot!(found(&files, "unused-build-context"), @"docker-bake.hcl:4:30 Nothing in the 2 Dockerfiles that are given this, `app.Dockerfile` among them, takes anything from `sources`: this context has no effect.");
}

#[test]
fn an_argument_of_a_matrix() {
    let workflow = "
on: push
jobs:
  images:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        image: [api, web]
    steps:
      - uses: docker/build-push-action@v6
        with:
          context: ./${{ matrix.image }}
          build-args: |
            NODE_VERSION=24
            RUBY_VERSION=3
";
    let files = [
        (".github/workflows/images.yml", workflow),
        ("api/Dockerfile", "FROM alpine:3.22\n"),
        ("web/Dockerfile", "ARG NODE_VERSION\nFROM node:${NODE_VERSION}\n"),
    ];
    assert_snapshot!(found(&files, "undeclared-build-arg"), @".github/workflows/images.yml:15:13 None of the 2 Dockerfiles that are given this, `api/Dockerfile` among them, declares an ARG `RUBY_VERSION`: what is given for it here has no effect.");
}

#[test]
fn a_base_image_that_is_not_seen_may_declare_an_argument() {
    let compose = "services:\n  app:\n    build:\n      context: .\n      args: {NODE_VERSION: '22'}\n";
    let level = |dockerfile: &str| {
        let folder = folder(&[("Dockerfile", dockerfile), ("compose.yaml", compose)]);
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        let shown = dflint(folder.path(), &["check", "--select", "undeclared-build-arg", "--format", "jsonl"]);
        shown.lines().iter().map(|found| found["level"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for seen in ["FROM scratch\n", "FROM debian:12-slim AS a\nFROM a\n", "ARG V=3\nFROM docker.io/library/alpine:$V\n"] {
        assert_eq!(level(seen), ["warning"], "{seen}");
    }
    for unseen in ["FROM example/base:2\n", "ARG B=alpine\nFROM ${B}\n", "FROM alpine AS a\nFROM registry.example/alpine\n"] {
        assert_eq!(level(unseen), ["info"], "{unseen}");
    }
}

const COMPOSE: &str = "services:\n  web:\n    build: {context: ., target: wev}\n";
const TWO_STAGES: &str = "FROM alpine:3.22 AS web\nFROM alpine:3.22 AS other\nCOPY --from=web /a /a\n";

#[test]
fn a_build_file_that_is_named_is_checked_however_it_is_named() {
    let files = [
        ("Dockerfile", TWO_STAGES),
        ("compose.yaml", COMPOSE),
        ("docker-bake.hcl", "target \"default\" {\n  target = \"wev\"\n}\n"),
        (".gitignore", "compose.yaml\n"),
        (".github/workflows/ci.yml", "on: push\njobs:\n  a:\n    steps:\n      - run: docker build --target wev .\n"),
    ];
    let folder = folder(&files);
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    let found = |arguments: &[&str]| super::paths(&dflint(folder.path(), &[&["check", "--format=jsonl"], arguments].concat()));
    for path in ["compose.yaml", "./compose.yaml", "docker-bake.hcl", "././docker-bake.hcl"] {
        assert_eq!(found(&[path]), [path.trim_start_matches("./")], "{path}");
    }
    assert_eq!(found(&["Dockerfile", "compose.yaml", "compose.yaml"]), ["compose.yaml"]);
    assert_eq!(found(&[folder.path().join("compose.yaml").to_str().unwrap()]).len(), 1);
    let workflows = folder.path().join(".github/workflows");
    assert_eq!(super::paths(&dflint(workflows, &["check", "--format=jsonl", "ci.yml"])), ["ci.yml"]);
}

#[test]
fn a_build_file_that_is_named_and_cannot_be_checked_is_an_error() {
    let folder = folder::<&[u8]>(&[
        ("Dockerfile", TWO_STAGES.as_bytes()),
        ("bytes.compose.yaml", b"services:\n  \xff: x\n"),
        ("broken.compose.yaml", b"services:\n  web:\n    build: {target: wev}\n  other: [\n"),
        ("broken-bake.hcl", b"target \"a\" {\n  target = \"wev\"\n"),
        ("broken-bake.json", b"{\"target\": {"),
        ("large.compose.yaml", "#\n".repeat(600_000).as_bytes()),
    ]);
    for (file, error) in [
        ("bytes.compose.yaml", "cannot check bytes.compose.yaml: it is not UTF-8 (line 2)"),
        ("broken.compose.yaml", "cannot check all of broken.compose.yaml: there is a syntax error in line 5"),
        ("broken-bake.hcl", "cannot check all of broken-bake.hcl: there is a syntax error in line 3"),
        ("broken-bake.json", "cannot check all of broken-bake.json: there is a syntax error in line 1"),
        ("large.compose.yaml", "cannot check large.compose.yaml: it is larger than 1 MiB"),
        ("missing.compose.yaml", "cannot read missing.compose.yaml: "),
    ] {
        for format in ["text", "json", "jsonl", "sarif", "github"] {
            let shown = dflint(folder.path(), &["check", "--format", format, file]);
            assert_eq!(shown.code, Some(2), "{shown}");
            assert!(shown.stderr.starts_with(&format!("error: {error}")), "{shown}");
            assert_eq!(shown.stderr.lines().count(), 1, "{shown}");
        }
    }
    // What can be read of it is checked, and so is everything else.
    let shown = dflint(folder.path(), &["check", "--format=jsonl", "broken.compose.yaml", "missing.compose.yaml", "Dockerfile"]);
    assert_eq!((super::paths(&shown), shown.code), (vec!["broken.compose.yaml".to_owned()], Some(2)), "{shown}");
}
