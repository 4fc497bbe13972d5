//! The kinds of files around Dockerfiles as patterns, for those who watch files or attach to them by name, as editors do.

use super::sources::{FileKind, SCRIPT_FOLDERS};

/// What [`FileKind::of`] knows by its name, as the glob patterns of LSP: `*` is no `/`, `**` any folders, `{a,b}` either. Names are in
/// the letter cases in which people write them. Scripts without an ending are not among them: see [`scripts_without_ending`]; nor is `.env`,
/// which describes no build.
///
/// A file that has the name of one kind may be of another one, because of its folder.
pub const PATTERNS: [(FileKind, &str); 18] = [
    (FileKind::Bake, "**/*[bB]ake*.{hcl,json}"),
    (FileKind::Compose, "**/*[cC]ompose*.{yml,yaml}"),
    (FileKind::GithubWorkflow, "**/.github/workflows/*.{yml,yaml}"),
    (FileKind::GithubWorkflow, "**/action.{yml,yaml}"),
    (FileKind::GitlabCi, "**/{gitlab-ci,*.gitlab-ci}.{yml,yaml}"),
    (FileKind::GitlabCi, "**/.gitlab/**/*.{yml,yaml}"),
    (FileKind::CircleCi, "**/.circleci/*.{yml,yaml}"),
    (FileKind::AzurePipelines, "**/*azure-pipelines*.{yml,yaml}"),
    (FileKind::AzurePipelines, "**/{.azure-pipelines,.pipelines}/**/*.{yml,yaml}"),
    (FileKind::Jenkinsfile, "**/{[jJ]enkinsfile*,*.[jJ]enkinsfile}"),
    (FileKind::Makefile, "**/{[mM]akefile,[mM]akefile.*,GNU[mM]akefile,*.mk,*.mak}"),
    (FileKind::Justfile, "**/{[jJ]ustfile,.justfile,*.just}"),
    (FileKind::Taskfile, "**/{[tT]askfile,[tT]askfile.dist}.{yml,yaml}"),
    (FileKind::Script, "**/*.{sh,bash,zsh,bats}"),
    (FileKind::Package, "**/package.json"),
    (FileKind::Skaffold, "**/*[sS]kaffold*.{yml,yaml}"),
    (FileKind::Tiltfile, "**/{[tT]iltfile,*.[tT]iltfile}"),
    (FileKind::Devcontainer, "**/{devcontainer,.devcontainer}.json"),
];

/// The pattern of the folders in which files without an ending may be scripts. No pattern says “without an ending”: whoever takes it has
/// to know by something else that a file is a script.
pub fn scripts_without_ending() -> String {
    format!("**/{{{}}}/**", SCRIPT_FOLDERS.join(","))
}
