//! Which files are checked.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use tempfile::TempDir;

use super::{command, dflint, folder, paths, run};

/// It has exactly one finding, so that a file that is checked is seen.
const FILE: &str = "FROM alpine:latest\n";

/// The files that `dflint check` finds in a folder with these.
#[track_caller]
fn found(files: &[&str], arguments: &[&str]) -> Vec<String> {
    let files: Vec<_> = files.iter().map(|path| (*path, FILE)).collect();
    let folder = folder(&files);
    let shown = dflint(folder.path(), &[&["check", "--format", "jsonl"], arguments].concat());
    assert_eq!(shown.stderr, "");
    paths(&shown)
}

#[test]
fn names() {
    let dockerfiles = [
        "CONTAINERFILE",
        "Containerfile",
        "Containerfile.debug",
        "DOCKERFILE.prod",
        "Dockerfile",
        "Dockerfile-alpine",
        "Dockerfile.dev",
        "Dockerfile_old",
        "a/dockerfile",
        "b/c/dev.Dockerfile",
        "dev.containerfile",
        "x.dockerfile",
    ];
    let others = [
        "Dockerfile.dev.swp",
        "Dockerfile.dockerignore",
        "Dockerfile.md",
        "Dockerfile.tmpl",
        "Dockerfile~",
        "Dockerfiles",
        "MyDockerfile",
        "README.md",
        "compose.yaml",
        "dockerfile.py",
    ];
    assert_eq!(found(&[&dockerfiles[..], &others].concat(), &[]), dockerfiles);
}

#[test]
fn a_file_that_is_named_is_checked_whatever_it_is_called() {
    assert_eq!(found(&["build/image.txt", "Dockerfile"], &["build/image.txt"]), ["build/image.txt"]);
}

#[test]
fn hidden_folders_count_and_git_does_not() {
    let files = [".devcontainer/Dockerfile", ".docker/app/Dockerfile", ".git/Dockerfile", "a/.git/hooks/Dockerfile", ".Dockerfile"];
    assert_eq!(found(&files, &[]), [".Dockerfile", ".devcontainer/Dockerfile", ".docker/app/Dockerfile"]);
}

#[test]
fn gitignore_counts_with_and_without_a_repository() {
    for repository in [true, false] {
        let folder = folder(&[
            (".gitignore", "/vendor/\nDockerfile.local\n"),
            ("Dockerfile", FILE),
            ("Dockerfile.local", FILE),
            ("api/.gitignore", "out\n!Dockerfile.local\n"),
            ("api/Dockerfile.local", FILE),
            ("api/out/Dockerfile", FILE),
            ("api/vendor/Dockerfile", FILE),
            ("vendor/Dockerfile", FILE),
        ]);
        if repository {
            fs::create_dir(folder.path().join(".git")).unwrap();
        }
        let check =
            |folder: &std::path::Path, arguments: &[&str]| paths(&dflint(folder, &[&["check", "--format=jsonl"], arguments].concat()));
        assert_eq!(check(folder.path(), &[]), ["Dockerfile", "api/Dockerfile.local", "api/vendor/Dockerfile"]);
        assert_eq!(check(&folder.path().join("api"), &[]), ["Dockerfile.local", "vendor/Dockerfile"], "those above count too");
        let named = ["vendor/Dockerfile", "Dockerfile.local", "api/out"];
        assert_eq!(
            check(folder.path(), &named),
            ["vendor/Dockerfile", "Dockerfile.local", "api/out/Dockerfile"],
            "what is named is wanted"
        );
    }
}

#[test]
fn a_folder_named_dockerfile_is_a_folder() {
    assert_eq!(found(&["Dockerfile/api/Dockerfile", "Dockerfile/notes"], &[]), ["Dockerfile/api/Dockerfile"]);
    assert_eq!(found(&["Dockerfile/api/Dockerfile", "Dockerfile/notes"], &["Dockerfile"]), ["Dockerfile/api/Dockerfile"]);
}

