//! `dflint graph` and `dflint dump`.

use insta::assert_snapshot;
use serde_json::json;

use super::{dflint, dflint_reading, fixture, folder};

#[test]
fn text() {
    assert_snapshot!(dflint(fixture("shop"), &["graph", "api/Dockerfile"]), @"
    api/Dockerfile: target app, which needs 2 of 3 stages

    * 0 build  line 4, copied from
          builds on image golang:1.23-alpine, line 4  (written golang:${GO_VERSION}-alpine)
          needed: app copies from it, line 13

      1 test  line 9, unneeded
          builds on build, line 9
          not needed by the target

    * 2 app  line 12, shipped
          builds on image alpine:3.20, line 12
          copies from build, line 13
          copies from image biuld, line 14
          needed: it is the target
    --- exit 0
    ");
}

#[test]
fn of_a_target() {
    assert_snapshot!(dflint(fixture("variants"), &["graph", "--target", "TEST"]), @"
    Dockerfile: target test, which needs 3 of 7 stages, and 1 more with other values of variables in FROM

      0 runtime-slim  line 3, unneeded
          builds on image alpine:3.20, line 3
          not needed by the target

      1 runtime-debug  line 4, unneeded
          builds on image debian:12.7, line 4
          not needed by the target

    * 2 tools-amd64  line 6, shipped
          builds on image golang:1.23, line 6
          needed: build builds on it, line 9

    ? 3 tools-arm64  line 7, possible
          builds on image golang:1.22, line 7
          perhaps needed: build builds on it with another value of tools-${TARGETARCH}, line 9

    * 4 build  line 9, shipped
          builds on tools-amd64, line 9  (written tools-${TARGETARCH})
          needed: test builds on it, line 12

    * 5 test  line 12, shipped
          builds on build, line 12
          needed: it is the target

      6 app  line 15, unneeded
          builds on runtime-slim, line 15  (written runtime-${VARIANT:-slim})
          copies from build, line 16
          not needed by the target
    --- exit 0
    ");
}

#[test]
fn build_options_choose_stages() {
    assert_snapshot!(dflint(fixture("variants"), &["graph", "--build-arg", "VARIANT=debug", "--platform", "linux/arm64"]), @"
    Dockerfile: target app, which needs 4 of 7 stages, and 2 more with other values of variables in FROM

    ? 0 runtime-slim  line 3, possible
          builds on image alpine:3.20, line 3
          perhaps needed: app builds on it with another value of runtime-${VARIANT:-slim}, line 15

    * 1 runtime-debug  line 4, shipped
          builds on image debian:12.7, line 4
          needed: app builds on it, line 15

    ? 2 tools-amd64  line 6, possible
          builds on image golang:1.23, line 6
          perhaps needed: build builds on it with another value of tools-${TARGETARCH}, line 9

    * 3 tools-arm64  line 7, copied from
          builds on image golang:1.22, line 7
          needed: build builds on it, line 9

    * 4 build  line 9, copied from
          builds on tools-arm64, line 9  (written tools-${TARGETARCH})
          needed: app copies from it, line 16

      5 test  line 12, unneeded
          builds on build, line 12
          not needed by the target

    * 6 app  line 15, shipped
          builds on runtime-debug, line 15  (written runtime-${VARIANT:-slim})
          copies from build, line 16
          needed: it is the target
    --- exit 0
    ");
}

/// It builds every stage up to the target, needed or not.
#[test]
fn the_linter_agrees_on_what_nobody_needs() {
    let roles = dflint(fixture("variants"), &["graph", "--format", "json"]).json();
    let unneeded: Vec<_> = roles["stages"].as_array().unwrap().iter().filter(|stage| stage["role"] == "unneeded").collect();
    let found = dflint(fixture("variants"), &["check", "--format", "jsonl", "--select", "unreachable-stage"]).lines();
    let line = |finding: &serde_json::Value| finding["range"]["start"]["line"].clone();
    assert_eq!(found.iter().map(line).collect::<Vec<_>>(), unneeded.iter().map(|stage| stage["line"].clone()).collect::<Vec<_>>());
    assert_eq!(found.len(), 1);
}

#[test]
fn what_another_value_leads_to_may_need_more() {
    let text = "ARG KIND=a\nFROM x:1 AS deep\nFROM x:1 AS on-a\nFROM x:1 AS on-b\nCOPY --from=deep / /\nFROM on-$KIND\n";
    assert_snapshot!(dflint_reading(text.as_bytes(), &["graph", "-"]), @"
    -: target stage 3, which needs 2 of 4 stages, and 2 more with other values of variables in FROM

    ? 0 deep  line 2, possible
          builds on image x:1, line 2
          perhaps needed: on-b copies from it, line 5

    * 1 on-a  line 3, shipped
          builds on image x:1, line 3
          needed: stage 3 builds on it, line 6

    ? 2 on-b  line 4, possible
          builds on image x:1, line 4
          copies from deep, line 5
          perhaps needed: stage 3 builds on it with another value of on-$KIND, line 6

    * 3 (no name)  line 6, shipped
          builds on on-a, line 6  (written on-$KIND)
          needed: it is the target
    --- exit 0
    ");
}

#[test]
fn of_the_legacy_builder() {
    let needed = |arguments: &[&str]| {
        let shown = dflint(fixture("shop"), &[&["graph", "--format=json", "api/Dockerfile"], arguments].concat());
        shown.json()["stages"].as_array().unwrap().iter().map(|stage| stage["needed"].as_bool().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(needed(&[]), [true, false, true]);
    assert_eq!(needed(&["--legacy-builder"]), [true, true, true]);
    assert_eq!(needed(&["--legacy-builder", "--target=test"]), [true, true, false]);
}

#[test]
fn dot() {
    assert_snapshot!(dflint(fixture("shop"), &["graph", "api/Dockerfile", "--format", "dot"]), @r#"
    digraph "api/Dockerfile" {
      rankdir=LR;
      node [shape=box];
      s0 [label="build", style=solid];
      s1 [label="test", style=dashed];
      s2 [label="app", style=bold];
      "alpine:3.20" [shape=ellipse];
      "biuld" [shape=ellipse];
      "golang:1.23-alpine" [shape=ellipse];
      "golang:1.23-alpine" -> s0 [label="base"];
      s0 -> s1 [label="base"];
      "alpine:3.20" -> s2 [label="base"];
      s0 -> s2 [label="copy", style=dashed];
      "biuld" -> s2 [label="copy", style=dashed];
    }
    --- exit 0
    "#);
}

#[test]
fn mermaid() {
    assert_snapshot!(dflint(fixture("shop"), &["graph", "api/Dockerfile", "--format", "mermaid"]), @r#"
    flowchart LR
      s0["build"]:::copied-from
      s1["test"]:::unneeded
      s2["app"]:::shipped
      i0(["alpine:3.20"])
      i1(["biuld"])
      i2(["golang:1.23-alpine"])
      i2 -->|base| s0
      s0 -->|base| s1
      i0 -->|base| s2
      s0 -.->|copy| s2
      i1 -.->|copy| s2
      classDef shipped stroke-width:3px
      classDef possible stroke-dasharray:1 4
      classDef unneeded stroke-dasharray:4 4
    --- exit 0
    "#);
}

/// Whatever stands in names does not break the drawing.
#[test]
fn quotes_in_names_are_escaped() {
    let text = b"FROM 'a\"b\\c'\n";
    let dot = dflint_reading(text, &["graph", "-", "--format", "dot"]).stdout;
    assert!(dot.contains(r#"  "a\"b\\c" [shape=ellipse];"#), "{dot}");
    let mermaid = dflint_reading(text, &["graph", "-", "--format", "mermaid"]).stdout;
    assert!(mermaid.contains(r#"["a#quot;b\c"]"#), "{mermaid}");
}

#[test]
fn json() {
    let shown = dflint(fixture("shop"), &["graph", "api/Dockerfile", "--format", "json"]);
    assert_eq!((shown.stdout.lines().count(), shown.stderr.as_str(), shown.code), (1, "", Some(0)));
    let graph = shown.json();
    assert_eq!((&graph["path"], &graph["target"]), (&json!("api/Dockerfile"), &json!(2)));
    let stages = graph["stages"].as_array().unwrap();
    let names: Vec<_> = stages.iter().map(|stage| (&stage["index"], &stage["name"], &stage["line"], &stage["needed"])).collect();
    assert_eq!(
        names,
        [
            (&json!(0), &json!("build"), &json!(4), &json!(true)),
            (&json!(1), &json!("test"), &json!(9), &json!(false)),
            (&json!(2), &json!("app"), &json!(12), &json!(true)),
        ]
    );
    assert_eq!(
        stages[0]["base"],
        json!({"written": "golang:${GO_VERSION}-alpine", "resolved": "golang:1.23-alpine", "stage": null, "possible": []})
    );
    assert_eq!(stages[1]["base"], json!({"written": "build", "resolved": "build", "stage": 0, "possible": []}));
    assert_eq!(stages[0]["because"], json!({"stage": 2, "kind": "copy", "line": 13}));
    assert_eq!(stages[1]["because"], json!(null));
    assert_eq!(
        stages[2]["edges"],
        json!([
            {"kind": "base", "line": 12, "name": "alpine:3.20", "stage": null, "context": null, "mount": null},
            {"kind": "copy", "line": 13, "name": "0", "stage": 0, "context": null, "mount": null},
            {"kind": "copy", "line": 14, "name": "biuld", "stage": null, "context": null, "mount": null},
        ])
    );
}

#[test]
fn json_has_a_line_a_file() {
    let shown = dflint(fixture("shop"), &["graph", ".", "--format", "json"]);
    let paths: Vec<_> = shown.lines().iter().map(|graph| graph["path"].clone()).collect();
    assert_eq!(paths, ["api/Dockerfile", "tools/Containerfile", "web/Dockerfile"]);
}

#[test]
fn an_unknown_target() {
    assert_snapshot!(dflint(fixture("variants"), &["graph", "--target", "tset"]), @"
    --- stderr
    error: Dockerfile has no stage `tset`; did you mean `test`?
    --- exit 2
    ");
    assert_snapshot!(dflint(fixture("variants"), &["graph", "--target", "production"]), @"
    --- stderr
    error: Dockerfile has no stage `production`
    --- exit 2
    ");
}

#[test]
fn a_file_without_stages_hides_nothing() {
    let folder = folder(&[("Dockerfile", "# later\n"), ("Dockerfile.dev", "FROM alpine:3.20\n")]);
    assert_snapshot!(dflint(folder.path(), &["graph"]), @"
    --- stderr
    error: Dockerfile has no stages
    --- exit 2
    ");
    assert_snapshot!(dflint(folder.path(), &["graph", "Dockerfile", "missing", "Dockerfile.dev"]), @"
    Dockerfile.dev: target stage 0, which needs 1 of 1 stage

    * 0 (no name)  line 1, shipped
          builds on image alpine:3.20, line 1
          needed: it is the target
    --- stderr
    error: Dockerfile has no stages
    error: cannot read missing: No such file or directory (os error 2)
    --- exit 2
    ");
}

#[test]
fn standard_input() {
    assert_snapshot!(dflint_reading(b"FROM alpine:3.20 AS app\n", &["graph", "-"]), @"
    -: target app, which needs 1 of 1 stage

    * 0 app  line 1, shipped
          builds on image alpine:3.20, line 1
          needed: it is the target
    --- exit 0
    ");
}

/// Its form is that of the recorded answers (tests/corpus.rs compares thousands).
#[test]
fn dump() {
    let shown = dflint(fixture("shop"), &["dump", "--as", "buildkit", "tools/Containerfile"]);
    assert_eq!((shown.stdout.lines().count(), shown.stderr.as_str(), shown.code), (1, "", Some(0)));
    let (record, expected) = (
        shown.json(),
        json!({
            "file": "tools/Containerfile",
            "escape": "\\",
            "instructions": [
                ["FROM", 1, 1, {"args": ["alpine:3.20", "AS", "fetch"]}],
                ["RUN", 2, 2],
                ["FROM", 4, 4, {"args": ["scratch"]}],
                ["COPY", 5, 5, {"flags": ["--from=fetch"], "args": ["/tool", "/tool"]}],
                ["USER", 6, 6, {"args": ["1000"]}],
                ["ENTRYPOINT", 7, 7, {"json": true}],
            ],
            "stages": [{"name": "fetch", "base": "alpine:3.20", "line": 1}, {"base": "scratch", "line": 4}],
            "edges": [[0, "base", 1, "alpine:3.20"], [1, "base", 4, "scratch"], [1, "copy", 5, "fetch", 0]],
            "resolved_base": ["alpine:3.20", "scratch"],
            "env": {},
            "targets": {"": {"reachable": [0, 1]}, "fetch": {"reachable": [0]}},
        }),
    );
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&record[field], value, "{field}");
    }
    let shown = dflint(fixture("shop"), &["dump", "--as", "buildkit", "api", "missing", "tools"]);
    assert_eq!((shown.lines().len(), shown.code), (2, Some(2)));
    assert!(shown.stderr.starts_with("error: cannot read missing: "), "{shown}");
}

#[test]
fn svg() {
    assert_snapshot!(dflint(fixture("shop"), &["graph", "--format", "svg", "api/Dockerfile"]), @r#"
    <svg xmlns="http://www.w3.org/2000/svg" width="556" height="200" viewBox="0 0 556 200">
    <title>api/Dockerfile</title>
    <style>svg{font:13px sans-serif;fill:none;stroke:currentColor}text{fill:currentColor;stroke:none;text-anchor:middle}.edge text{font-size:10px}.shipped rect{stroke-width:3}.possible rect,.possible path{stroke-dasharray:1 4}.unneeded{opacity:.5}.unneeded rect,.copy path,.mount path{stroke-dasharray:4 4}</style>
    <defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8"/></marker></defs>
    <g class="edge base" data-line="4"><path d="M188 38C233 38 233 158 278 158" marker-end="url(#arrow)"/><text x="248" y="155">base</text></g>
    <g class="edge base" data-line="9"><path d="M342 152C387 152 435 38 480 38" marker-end="url(#arrow)"/><text x="450" y="35">base</text></g>
    <g class="edge base" data-line="12"><path d="M390 38C435 38 435 92 480 92" marker-end="url(#arrow)"/><text x="450" y="89">base</text></g>
    <g class="edge copy" data-line="13"><path d="M342 164C387 164 435 104 480 104" marker-end="url(#arrow)"/><text x="450" y="101">copy</text></g>
    <g class="edge copy" data-line="14"><path d="M342 98C387 98 435 116 480 116" marker-end="url(#arrow)"/><text x="450" y="113">copy</text></g>
    <g class="node image"><rect x="278" y="20" width="112" height="36" rx="18"/><text x="334" y="42">alpine:3.20</text></g>
    <g class="node image"><rect x="278" y="80" width="64" height="36" rx="18"/><text x="310" y="102">biuld</text></g>
    <g class="node image"><rect x="20" y="20" width="168" height="36" rx="18"/><text x="104" y="42">golang:1.23-alpine</text></g>
    <g class="node copied-from" data-line="4"><rect x="278" y="140" width="64" height="36" rx="4"/><text x="310" y="162">build</text></g>
    <g class="node unneeded" data-line="9"><rect x="480" y="20" width="56" height="36" rx="4"/><text x="508" y="42">test</text></g>
    <g class="node shipped" data-line="12"><rect x="480" y="80" width="48" height="48" rx="4"/><text x="504" y="108">app</text></g>
    </svg>
    --- exit 0
    "#);
}
