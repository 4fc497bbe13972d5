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