#[test]
fn a_folder_without_dockerfiles() {
    let folder = folder(&[("README.md", "FROM here\n")]);
    let shown = dflint(folder.path(), &["check"]);
    assert_eq!(
        (shown.stderr.lines().next(), shown.code),
        (Some("warning: no Dockerfile was found; name the file if it is called otherwise"), Some(0))
    );
    let shown = dflint(folder.path(), &["check", "--format", "json"]);
    assert_eq!((&shown.json()["findings"], shown.code), (&serde_json::json!([]), Some(0)));
    assert!(shown.stderr.contains("no Dockerfile was found"), "{shown}");
}

#[test]
fn each_file_once() {
    let files = ["Dockerfile", "a/Dockerfile"];
    assert_eq!(found(&files, &["Dockerfile", "Dockerfile", "./Dockerfile", ".", "a", "././a/Dockerfile"]), files);
    assert_eq!(found(&files, &["a", "."]), ["a/Dockerfile", "Dockerfile"], "in the order of the arguments");
}

#[test]
fn a_path_that_is_not_there_hides_nothing() {
    let folder = folder(&[("Dockerfile", FILE), ("b/Dockerfile", FILE)]);
    assert_snapshot!(dflint(folder.path(), &["check", "Dockerfile", "missing/Dockerfile", "b"]), @"
    warning[latest-tag]: `alpine:latest` changes whenever a new version is published, so this build is not reproducible.
     --> Dockerfile:1:13
      |
    1 | FROM alpine:latest
      |             ^^^^^^
      |
      = help: Pin a version, such as `alpine:<version>`, or a digest.

    warning[latest-tag]: `alpine:latest` changes whenever a new version is published, so this build is not reproducible.
     --> b/Dockerfile:1:13
      |
    1 | FROM alpine:latest
      |             ^^^^^^
      |
      = help: Pin a version, such as `alpine:<version>`, or a digest.

    Found 2 warnings in 2 files.
    For more about a rule: `dflint explain latest-tag`.
    --- stderr
    error: cannot read missing/Dockerfile: No such file or directory (os error 2)
    --- exit 2
    ");
}

#[test]
fn a_missing_path_is_no_success_either() {
    let folder = folder(&[("Dockerfile", "FROM scratch\n")]);
    let shown = dflint(folder.path(), &["check", "--fail-on=never", "missing", "Dockerfile"]);
    assert_eq!((shown.stderr.as_str(), shown.code), ("error: cannot read missing: No such file or directory (os error 2)\n", Some(2)));
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn loops_end() {
        let folder = folder(&[("a/Dockerfile", FILE)]);
        symlink("..", folder.path().join("a/up")).unwrap();
        symlink(".", folder.path().join("here")).unwrap();
        symlink("Dockerfile", folder.path().join("Dockerfile")).unwrap();
        let shown = dflint(folder.path(), &["check", "--format=jsonl"]);
        assert_eq!((paths(&shown), shown.code), (vec!["a/Dockerfile".to_owned()], Some(1)));
        let shown = dflint(folder.path(), &["check", "--format=jsonl", "Dockerfile", "a"]);
        assert_eq!((paths(&shown), shown.code), (vec!["a/Dockerfile".to_owned()], Some(2)));
        assert!(shown.stderr.starts_with("error: cannot read Dockerfile: "), "{shown}");
    }

    #[test]
    fn links_to_folders_are_followed_only_if_named() {
        let folder = folder(&[("a/Dockerfile", FILE)]);
        symlink("a", folder.path().join("b")).unwrap();
        assert_eq!(paths(&dflint(folder.path(), &["check", "--format=jsonl"])), ["a/Dockerfile"]);
        assert_eq!(paths(&dflint(folder.path(), &["check", "--format=jsonl", "b"])), ["b/Dockerfile"]);
    }

    #[test]
    fn a_link_to_a_file_is_a_file() {
        let folder = folder(&[("images/app", FILE)]);
        symlink("images/app", folder.path().join("Dockerfile")).unwrap();
        assert_eq!(paths(&dflint(folder.path(), &["check", "--format=jsonl"])), ["Dockerfile"]);
    }

    #[test]
    fn a_dangling_link_that_is_named() {
        let folder = folder(&[("Dockerfile", FILE)]);
        symlink("nowhere", folder.path().join("Dockerfile.dev")).unwrap();
        let shown = dflint(folder.path(), &["check", "--format=jsonl", "Dockerfile.dev", "Dockerfile"]);
        assert_eq!((paths(&shown), shown.code), (vec!["Dockerfile".to_owned()], Some(2)));
        assert!(shown.stderr.starts_with("error: cannot read Dockerfile.dev: "), "{shown}");
    }

    /// Root may read everything: then this shows nothing, and says so.
    #[test]
    fn a_file_without_permission_hides_nothing() {
        let folder = folder(&[("Dockerfile", FILE), ("a/Dockerfile", FILE), ("b/Dockerfile", FILE)]);
        let secret = folder.path().join("a/Dockerfile");
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read(&secret).is_ok() {
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "SKIPPED a_file_without_permission_hides_nothing: this user may read every file");
            return;
        }
        let shown = dflint(folder.path(), &["check", "--format=jsonl"]);
        assert_eq!((paths(&shown), shown.code), (vec!["Dockerfile".to_owned(), "b/Dockerfile".to_owned()], Some(2)));
        assert!(shown.stderr.starts_with("error: cannot read ") && shown.stderr.contains("a/Dockerfile: Permission denied"), "{shown}");
    }
}

