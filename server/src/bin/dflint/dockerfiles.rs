//! Which files are Dockerfiles, and where they are.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::exclude::Exclusions;

/// The Dockerfiles below a folder, sorted, and behind them what could not be searched. What `.gitignore` names is left out, and so is
/// `.git`, and what is excluded; other hidden folders are not.
pub(crate) fn below(folder: &Path, exclusions: &Exclusions) -> (Vec<PathBuf>, Vec<ignore::Error>) {
    let exclusions = exclusions.clone();
    let is_searched = move |entry: &ignore::DirEntry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let is_candidate = is_folder || is_dockerfile(entry.path());
        entry.file_name() != ".git" && (entry.depth() == 0 || !is_candidate || !exclusions.leaves_out(entry.path(), is_folder))
    };
    let walk = WalkBuilder::new(folder).hidden(false).require_git(false).filter_entry(is_searched).build();
    let mut files = Vec::new();
    let mut errors = Vec::new();
    for entry in walk {
        match entry {
            Ok(entry) if entry.path().is_file() && is_dockerfile(entry.path()) => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => errors.push(error),
        }
    }
    files.sort();
    (files, errors)
}

/// Whether a file is a Dockerfile by its name: `Dockerfile`, `Dockerfile.dev`, `dev.Dockerfile`, `Dockerfile-dev`, and the same with
/// `Containerfile`, in any letter case. Not `Dockerfile.dockerignore`, notes, back-up copies, and templates that are no Dockerfile
/// yet. With the ending of a programming language it is one only if it is spelled as Docker spells it: `Dockerfile.go` for Go
/// programs, but `dockerfile.go` is one.
pub(crate) fn is_dockerfile(path: &Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    let name = name.to_string_lossy();
    let lower = name.to_lowercase();
    let extension = lower.rsplit_once('.').map_or("", |(_, extension)| extension);
    if lower.ends_with('~') || NO_DOCKERFILES.contains(&extension) {
        return false;
    }
    if LANGUAGES.contains(&extension) {
        return name.starts_with("Dockerfile.") || name.starts_with("Containerfile.");
    }
    ["dockerfile", "containerfile"].iter().any(|word| {
        let behind = lower.strip_prefix(word);
        lower.ends_with(&format!(".{word}")) || behind.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
    })
}

/// Endings of what lies beside Dockerfiles under their name: ignore files, notes, BuildKit's source policies (`Dockerfile.rego`), patches,
/// checksums, archives, templates.
const NO_DOCKERFILES: [&str; 37] = [
    "dockerignore",
    "containerignore",
    "ignore",
    "rego",
    "patch",
    "diff",
    "sum",
    "sha256",
    "sig",
    "asc",
    "log",
    "env",
    "gz",
    "zip",
    "pdf",
    "md",
    "rst",
    "adoc",
    "txt",
    "html",
    "swp",
    "swo",
    "orig",
    "rej",
    "bak",
    "j2",
    "jinja",
    "jinja2",
    "erb",
    "tmpl",
    "tpl",
    "template",
    "mustache",
    "hbs",
    "ejs",
    "m4",
    "lock",
];

const LANGUAGES: [&str; 21] = [
    "go", "py", "rs", "js", "mjs", "ts", "tsx", "rb", "java", "kt", "sh", "ps1", "php", "c", "cpp", "cs", "json", "lua", "yml", "yaml",
    "toml",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dockerfiles_are_known_by_name() {
        for name in [
            "Dockerfile",
            "dockerfile",
            "Dockerfile.dev",
            "a.Dockerfile",
            "x/Containerfile",
            "containerfile.x",
            "DOCKERFILE-alpine",
            "Dockerfile.go",
        ] {
            assert!(is_dockerfile(Path::new(name)), "{name}");
        }
        for name in [
            "Dockerfile.dockerignore",
            "Dockerfiles",
            "mydockerfile",
            "Dockerfile~",
            "dockerfile.md",
            "docker-compose.yml",
            "dockerfile.go",
            "dockerfile_test.py",
            "dockerfile_diff_bot.yml",
            "Dockerfile.j2",
            "Dockerfile.ignore",
            "Dockerfile.rego",
        ] {
            assert!(!is_dockerfile(Path::new(name)), "{name}");
        }
    }
}
