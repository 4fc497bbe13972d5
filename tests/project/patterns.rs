//! The patterns by which editors know the files around Dockerfiles: they are those that dflint reads.

use dflint::project::{FileKind, PATTERNS, scripts_without_ending};
use ignore::overrides::{Override, OverrideBuilder};

/// At least one for each alternative of a pattern.
const EXAMPLES: [(&str, &[&str]); 18] = [
    ("**/*[bB]ake*.{hcl,json}", &["docker-bake.hcl", "x/docker-bake.override.json", "ci/release.bake.hcl", "Bake.json"]),
    ("**/*[cC]ompose*.{yml,yaml}", &["compose.yaml", "docker-compose.dev.yml", "a/b/Compose.yml", "compose.override.yaml"]),
    ("**/.github/workflows/*.{yml,yaml}", &[".github/workflows/ci.yml", "x/.github/workflows/docker.compose.yaml"]),
    ("**/action.{yml,yaml}", &["action.yml", ".github/actions/x/action.yaml"]),
    ("**/{gitlab-ci,*.gitlab-ci}.{yml,yaml}", &[".gitlab-ci.yml", "ci/gitlab-ci.yaml", "ci/build.gitlab-ci.yml"]),
    ("**/.gitlab/**/*.{yml,yaml}", &[".gitlab/ci/build.yml", ".gitlab/x.yaml"]),
    ("**/.circleci/*.{yml,yaml}", &[".circleci/config.yml", "x/.circleci/more.yaml"]),
    ("**/*azure-pipelines*.{yml,yaml}", &["azure-pipelines.yml", "ci/azure-pipelines.release.yaml"]),
    ("**/{.azure-pipelines,.pipelines}/**/*.{yml,yaml}", &[".azure-pipelines/a/b.yml", ".pipelines/x.yaml"]),
    ("**/{[jJ]enkinsfile*,*.[jJ]enkinsfile}", &["Jenkinsfile", "ci/jenkinsfile.release", "x.Jenkinsfile", "Jenkinsfile.groovy"]),
    (
        "**/{[mM]akefile,[mM]akefile.*,GNU[mM]akefile,*.mk,*.mak}",
        &["Makefile", "a/makefile", "Makefile.docker", "GNUmakefile", "GNUMakefile", "build/docker.mk", "x.mak"],
    ),
    ("**/{[jJ]ustfile,.justfile,*.just}", &["justfile", "a/Justfile", ".justfile", "docker.just"]),
    ("**/{[tT]askfile,[tT]askfile.dist}.{yml,yaml}", &["Taskfile.yml", "a/taskfile.yaml", "Taskfile.dist.yml"]),
    ("**/*.{sh,bash,zsh,bats}", &["build.sh", "a/b.bash", "x.zsh", "test/build.bats"]),
    ("**/package.json", &["package.json", "web/package.json"]),
    ("**/*[sS]kaffold*.{yml,yaml}", &["skaffold.yaml", "a/skaffold.dev.yml"]),
    ("**/{[tT]iltfile,*.[tT]iltfile}", &["Tiltfile", "a/tiltfile", "x.Tiltfile"]),
    ("**/{devcontainer,.devcontainer}.json", &[".devcontainer/devcontainer.json", ".devcontainer.json"]),
];

/// Build files, and files that are none: the clients in editors are tested with them too.
const LISTED: &str = include_str!("../editors/build-files.txt");

fn matcher(pattern: &str) -> Override {
    OverrideBuilder::new("/").add(pattern).unwrap().build().unwrap()
}

fn matches(matcher: &Override, path: &str) -> bool {
    matcher.matched(format!("/{path}"), false).is_whitelist()
}

#[test]
fn what_a_pattern_matches_is_of_its_kind() {
    assert_eq!(PATTERNS.map(|(_, pattern)| pattern), EXAMPLES.map(|(pattern, _)| pattern));
    for ((kind, pattern), (_, examples)) in PATTERNS.iter().zip(EXAMPLES) {
        for path in examples {
            assert!(matches(&matcher(pattern), path), "{pattern} {path}");
            // A workflow may have the name of a Compose file.
            let by_folder = path.starts_with("x/.github/").then_some(FileKind::GithubWorkflow);
            assert_eq!(FileKind::of(path), by_folder.or(Some(*kind)), "{path}");
        }
    }
}

/// Whatever of a repository has a kind has a pattern, and the other way round.
#[test]
fn files_with_a_kind_are_those_with_a_pattern() {
    let all = PATTERNS.map(|(_, pattern)| matcher(pattern));
    let scripts = matcher(&scripts_without_ending());
    for (path, is_build_file) in LISTED.lines().filter_map(|line| line.split_once(' ')).map(|(answer, path)| (path, answer == "yes")) {
        let has_pattern = all.iter().any(|matcher| matches(matcher, path));
        let kind = FileKind::of(path);
        assert_eq!(kind.is_some(), is_build_file, "{path}");
        let is_script = !path.contains('.') && kind == Some(FileKind::Script);
        assert_eq!(has_pattern || is_script, is_build_file, "{path}");
    }
    for path in ["hack/build", "scripts/a/release", "ci/x"] {
        assert!(matches(&scripts, path) && FileKind::of(path) == Some(FileKind::Script), "{path}");
    }
    for path in ["src/build.rs", "x/y"] {
        assert!(!matches(&scripts, path) && FileKind::of(path).is_none(), "{path}");
    }
}