/// The same order on every run, whatever the order in which threads end.
#[test]
fn many_files_are_shown_in_order() {
    let names: Vec<_> = (0..1_200).map(|number| format!("{:02}/{number:04}.Dockerfile", number / 100)).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), FILE)).collect();
    let folder = folder(&files);
    let shown = run(&mut command(folder.path(), &["check", "--format", "jsonl"]));
    assert_eq!(paths(&shown), names);
}

/// A repository with packages of others in it.
fn vendored() -> TempDir {
    folder(&[
        (".git/HEAD", ""),
        ("app/Dockerfile", "FROM alpine:3.22 AS one\nFROM alpine:3.22 AS two\n"),
        ("vendor/modules.txt", "# example.com/metrics v1.0.0\n"),
        ("vendor/example.com/metrics/Dockerfile", "FROM busybox:latest AS one\nFROM alpine:3.22 AS two\n"),
        (
            "vendor/example.com/metrics/Makefile.common",
            "DOCKERFILE_PATH ?= ./Dockerfile\nimage:\n\tdocker build --target one -f $(DOCKERFILE_PATH) .\n",
        ),
        ("web/node_modules/x/Dockerfile", FILE),
        ("web/vendor/Dockerfile", FILE),
        ("venv/pyvenv.cfg", ""),
        ("venv/Dockerfile", FILE),
        ("gen/Dockerfile", FILE),
    ])
}

fn checked(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let mut found = paths(&dflint(folder, &[&["check", "--format=jsonl"], arguments].concat()));
    found.dedup();
    found
}

#[test]
fn vendored_trees_are_not_searched() {
    let folder = vendored();
    let check = |arguments: &[&str]| checked(folder.path(), arguments);
    assert_eq!(check(&[]), ["app/Dockerfile", "gen/Dockerfile", "web/vendor/Dockerfile"]);
    // What is named is checked.
    assert_eq!(
        check(&["vendor", "web/node_modules/x/Dockerfile"]),
        ["vendor/example.com/metrics/Dockerfile", "web/node_modules/x/Dockerfile"]
    );
    let all = ["app", "gen", "vendor/example.com/metrics", "venv", "web/node_modules/x", "web/vendor"].map(|at| format!("{at}/Dockerfile"));
    assert_eq!(check(&["--no-exclude"]), all);
    assert_eq!(check(&["--exclude", ""]), all);
    let shown = dflint(folder.path(), &["check", "--verbose", "--quiet"]);
    let excluded: Vec<_> = shown.stderr.lines().collect();
    assert_eq!(excluded, ["excluded: vendor", "excluded: venv", "excluded: web/node_modules"]);
}

