//! Build contexts that files of the repository tell of, and what is not there in them.

use insta::assert_snapshot;

use super::{dflint, folder};

/// What two rules find: path, line, level, and what the message begins with.
fn check(files: &[(&str, &str)], arguments: &[&str]) -> Vec<String> {
    let folder = folder(files);
    let all: Vec<_> = ["check", "--format", "jsonl"].iter().chain(arguments).copied().collect();
    let found = dflint(folder.path(), &all).lines();
    let of_rules = found.iter().filter(|finding| matches!(finding["rule"].as_str(), Some("ignored-copy-source" | "missing-context-path")));
    let shown = |finding: &serde_json::Value| {
        let (path, level, line) =
            (finding["path"].as_str().unwrap(), finding["level"].as_str().unwrap(), &finding["range"]["start"]["line"]);
        let message = finding["message"].as_str().unwrap();
        format!("{path}:{line} {level}: {}", message.split([':', '(']).next().unwrap().trim_end_matches('.').trim_end())
    };
    of_rules.map(shown).collect()
}

const COMPOSE: &str = "services:\n  api:\n    build: {context: ., dockerfile: api/Dockerfile}\n";
const GIT: (&str, &str) = (".git/HEAD", "");

#[test]
fn as_people_see_it() {
    let dockerfile = "FROM golang:1.24 AS build\nCOPY main.go go.mod ./\nCOPY dist/x bin/app ./\nCOPY api/cnof/nginx.conf /x\n\
                      COPY nothing/*.txt /y/\nRUN --mount=type=bind,source=Go.sum,target=go.sum true\nFROM scratch\nCOPY --from=build / /\n";
    let folder = folder(&[
        GIT,
        ("compose.yaml", COMPOSE),
        ("api/Dockerfile", dockerfile),
        (".gitignore", "dist\n"),
        ("api/main.go", ""),
        ("api/conf/nginx.conf", ""),
        ("go.mod", ""),
        ("go.sum", ""),
    ]);
    assert_snapshot!(dflint(folder.path(), &["check"]), @"
    warning[missing-context-path]: There is no `main.go` in the build context `.` (compose:api): the build stops here.
     --> api/Dockerfile:2:6
      |
    2 | COPY main.go go.mod ./
      |      ^^^^^^^
      |
      = help: Paths begin at the build context, and not at the folder of the Dockerfile: did you mean `api/main.go`?

    note[missing-context-path]: `bin/app` is not there, because there is no `bin` in the build context `.` (compose:api): the build stops here.
     --> api/Dockerfile:3:13
      |
    3 | COPY dist/x bin/app ./
      |             ^^^^^^^
      |
      = help: Correct the path; or, if something makes it before the build, list it in .gitignore.

    warning[missing-context-path]: `api/cnof/nginx.conf` is not there, because there is no `api/cnof` in the build context `.` (compose:api): the build stops here.
     --> api/Dockerfile:4:6
      |
    4 | COPY api/cnof/nginx.conf /x
      |      ^^^^^^^^^^^^^^^^^^^
      |
      = help: Did you mean `api/conf/nginx.conf`?

    note[missing-context-path]: `nothing/*.txt` matches nothing, because there is no `nothing` in the build context `.` (compose:api).
     --> api/Dockerfile:5:6
      |
    5 | COPY nothing/*.txt /y/
      |      ^^^^^^^^^^^^^
      |
      = help: Correct the path; or, if something makes it before the build, list it in .gitignore.

    warning[missing-context-path]: There is no `Go.sum` in the build context `.` (compose:api): the build stops here.
     --> api/Dockerfile:6:30
      |
    6 | RUN --mount=type=bind,source=Go.sum,target=go.sum true
      |                              ^^^^^^
      |
      = help: Did you mean `go.sum`?

    Found 3 warnings and 2 notes in 1 file.
    For more about a rule: `dflint explain missing-context-path`.
    --- exit 1
    ");
}

#[test]
fn the_context_is_that_of_the_builds() {
    let text = "FROM node:20.1\nCOPY dist /d\n";
    let files = [GIT, ("compose.yaml", COMPOSE), ("api/Dockerfile", text), (".dockerignore", "dist\n"), ("api/dist/x", ""), ("dist/x", "")];
    assert_eq!(check(&files, &[]), ["api/Dockerfile:2 error: `dist` is not in the build context, because line 1 of .dockerignore"]);
    // Who calls, knows better.
    assert_eq!(check(&files, &["--context", "api"]), [""; 0]);
    // An ignore file in a folder that is no context counts for nothing.
    let beside = [GIT, files[1], files[2], ("api/.dockerignore", "dist\n"), ("dist/x", "")];
    assert_eq!(check(&beside, &[]), [""; 0]);
    assert_eq!(check(&[GIT, files[2], beside[3], ("api/dist/x", "")], &[]).len(), 1);
}

#[test]
fn with_several_contexts_each_has_to_lack_it() {
    let bake = "target \"other\" {\n  context = \"api\"\n}\n";
    let text = "FROM node:20.1\nCOPY one /\nCOPY two /\nCOPY three /\n";
    let files = [GIT, ("compose.yaml", COMPOSE), ("docker-bake.hcl", bake), ("api/Dockerfile", text), ("one/x", ""), ("api/two", "")];
    assert_eq!(check(&files, &[]), ["api/Dockerfile:4 info: There is no `three` in any of the build contexts `api`"]);
    let ignore = [files.as_slice(), &[("api/.dockerignore", "two\n"), ("two", ""), (".dockerignore", "one\ntwo\n")]].concat();
    assert_eq!(
        check(&ignore, &[]),
        [
            "api/Dockerfile:3 error: `two` is not in the build context, because line 1 of api/.dockerignore",
            "api/Dockerfile:4 info: There is no `three` in any of the build contexts `api`"
        ]
    );
    // What is checked as one build sees it, is checked in its context.
    assert_eq!(
        check(&files, &["--compose", "compose.yaml", "api"]),
        [
            "api/Dockerfile:3 warning: There is no `two` in the build context `.`",
            "api/Dockerfile:4 info: There is no `three` in the build context `.`"
        ]
    );
}

#[test]
fn of_a_context_that_is_not_known_nothing_is_said() {
    let text = "FROM node:20.1\nCOPY three /\n";
    let (git, dockerfile) = (GIT, ("api/Dockerfile", text));
    let of_builds = |compose: &str| check(&[git, dockerfile, ("compose.yaml", compose), ("api/Three", "")], &[]).len();
    assert_eq!(of_builds("services:\n  api: {build: api}\n"), 1);
    assert_eq!(of_builds("services:\n  api: {build: {context: '${FOLDER}', dockerfile: '${FOLDER}/Dockerfile'}}\n"), 0);
    // A script may be called from anywhere.
    let script = "docker build -f api/Dockerfile \"$1\"\n";
    assert_eq!(check(&[git, dockerfile, ("build.sh", script), ("compose.yaml", COMPOSE), ("Three", "")], &[]), [""; 0]);
}

/// Without a build, the folder of the Dockerfile is taken to be the context if something tells so, and only for names that are nearly
/// there.
#[test]
fn without_builds_there_is_little_to_say() {
    let text = "FROM node:20.1\nCOPY three four /x/\n";
    let near = ("api/Three", "");
    assert_eq!(check(&[GIT, ("api/Dockerfile", text), near], &[]), [""; 0]);
    let with_ignore = [GIT, ("api/Dockerfile", text), near, ("api/.dockerignore", "x")];
    assert_eq!(
        check(&with_ignore, &[]),
        ["api/Dockerfile:2 info: There is no `three` in the build context `api`, if the folder of this file is the context"]
    );
    assert_eq!(check(&[GIT, ("Dockerfile", text), ("Three", "")], &[]).len(), 1);
    assert_eq!(check(&[("Dockerfile", text), ("Three", "")], &[]), [""; 0]);
    assert_eq!(check(&with_ignore, &["--context", "api"]).len(), 2);
    // Its own ignore file holds in any context.
    let own = [GIT, ("api/Dockerfile", text), near, ("api/Dockerfile.dockerignore", "four\n")];
    assert_eq!(
        check(&own, &[]),
        ["api/Dockerfile:2 error: `four` is not in the build context, because line 1 of api/Dockerfile.dockerignore"]
    );
}

#[test]
fn variables_that_calls_set_may_lead_elsewhere() {
    let text = "FROM node:20.1\nARG KIND=one\nARG TARGETARCH\nCOPY $KIND bin-$TARGETARCH /\n";
    let compose = |args: &str| format!("services:\n  a:\n    build:\n      context: .\n{args}");
    let lines = |args: &str| check(&[GIT, ("Dockerfile", text), ("compose.yaml", &compose(args)), ("x", "")], &[]).len();
    assert_eq!(lines(""), 1);
    assert_eq!(lines("      args:\n        KIND: two\n"), 0);
}
