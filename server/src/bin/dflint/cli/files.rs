//! Which files a command reads.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use ignore::WalkBuilder;

/// A file to read, or standard input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum File {
    Path(PathBuf),
    /// Standard input, and the name to show for it.
    Stdin(PathBuf),
}

impl File {
    /// As it is shown: without a leading `./`, with `/` between its parts.
    pub(super) fn shown(&self) -> String {
        let (Self::Path(path) | Self::Stdin(path)) = self;
        let path = path.strip_prefix(".").unwrap_or(path);
        path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
    }

    pub(super) fn read(&self) -> Result<Vec<u8>> {
        let mut text = Vec::new();
        match self {
            Self::Stdin(_) => {
                std::io::stdin().lock().read_to_end(&mut text).context("cannot read standard input")?;
            }
            Self::Path(path) => text = fs::read(path).with_context(|| format!("cannot read {}", self.shown_path(path)))?,
        }
        if u32::try_from(text.len()).is_err() {
            bail!("{} has more than 4 GiB", self.shown());
        }
        Ok(text)
    }

    fn shown_path(&self, path: &Path) -> String {
        path.display().to_string()
    }
}

/// The files that `paths` name: files as they are, folders walked. Sorted within each folder, each file once.
pub(super) fn find(paths: &[PathBuf]) -> Vec<Result<File>> {
    let mut found = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            found.push(Ok(File::Stdin(PathBuf::from("-"))));
        } else if path.is_dir() {
            found.extend(walk(path));
        } else {
            found.push(Ok(File::Path(path.clone())));
        }
    }
    found
}

/// The Dockerfiles below a folder. What `.gitignore` names is left out, and so is `.git`; other hidden folders are not.
fn walk(folder: &Path) -> Vec<Result<File>> {
    let walk = WalkBuilder::new(folder).hidden(false).require_git(false).filter_entry(|entry| entry.file_name() != ".git").build();
    let mut files = Vec::new();
    let mut errors = Vec::new();
    for entry in walk {
        match entry {
            Ok(entry) if entry.path().is_file() && is_dockerfile(entry.path()) => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => errors.push(Err(error.into())),
        }
    }
    files.sort();
    files.into_iter().map(|path| Ok(File::Path(path))).chain(errors).collect()
}

/// Whether a file is a Dockerfile by its name: `Dockerfile`, `Dockerfile.dev`, `dev.Dockerfile`, `Dockerfile-dev`, and the same with
/// `Containerfile`, in any letter case. `Dockerfile.dockerignore` is none, nor are editors' back-up copies.
pub(super) fn is_dockerfile(path: &Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    let name = name.to_string_lossy().to_lowercase();
    let other =
        [".dockerignore", ".md", ".rst", ".txt", ".swp", ".orig", ".rej", ".lock", ".sh", ".py", ".go", ".rs", ".js", ".ts", ".html"];
    if name.ends_with('~') || other.iter().any(|ending| name.ends_with(ending)) {
        return false;
    }
    ["dockerfile", "containerfile"].iter().any(|word| {
        let behind = name.strip_prefix(word);
        name.ends_with(&format!(".{word}")) || behind.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dockerfiles_are_known_by_name() {
        for name in
            ["Dockerfile", "dockerfile", "Dockerfile.dev", "a.Dockerfile", "x/Containerfile", "containerfile.x", "DOCKERFILE-alpine"]
        {
            assert!(is_dockerfile(Path::new(name)), "{name}");
        }
        for name in ["Dockerfile.dockerignore", "Dockerfiles", "mydockerfile", "Dockerfile~", "dockerfile.md", "docker-compose.yml"] {
            assert!(!is_dockerfile(Path::new(name)), "{name}");
        }
    }
}
