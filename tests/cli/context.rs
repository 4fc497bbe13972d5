//! The ignore file of the build context: which one counts, and what is said of it.

use std::fs;

use insta::assert_snapshot;

use super::{Shown, command, dflint, dflint_reading, folder, run};
use crate::corpus::unpack_into;

const TEXT: &str = "FROM node:20.1\nCOPY dist /d\n";

/// The findings of the rule: path, level, and the line of the ignore file.
fn found(shown: &Shown) -> Vec<String> {
    let all = shown.lines();
    let of_rule = all.iter().filter(|finding| finding["rule"] == "ignored-copy-source");
    of_rule
        .map(|finding| {
            let message = finding["message"].as_str().unwrap();
            let by = message.split("because ").nth(1).and_then(|rest| rest.split(" (").next()).unwrap_or(message);
            format!("{} {}: {by}", finding["path"].as_str().unwrap(), finding["level"].as_str().unwrap())
        })
        .collect()
}

fn check(files: &[(&str, &str)], arguments: &[&str]) -> Vec<String> {
    let folder = folder(files);
    let all: Vec<_> = ["check", "--format", "jsonl", "--select", "CopyIgnoredFile"].iter().chain(arguments).copied().collect();
    found(&dflint(folder.path(), &all))
}

#[test]
fn as_people_see_it() {
    let folder = folder(&[
        ("Dockerfile", "FROM node:20.1 AS build\nONBUILD COPY .env /\nFROM build\nCOPY src dist /d/\nADD docs/*.md /docs/\n"),
        ("Dockerfile.dockerignore", "# not these\ndist\n.env*\n**/*.md\n"),
    ]);
    assert_snapshot!(dflint(folder.path(), &["check"]), @"
    error[ignored-copy-source]: This FROM fires an ONBUILD that copies from the build context. `.env` is not in the build context, because line 3 of Dockerfile.dockerignore (`.env*`) ignores it: the build stops here.
     --> Dockerfile:3:6
      |
    2 | ONBUILD COPY .env /
      |         ----------- the instruction it fires
    3 | FROM build
      |      ^^^^^
      |
      = help: Write `!.env` at the end of Dockerfile.dockerignore, or delete line 3 there.

    error[ignored-copy-source]: `dist` is not in the build context, because line 2 of Dockerfile.dockerignore (`dist`) ignores it: the build stops here.
     --> Dockerfile:4:10
      |
    4 | COPY src dist /d/
      |          ^^^^
      |
      = help: Write `!dist` at the end of Dockerfile.dockerignore, or delete line 2 there.

    warning[ignored-copy-source]: `docs/*.md` copies nothing, because line 4 of Dockerfile.dockerignore (`**/*.md`) ignores whatever it matches.
     --> Dockerfile:5:5
      |
    5 | ADD docs/*.md /docs/
      |     ^^^^^^^^^
      |
      = help: Delete line 4 of Dockerfile.dockerignore.

    Found 2 errors and 1 warning in 1 file.
    For more about a rule: `dflint explain ignored-copy-source`.
    --- exit 1
    ");
}

#[test]
fn the_file_of_the_dockerfile_comes_first() {
    let own = ("api.Dockerfile.dockerignore", "\ndist");
    let both = [("api.Dockerfile", TEXT), own, (".dockerignore", "dist")];
    assert_eq!(check(&both, &[]), ["api.Dockerfile error: line 2 of api.Dockerfile.dockerignore"]);
    assert_eq!(check(&both, &["--context", "."]), ["api.Dockerfile error: line 2 of api.Dockerfile.dockerignore"]);
    // Of a Dockerfile with a name of its own the context is not known.
    assert_eq!(check(&[both[0], both[2]], &[]), [""; 0]);
    assert_eq!(check(&[both[0], both[2]], &["--context", "."]), ["api.Dockerfile error: line 1 of .dockerignore"]);
    // An empty one is one.
    assert_eq!(check(&[both[0], ("api.Dockerfile.dockerignore", ""), both[2]], &["--context", "."]), [""; 0]);
}

#[test]
fn without_a_context_the_folder_is_assumed() {
    let beside = [("api/Dockerfile", TEXT), ("api/.dockerignore", "dist"), (".dockerignore", "*")];
    assert_eq!(check(&beside, &[]), ["api/Dockerfile warning: line 1 of api/.dockerignore"]);
    assert_eq!(check(&beside, &["--context", "."]), ["api/Dockerfile error: line 1 of .dockerignore"]);
    let containerfile = [("Containerfile", TEXT), (".dockerignore", "dist")];
    assert_eq!(check(&containerfile, &[]), ["Containerfile warning: line 1 of .dockerignore"]);
    assert_eq!(check(&[("dockerfile", TEXT), containerfile[1]], &[]).len(), 1);
    assert_eq!(check(&[containerfile[0], containerfile[1], (".containerignore", "")], &[]), [""; 0]);
}

#[test]
fn paths_from_further_up_speak_against_it() {
    let text = "FROM node:20.1\nCOPY services/api/src /src\nCOPY dist /d\n";
    let files = [("services/api/Dockerfile", text), ("services/api/.dockerignore", "dist"), (".git/HEAD", "")];
    assert_eq!(check(&files, &[]), [""; 0]);
    // A package with the name of its folder.
    let package = ("services/api/services/x", "");
    assert_eq!(check(&[files[0], files[1], files[2], package], &[]).len(), 1);
    // Without a repository only the folder itself counts.
    assert_eq!(check(&files[..2], &[]).len(), 1);
}

#[test]
fn a_configuration_names_the_context() {
    let files = [("docker/Dockerfile", TEXT), (".dockerignore", "dist"), ("dflint.toml", "context = \".\"\n")];
    assert_eq!(check(&files, &[]), ["docker/Dockerfile error: line 1 of .dockerignore"]);
    assert_eq!(check(&files, &["--context", "docker"]), [""; 0]);
    let folder = folder(&[("Dockerfile", TEXT), ("dflint.toml", "context = \"nowhere\"\n")]);
    let shown = dflint(folder.path(), &["check"]);
    assert!(shown.stdout.contains("error[invalid-configuration]: There is no folder `nowhere` here.") && shown.code == Some(1), "{shown}");
    let shown = dflint(folder.path(), &["check", "--no-config", "--context", "nowhere"]);
    assert_eq!((shown.stderr.as_str(), shown.code), ("error: --context: there is no folder nowhere\n", Some(2)));
}

#[test]
fn standard_input_lies_where_its_name_says() {
    let folder = folder(&[("api/.dockerignore", "dist")]);
    let read = |arguments: &[&str]| {
        let text = folder.path().join("text");
        fs::write(&text, TEXT).unwrap();
        let all: Vec<_> = ["check", "--format", "jsonl", "-"].iter().chain(arguments).copied().collect();
        found(&run(command(folder.path(), &all).stdin(fs::File::open(text).unwrap())))
    };
    assert_eq!(read(&[]), [""; 0]);
    assert_eq!(read(&["--stdin-filename", "api/Dockerfile"]), ["api/Dockerfile warning: line 1 of api/.dockerignore"]);
    assert_eq!(read(&["--context", "api"]), ["- error: line 1 of api/.dockerignore"]);
    assert_eq!(dflint_reading(TEXT.as_bytes(), &["check", "-"]).code, Some(0));
}

#[test]
fn a_line_that_docker_refuses_is_said_once() {
    let files = [("a.Dockerfile", TEXT), ("b.Dockerfile", TEXT), (".dockerignore", "ok\n[a\n!\ndist\n")];
    let folder = folder(&files);
    assert_snapshot!(dflint(folder.path(), &["check", "--context", ".", "--statistics"]), @"
    2  error    ignored-copy-source

    Found 2 errors in 2 files.
    For more about a rule: `dflint explain ignored-copy-source`.
    --- stderr
    error: This is no valid pattern, because a bracket is not closed or nothing stands behind a backslash: Docker refuses to build.
     --> .dockerignore:2:1
      |
    2 | [a
      | ^^
    error: There is no path behind the exclamation mark: Docker refuses to build.
     --> .dockerignore:3:1
      |
    3 | !
      | ^
    --- exit 2
    ");
    let shown = dflint(folder.path(), &["check", "--context", ".", "--format", "json"]);
    assert_eq!(shown.json()["errors"].as_array().unwrap().len(), 2);
    assert_eq!(shown.json()["errors"][1], ".dockerignore:3: There is no path behind the exclamation mark: Docker refuses to build.");
}

#[test]
fn what_cannot_be_read_is_a_warning() {
    let with = folder(&[("a/Dockerfile", TEXT), ("a/.dockerignore/x", ""), ("b/Dockerfile", TEXT), ("c/Dockerfile", TEXT)]);
    fs::write(with.path().join("b/.dockerignore"), b"\xFF\xFEd\0i\0s\0t\0").unwrap();
    assert_snapshot!(dflint(with.path(), &["check"]), @"
    No findings in 3 files.
    --- stderr
    warning: a/.dockerignore is not used: it is a folder
    warning: b/.dockerignore is not used: it is not UTF-8
    --- exit 0
    ");
}

#[test]
fn buildkit_is_told_as_it_is() {
    let text = "FROM node:20.1\nCOPY dist /dist /d/\n";
    let as_buildkit = |ignore: &str| check(&[("Dockerfile", text), (".dockerignore", ignore)], &["--compat", "buildkit"]);
    // BuildKit compares what is written.
    assert_eq!(as_buildkit("dist"), ["Dockerfile warning: line 1 of .dockerignore"]);
    // With an exception it says nothing.
    assert_eq!(as_buildkit("dist\n!src"), [""; 0]);
    assert_eq!(check(&[("Dockerfile", text), (".dockerignore", "dist\n!src")], &[]).len(), 2);
}

/// What real projects copy is in their context; without the exceptions of their ignore files some of it is not.
#[test]
fn real_projects_copy_what_they_have() {
    let Some(projects) = unpack_into("projects", "projects-context") else { return };
    let (mut files, mut without_exceptions) = (0, 0);
    let mut wrong = Vec::new();
    for project in fs::read_dir(projects).unwrap().map(|entry| entry.unwrap().path()) {
        let check = || {
            let shown = dflint(&project, &["check", "--no-config", "--context", ".", "--select", "CopyIgnoredFile", "--format", "jsonl"]);
            assert_eq!(shown.stderr, "");
            found(&shown)
        };
        let ignore_file = project.join(".dockerignore");
        let Ok(text) = fs::read_to_string(&ignore_file) else { continue };
        files += 1;
        wrong.extend(check());
        let rest: Vec<_> = text.lines().filter(|line| !line.starts_with('!')).collect();
        fs::write(&ignore_file, rest.join("\n")).unwrap();
        without_exceptions += check().len();
    }
    println!("{files} ignore files; {without_exceptions} findings without their exceptions");
    assert!(files > 20 && without_exceptions > 10, "{files} {without_exceptions}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
