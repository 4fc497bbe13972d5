//! Dockerfiles that stand in Bake and Compose files.

use insta::assert_snapshot;

use super::{dflint, folder};

/// What is found in a file, each as `line:column-line:column rule` with the text that is marked.
#[track_caller]
fn found(name: &str, text: &str, arguments: &[&str]) -> String {
    let folder = folder(&[(name, text)]);
    let shown = dflint(folder.path(), &[&["check", "--format", "jsonl"], arguments].concat());
    let line = |finding: &serde_json::Value| {
        let at = |end: &str, what: &str| finding["range"][end][what].as_u64().unwrap();
        let marked = &text[at("start", "offset") as usize..at("end", "offset") as usize];
        let (rule, start) = (finding["rule"].as_str().unwrap(), (at("start", "line"), at("start", "column")));
        format!("{}:{} {rule} {marked:?}", start.0, start.1)
    };
    shown.lines().iter().map(line).chain((!shown.stderr.is_empty()).then(|| shown.stderr.clone())).collect::<Vec<_>>().join("\n")
}

#[test]
fn in_a_bake_file() {
    let bake = r#"target "base" {
  dockerfile-inline = "FROM alpine:3.20\nRUN echo \"base\" > /marker\nUSRE app"
}
target "bad" {
  dockerfile-inline = <<EOT
FROM alpine:3.20 AS x
COPY --form=x /a /b
EOT
  target = "nope"
}
target "indented" {
  target = "y"
  dockerfile-inline = <<-EOT
    FROM alpine:3.20 AS x
    FROM alpine:3.20 AS y
    RUN true \
      && echo $${HOME}
    COPY --form=x /a /b
  EOT
}
"#;
    assert_snapshot!(found("docker-bake.hcl", bake, &["."]), @r#"
    2:71 unknown-instruction "USRE"
    7:8 unknown-flag "form"
    9:13 unknown-build-target "nope"
    18:12 unknown-flag "form"
    "#);
    assert_snapshot!(found("docker-bake.hcl", bake, &["docker-bake.hcl"]), @r#"
    2:71 unknown-instruction "USRE"
    7:8 unknown-flag "form"
    9:13 unknown-build-target "nope"
    18:12 unknown-flag "form"
    "#);
    assert_snapshot!(found("docker-bake.hcl", bake, &["--bake", "docker-bake.hcl", "indented"]), @r#"18:12 unknown-flag "form""#);
    assert_snapshot!(found("docker-bake.hcl", &bake.replace('\n', "\r\n"), &["."]), @r#"
    2:71 unknown-instruction "USRE"
    7:8 unknown-flag "form"
    9:13 unknown-build-target "nope"
    18:12 unknown-flag "form"
    "#);
    let json = r#"{"target": {"a": {"target": "nope", "dockerfile-inline": "FROM alpine:3.20 AS é\nCOPY --form=\u0061 /a /b\n"}}}"#;
    assert_snapshot!(found("docker-bake.json", json, &["."]), @r#"
    1:30 unknown-build-target "nope"
    1:79 invalid-stage-name "é"
    1:89 unknown-flag "form"
    "#);
}

#[test]
fn in_a_compose_file() {
    let compose = r#"services:
  one:
    build:
      context: .
      target: nope
      dockerfile_inline: |
        FROM alpine:3.22 AS x
        RUN echo $$HOME \
            && USRE=1 true
        COPY --form=x /a /b
  folded:
    build:
      dockerfile_inline: >
        FROM alpine:latest

        COPY --form=x
        /a /b
  quoted:
    build:
      dockerfile_inline: "FROM alpine:3.22\n\
        COPY --form=x /a /b\n"
  single:
    build:
      dockerfile_inline: 'FROM alpine:3.22

        RUN echo ''a''

        COPY --form=x /a /b'
"#;
    assert_snapshot!(found("compose.yaml", compose, &["."]), @r#"
    5:15 unknown-build-target "nope"
    10:16 unknown-flag "form"
    14:21 latest-tag "latest"
    16:16 unknown-flag "form"
    21:16 unknown-flag "form"
    28:16 unknown-flag "form"
    "#);
    assert_snapshot!(found("compose.yaml", compose, &["--compose", "compose.yaml", "quoted"]), @r#"21:16 unknown-flag "form""#);
    assert_snapshot!(found("compose.yaml", &compose.replace('\n', "\r\n"), &["compose.yaml"]), @r#"
    5:15 unknown-build-target "nope"
    10:16 unknown-flag "form"
    14:21 latest-tag "latest"
    16:16 unknown-flag "form"
    21:16 unknown-flag "form"
    28:16 unknown-flag "form"
    "#);
}

#[test]
fn what_is_not_known_is_not_found_wrong() {
    let compose = r#"services:
  base:
    build:
      dockerfile_inline: |
        FROM ${BASE}
        USRE ${NAME}
        RUN echo $${HOME} ${GREETING:-hello}
        COPY --form=x /a /b
        FROM ${IMAGE:-alpine:latest} AS y
        COPY --form=y /a /b
  lines:
    build:
      dockerfile_inline: |
        FROM alpine:3.22
        ${MORE}
        COPY --from=made /a /b
        USRE app
"#;
    assert_snapshot!(found("compose.yaml", compose, &["."]), @r#"
    8:16 unknown-flag "form"
    9:14 latest-tag "${IMAGE:-alpine:latest}"
    10:16 unknown-flag "form"
    "#);
    let bake = r#"variable "BASE" {}
variable "TAG" { default = "latest" }
target "a" {
  dockerfile-inline = <<EOT
FROM ${BASE}
FROM alpine:${TAG}
RUN echo $HOME
COPY --form=x /a /b
EOT
}
target "computed" {
  dockerfile-inline = join("\n", ["FROM alpine:3.22", "USRE app"])
}
target "both" {
  matrix = { stage = ["one", "two"] }
  name = "both-${stage}"
  target = stage
  dockerfile-inline = <<EOT
FROM alpine:3.22 AS one
FROM alpine:3.22 AS two
FROM alpine:3.22 AS three
EOT
}
"#;
    assert_snapshot!(found("docker-bake.hcl", bake, &["."]), @r#"
    6:13 latest-tag "${TAG}"
    8:8 unknown-flag "form"
    21:21 unreachable-stage "three"
    "#);
}

#[test]
fn comments_suppress_and_levels_count() {
    let compose = r#"services:
  one:
    build:
      dockerfile_inline: |
        # dflint: ignore=unknown-flag
        FROM alpine:3.22
        # dflint: ignore=unknown-flag
        COPY --form=x /a /b
        FROM alpine:latest
"#;
    assert_snapshot!(found("compose.yaml", compose, &["--deny", "latest-tag", "--ignore", "unused-suppression"]), @r#"
    6:14 unreachable-stage "alpine:3.22"
    9:21 latest-tag "latest"
    "#);
    assert_snapshot!(found("compose.yaml", compose, &["--no-suppressions", "--select", "unknown-flag"]), @r#"8:16 unknown-flag "form""#);
}

#[test]
fn fixes_leave_the_file_alone() {
    let text =
        "services:\n  one:\n    build:\n      dockerfile_inline: |\n        from alpine:3.22\n        RUN true\n        MAINTAINER me\n";
    let folder = folder(&[("compose.yaml", text)]);
    dflint(folder.path(), &["check", "--fix", "--unsafe-fixes", "."]);
    assert_eq!(std::fs::read_to_string(folder.path().join("compose.yaml")).unwrap(), text);
}

#[test]
fn a_build_of_a_stage_that_is_not_there_is_none() {
    let folder = folder(&[("compose.yaml", "services: {one: {build: {target: nope, dockerfile_inline: FROM alpine AS x}}}\n")]);
    let shown = dflint(folder.path(), &["check", "--compose", "compose.yaml", "one"]);
    assert_eq!(
        (shown.code, shown.stderr.trim_end()),
        (Some(2), "error: compose:one builds the stage `nope`, which its Dockerfile does not have")
    );
}

#[test]
fn graph_says_that_it_cannot() {
    let folder = folder(&[("compose.yaml", "services: {one: {build: {dockerfile_inline: FROM alpine}}}\n")]);
    let shown = dflint(folder.path(), &["graph", "--compose", "compose.yaml", "one"]);
    assert_eq!((shown.code, shown.stdout.as_str()), (Some(2), ""), "{shown}");
    assert!(shown.stderr.contains("stands in the file itself"), "{shown}");
}
