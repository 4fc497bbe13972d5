//! Which files a command reads.

use std::collections::HashSet;
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
        super::shown(&path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
    }

    /// The folder it lies in.
    pub(super) fn folder(&self) -> &Path {
        let (Self::Path(path) | Self::Stdin(path)) = self;
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    pub(super) fn read(&self) -> Result<Vec<u8>> {
        let mut text = Vec::new();
        match self {
            Self::Stdin(_) => {
                std::io::stdin().lock().read_to_end(&mut text).context("cannot read standard input")?;
            }
            Self::Path(path) => text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?,
        }
        if u32::try_from(text.len()).is_err() {
            bail!("{} has more than 4 GiB", self.shown());
        }
        Ok(text)
    }
}

/// What is said where nothing is to be read.
pub(super) const NONE_FOUND: &str = "warning: no Dockerfile was found; name the file if it is called otherwise";

/// Gives standard input a name, and says whether it is read at all.
pub(super) fn name_stdin(files: &mut [Result<File>], name: &Path) -> bool {
    let mut named = false;
    for file in files.iter_mut().flatten() {
        if let File::Stdin(shown) = file {
            *shown = name.to_owned();
            named = true;
        }
    }
    named
}

/// The files that `paths` name: files as they are, folders walked. Sorted within each folder, each file once.
pub(super) fn find(paths: &[PathBuf]) -> Vec<Result<File>> {
    let mut seen = HashSet::new();
    let mut found = named(paths);
    found.retain(|file| match file {
        // One file may have several spellings.
        Ok(File::Path(path)) => seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())),
        Ok(File::Stdin(_)) => seen.insert(PathBuf::from("-")),
        Err(_) => true,
    });
    found
}

fn named(paths: &[PathBuf]) -> Vec<Result<File>> {
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
/// `Containerfile`, in any letter case. Not `Dockerfile.dockerignore`, notes, back-up copies, and templates that are no Dockerfile
/// yet. With the ending of a programming language it is one only if it is spelled as Docker spells it: `Dockerfile.go` for Go
/// programs, but `dockerfile.go` is one.
pub(super) fn is_dockerfile(path: &Path) -> bool {
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

const NO_DOCKERFILES: [&str; 24] = [
    "dockerignore",
    "containerignore",
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

const LANGUAGES: [&str; 18] =
    ["go", "py", "rs", "js", "mjs", "ts", "tsx", "rb", "java", "kt", "sh", "ps1", "php", "c", "cpp", "cs", "json", "lua"];

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
            "Dockerfile.j2",
        ] {
            assert!(!is_dockerfile(Path::new(name)), "{name}");
        }
    }
}
