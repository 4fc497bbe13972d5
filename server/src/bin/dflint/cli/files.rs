//! Which files a command reads.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::dockerfiles;
use crate::exclude::Exclusions;
use anyhow::{Context, Result, bail};

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
        let path = self.path().strip_prefix(".").unwrap_or(self.path());
        super::shown(&path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
    }

    /// Where it lies, or would lie.
    pub(super) fn path(&self) -> &Path {
        let (Self::Path(path) | Self::Stdin(path)) = self;
        path
    }

    /// The folder it lies in.
    pub(super) fn folder(&self) -> &Path {
        self.path().parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    pub(super) fn read(&self) -> Result<Vec<u8>> {
        let mut text = Vec::new();
        match self {
            Self::Stdin(_) => {
                // What was read is gone, and may be wanted again.
                static READ: OnceLock<Vec<u8>> = OnceLock::new();
                if let Some(read) = READ.get() {
                    text.clone_from(read);
                } else {
                    std::io::stdin().lock().read_to_end(&mut text).context("cannot read standard input")?;
                    let _ = READ.set(text.clone());
                }
            }
            Self::Path(path) => text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?,
        }
        if u32::try_from(text.len()).is_err() {
            bail!("{} has more than 4 GiB", self.shown());
        }
        Ok(text)
    }
}

/// Says that nothing is to be read, and what was left out.
pub(super) fn warn_of_none(exclusions: &Exclusions) {
    const SHOWN: usize = 3;
    let left_out = exclusions.left_out();
    if left_out.is_empty() {
        super::warn("warning: no Dockerfile was found; name the file if it is called otherwise");
        return;
    }
    let names: Vec<_> = left_out.iter().take(SHOWN).map(|path| File::Path(path.clone()).shown()).collect();
    let more = if left_out.len() > SHOWN { ", …" } else { "" };
    let count = super::text::number(left_out.len(), "path");
    super::warn(&format!("warning: no Dockerfile was found ({count} excluded: {}{more}; name a path to check it)", names.join(", ")));
}

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
pub(super) fn find(paths: &[PathBuf], exclusions: &Exclusions) -> Vec<Result<File>> {
    let mut seen = HashSet::new();
    let mut found = named(paths, exclusions);
    found.retain(|file| match file {
        // One file may have several spellings.
        Ok(File::Path(path)) => seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())),
        Ok(File::Stdin(_)) => seen.insert(PathBuf::from("-")),
        Err(_) => true,
    });
    found
}

fn named(paths: &[PathBuf], exclusions: &Exclusions) -> Vec<Result<File>> {
    let mut found = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            found.push(Ok(File::Stdin(PathBuf::from("-"))));
        } else if path.is_dir() && !exclusions.leaves_out_named(path) {
            let (files, errors) = dockerfiles::below(path, exclusions);
            found.extend(files.into_iter().map(|path| Ok(File::Path(path))));
            found.extend(errors.into_iter().map(|error| Err(error.into())));
        } else if !exclusions.leaves_out_named(path) {
            found.push(Ok(File::Path(path.clone())));
        }
    }
    found
}