#[test]
fn build_files_of_a_vendored_tree_count_in_it_only() {
    let folder = vendored();
    let findings = |path: &str| {
        let lines = dflint(folder.path(), &["check", "--format=jsonl", path]).lines();
        lines
            .iter()
            .map(|finding| format!("{} {}", finding["rule"].as_str().unwrap(), finding["level"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    // The vendored Makefile says nothing of it.
    assert_eq!(dflint(folder.path(), &["graph", "app/Dockerfile"]).stdout.matches("make").count(), 0);
    assert_eq!(findings("vendor"), ["latest-tag warning"], "its own Makefile builds stage `one`");
}

#[test]
fn patterns_exclude() {
    let folder = vendored();
    let check = |arguments: &[&str]| checked(folder.path(), arguments);
    assert_eq!(check(&["--extend-exclude", "gen,web"]), ["app/Dockerfile"]);
    assert_eq!(
        check(&["--exclude", "/vendor/,we*,!web"]),
        ["app", "gen", "venv", "web/node_modules/x", "web/vendor"].map(|at| format!("{at}/Dockerfile"))
    );
    assert_eq!(check(&["--extend-exclude", "gen", "gen"]), ["gen/Dockerfile"], "what is named is checked");
    assert_eq!(check(&["--extend-exclude", "gen", "--force-exclude", "gen/Dockerfile", "app/Dockerfile"]), ["app/Dockerfile"]);
    assert!(check(&["--force-exclude", "vendor/example.com/metrics/Dockerfile"]).is_empty());
    let shown = dflint(folder.path(), &["check", "--exclude", "a{"]);
    assert_eq!(shown.code, Some(2), "{shown}");
    assert!(shown.stderr.contains("--exclude"), "{shown}");
}

#[test]
fn the_configuration_excludes() {
    let folder = vendored();
    let set = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
    let check = |arguments: &[&str]| checked(folder.path(), arguments);
    set("dflint.toml", "extend-exclude = [\"gen\"]\n");
    assert_eq!(check(&[]), ["app/Dockerfile", "web/vendor/Dockerfile"]);
    assert_eq!(check(&["--no-config"]), ["app/Dockerfile", "gen/Dockerfile", "web/vendor/Dockerfile"]);
    // The nearest one counts, and patterns are relative to its folder.
    set("web/dflint.toml", "extend-exclude = [\"/vendor\"]\nexclude = []\n");
    assert_eq!(check(&[]), ["app/Dockerfile", "web/node_modules/x/Dockerfile"]);
    fs::remove_file(folder.path().join("web/dflint.toml")).unwrap();
    set("dflint.toml", "exclude = [\"/vendor\", \"web\", \"gen\"]\nforce-exclude = true\n");
    assert_eq!(check(&[]), ["app/Dockerfile", "venv/Dockerfile"]);
    assert_eq!(check(&["gen/Dockerfile", "app"]), ["app/Dockerfile"]);
    assert_eq!(check(&["--exclude", "app"]).first().map(String::as_str), Some("gen/Dockerfile"));
    set("dflint.toml", "exclude = [\"a{\", 1]\nforce-exclude = 1\n");
    let shown = dflint(folder.path(), &["check", "--no-exclude", "app"]);
    assert_eq!(shown.stdout.matches("invalid-configuration").count(), 4, "{shown}");
}

#[test]
fn where_all_is_excluded_it_is_said() {
    let folder = folder(&[("node_modules/x/Dockerfile", FILE)]);
    let shown = dflint(folder.path(), &["check"]);
    let said = "warning: no Dockerfile was found (1 path excluded: node_modules; name a path to check it)";
    assert_eq!((shown.stderr.lines().next(), shown.code), (Some(said), Some(0)), "{shown}");
}
