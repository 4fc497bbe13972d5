//! What a build makes of a Dockerfile: named contexts, arguments, and who needs a stage.

use insta::assert_snapshot;

use super::{dflint, folder};

const DOCKERFILE: &str = "FROM alpine:3.20 AS deps\nCOPY --from=tools /bin/x /x\nFROM base AS app\nCOPY --from=deps /x /x\n\
                          COPY --from=assets /a /a\n";

#[test]
fn named_contexts_take_the_place_of_stages_and_images() {
    let bake = "target \"app\" {\n  target = \"app\"\n  contexts = {\n    base = \"target:base\"\n    deps = \"docker-image://busybox:1.37\"\n    \
                assets = \"./assets\"\n  }\n}\ntarget \"base\" {\n  dockerfile = \"base.Dockerfile\"\n}\n";
    let folder = folder(&[("Dockerfile", DOCKERFILE), ("base.Dockerfile", "FROM alpine:3.20\n"), ("docker-bake.hcl", bake)]);
    assert_snapshot!(dflint(folder.path(), &["graph", "--bake", "docker-bake.hcl", "app"]), @"
    Dockerfile: target app, which needs 2 of 2 stages

    * 0 deps  line 1, copied from
          is not built: the context deps (docker-image://busybox:1.37) takes its place
          needed: app copies from it, line 4

    * 1 app  line 3, shipped
          builds on context base (target:base: base.Dockerfile), line 3
          copies from deps, line 4
          copies from context assets (./assets), line 5
          needed: it is the target
    --- exit 0
    ");
    // Names that contexts have are no images without a tag; `tools` is one.
    assert_snapshot!(dflint(folder.path(), &["check"]), @"
    note[unknown-stage]: This file has no stage named `tools`, so `tools` refers to the image `tools:latest`, unless the build passes a context of that name.
     --> Dockerfile:2:13
      |
    2 | COPY --from=tools /bin/x /x
      |             ^^^^^
      |
      = help: Add a stage with `FROM … AS tools`, or pin the version of the image: `tools:<version>`.

    Found 1 note in 1 of 2 files.
    For more about a rule: `dflint explain unknown-stage`.
    --- exit 0
    ");
    let json = dflint(folder.path(), &["graph", "--bake", "docker-bake.hcl", "app", "--format", "json"]).json();
    assert_eq!(json["stages"][0]["context"], "docker-image://busybox:1.37");
    assert_eq!(json["stages"][1]["edges"][0]["context"], "target:base");
    assert_eq!((&json["stages"][1]["edges"][1]["stage"], &json["stages"][1]["edges"][1]["context"]), (&0.into(), &serde_json::Value::Null));
}

#[test]
fn a_call_and_a_configuration_name_contexts() {
    let text = "FROM base AS app\nCOPY --from=aps /x /x\n";
    let folder = folder(&[("Dockerfile", text), ("dflint.toml", "[contexts]\nbase = \"docker-image://alpine:3.20\"\n")]);
    let found = |arguments: &[&str]| {
        let all: Vec<_> = ["check", "--format", "jsonl"].iter().chain(arguments).copied().collect();
        let lines = dflint(folder.path(), &all).lines();
        lines.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&["--no-config"]), ["untagged-image", "unknown-stage"]);
    assert_eq!(found(&[]), ["unknown-stage"]);
    assert_eq!(found(&["--build-context", "aps=./x"]), [""; 0]);
    let shown = dflint(folder.path(), &["check", "--build-context", "aps"]);
    assert_eq!((shown.stderr.as_str(), shown.code), ("error: --build-context aps is not of the form NAME=VALUE\n", Some(2)));
}

/// What a build with a context of that name knows, another does not have to say.
#[test]
fn a_context_of_a_build_is_no_slip() {
    let compose = |contexts: &str| format!("services:\n  web:\n    build:\n      context: .\n{contexts}");
    let text = "FROM alpine:3.20 AS assets\nFROM alpine:3.20\nCOPY --from=asset /x /x\nCOPY --from=assets /x /x\n";
    let found = |compose: &str| {
        let folder = folder(&[("Dockerfile", text), ("compose.yaml", compose)]);
        dflint(folder.path(), &["check", "--format", "jsonl", "--select", "unknown-stage"]).lines().len()
    };
    assert_eq!(found(&compose("")), 1);
    assert_eq!(found(&compose("      additional_contexts:\n        asset: ./static\n")), 0);
    assert_eq!(found(&compose("      additional_contexts:\n        other: ./static\n")), 1);
}

#[test]
fn the_graph_says_who_needs_a_stage() {
    let text = "ARG KIND=small\nFROM alpine:3.20 AS lib\nFROM lib AS test\nFROM alpine:3.20 AS base-small\nFROM alpine:3.20 AS base-large\n\
                FROM alpine:3.20 AS old\nFROM base-$KIND AS app\n";
    let compose = "services:\n  test: {build: {context: ., target: test}}\n  app: {build: {context: ., args: {KIND: large}}}\n";
    let folder = folder(&[("Dockerfile", text), ("compose.yaml", compose)]);
    assert_snapshot!(dflint(folder.path(), &["graph"]), @"
    Dockerfile: target app, which needs 2 of 6 stages, and 1 more with other values of variables in FROM

      0 lib  line 2, tooling
          builds on image alpine:3.20, line 2
          not needed by the target, but by compose:test

      1 test  line 3, tooling
          builds on lib, line 3
          built by compose:test
          not needed by the target

    * 2 base-small  line 4, shipped
          builds on image alpine:3.20, line 4
          needed: app builds on it, line 7

    ? 3 base-large  line 5, possible
          builds on image alpine:3.20, line 5
          perhaps needed: app builds on it with another value of base-$KIND, line 7; needed by compose:app

      4 old  line 6, unneeded
          builds on image alpine:3.20, line 6
          not needed by the target

    * 5 app  line 7, shipped
          builds on base-small, line 7  (written base-$KIND)
          built by compose:app
          needed: it is the target
    --- exit 0
    ");
    assert_snapshot!(dflint(folder.path(), &["graph", "--compose", "compose.yaml", "app"]), @"
    Dockerfile: target app, which needs 2 of 6 stages, and 1 more with other values of variables in FROM

      0 lib  line 2, unneeded
          builds on image alpine:3.20, line 2
          not needed by the target

      1 test  line 3, unneeded
          builds on lib, line 3
          not needed by the target

    ? 2 base-small  line 4, possible
          builds on image alpine:3.20, line 4
          perhaps needed: app builds on it with another value of base-$KIND, line 7

    * 3 base-large  line 5, shipped
          builds on image alpine:3.20, line 5
          needed: app builds on it, line 7

      4 old  line 6, unneeded
          builds on image alpine:3.20, line 6
          not needed by the target

    * 5 app  line 7, shipped
          builds on base-large, line 7  (written base-$KIND)
          needed: it is the target
    --- exit 0
    ");
}

/// The arguments of builds decide which stages FROM means: whatever they may decide is not called unreachable.
#[test]
fn arguments_of_builds_lead_to_stages() {
    let text =
        "ARG KIND\nFROM alpine:3.20 AS base-small\nFROM alpine:3.20 AS base-large\nFROM alpine:3.20 AS other\nFROM base-$KIND AS app\n";
    let unreachable = |compose: &str, arguments: &[&str]| {
        let folder = folder(&[("Dockerfile", text), ("compose.yaml", compose)]);
        let all: Vec<_> = ["check", "--format", "jsonl", "--select", "unreachable-stage"].iter().chain(arguments).copied().collect();
        let lines = dflint(folder.path(), &all).lines();
        lines.iter().map(|finding| finding["range"]["start"]["line"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let compose = "services:\n  app: {build: {context: ., args: {KIND: large}}}\n";
    assert_eq!(unreachable(compose, &[]), [4]);
    assert_eq!(unreachable(compose, &["--compose", "compose.yaml"]), [4]);
    let computed = "services:\n  app: {build: {context: ., args: {KIND: '${KIND}'}}}\n";
    assert_eq!(unreachable(computed, &[]), [4]);
}

/// An ARG that no build gives.
#[test]
fn arguments_that_nobody_gives() {
    let text = "ARG VERSION\nFROM alpine:$VERSION AS app\nFROM alpine:3.20 AS test\nARG SUITE\nLABEL suite=$SUITE\nFROM app\n";
    let found = |name: &str, build_file: &str, arguments: &[&str]| {
        let folder = folder(&[("Dockerfile", text), (name, build_file)]);
        let all: Vec<_> = ["check", "--format", "jsonl", "--select", "ungiven-arg"].iter().chain(arguments).copied().collect();
        let lines = dflint(folder.path(), &all).lines();
        let shown = |finding: &serde_json::Value| {
            assert_eq!(finding["path"], "Dockerfile");
            format!("{} {}", finding["level"].as_str().unwrap(), finding["message"].as_str().unwrap())
        };
        lines.iter().map(shown).collect::<Vec<_>>()
    };
    let version =
        "warning No build in this repository gives `VERSION` a value (compose:web): it is empty in line 2, and the build stops there.";
    let compose = |more: &str| format!("services:\n  web:\n    build:\n      context: .\n{more}");
    assert_eq!(found("compose.yaml", &compose(""), &[]), [version]);
    assert_eq!(found("compose.yaml", &compose("      target: test\n"), &[]).len(), 1);
    assert_eq!(found("compose.yaml", &compose("      args: [VERSION]\n"), &[]), [""; 0]);
    assert_eq!(found("compose.yaml", &compose("      args: {VERSION: '3'}\n"), &[]), [""; 0]);
    assert_eq!(found("compose.yaml", &compose(""), &["--build-arg", "VERSION=3"]), [""; 0]);
    // Where nothing is known to build it, or it may be given more.
    assert_eq!(found("other.yaml", "", &[]), [""; 0]);
    assert_eq!(found("Makefile", "all:\n\tdocker build . $(ARGS)\n", &[]), [""; 0]);
    assert_eq!(found("Makefile", "all:\n\tdocker build .\n", &[]).len(), 1);
    assert_eq!(found("Makefile", "all:\n\tdocker build --build-arg VERSION=$(V) .\n", &[]), [""; 0]);
    // Commands may give it to builds of other files.
    let with_command = |command: &str| {
        let folder = folder(&[("Dockerfile", text), ("compose.yaml", &compose("")), ("Makefile", &format!("all:\n\t{command}\n"))]);
        dflint(folder.path(), &["check", "--format", "jsonl", "--select", "ungiven-arg"]).lines().len()
    };
    assert_eq!(with_command("docker compose build"), 1);
    assert_eq!(with_command("docker compose build --build-arg VERSION=3"), 0);
    assert_eq!(with_command("docker buildx bake --set *.args.VERSION=3 --set OLD_VERSION=2"), 0);
    assert_eq!(with_command("docker buildx bake --set *.args.VERSION_2=3"), 1);
    // The stage that uses it has to be built.
    let suite =
        "info No build in this repository gives `SUITE` a value (make test): it is empty in line 5, unless the base image sets `SUITE`.";
    let test = "test:\n\tdocker build --target test --build-arg VERSION=3 .\n";
    assert_eq!(found("Makefile", test, &[]), [suite]);
}
