//! Writing files: beside their place first, and then into it by a rename. Whenever dflint ends or is killed, a file is there whole, the
//! old one or the new one.
//!
//! What a power failure does is another matter. The one file of `--output` is on the disk before it gets its name. To wait for that
//! with each file that is fixed takes some 3 ms a file, more than everything else together, so it is left to the file system: ext4 and
//! btrfs write a file's text before a rename over an older file; others may leave it empty.
//!
//! Permissions and owner stay, and what a symbolic link names is replaced, not the link. Not kept: access control lists, extended
//! attributes, and the bond of a hard link, whose other names go on naming the old text.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

/// A file beside the place where it is to stand. Dropped, it is gone.
pub(super) struct NewFile {
    file: NamedTempFile,
    place: PathBuf,
}

impl NewFile {
    /// `place` is no symbolic link; `existing` is what stands there. The name is random: several programs may write the same file, and
    /// the last one wins.
    pub(super) fn beside(place: PathBuf, existing: Option<&Metadata>) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        // Those of a temporary file are for its owner only.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.prefix(".dflint-").tempfile_in(folder(&place))?;
        Self { file, place }.like(existing)
    }

    /// The same with a name that follows from the place, for one writer at a time. What is there of that name was left behind when
    /// dflint was killed.
    fn beside_by_name(place: PathBuf, existing: &Metadata) -> io::Result<Self> {
        let Some(name) = place.file_name() else { return Self::beside(place, Some(existing)) };
        let mut prefix = std::ffi::OsString::from(".");
        prefix.push(name);
        prefix.push(LEFT_BEHIND);
        match fs::remove_file(folder(&place).join(&prefix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Self::beside(place, Some(existing)),
            _ => {}
        }
        let file = tempfile::Builder::new().prefix(&prefix).rand_bytes(0).tempfile_in(folder(&place))?;
        Self { file, place }.like(Some(existing))
    }

    /// With the owner and the permissions of what stands there. Fails if they cannot be kept: the file would be another's.
    fn like(self, existing: Option<&Metadata>) -> io::Result<Self> {
        let Some(existing) = existing else { return Ok(self) };
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            let own = self.file.as_file().metadata()?;
            if (own.uid(), own.gid()) != (existing.uid(), existing.gid()) {
                fchown(self.file.as_file(), Some(existing.uid()), Some(existing.gid()))?;
            }
        }
        self.file.as_file().set_permissions(existing.permissions())?;
        Ok(self)
    }

    /// Waits until it is on the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.as_file().sync_all()
    }

    /// Puts it in its place.
    pub(super) fn put(self) -> io::Result<()> {
        self.file.persist(&self.place).map_err(|error| error.error)?;
        Ok(())
    }

    /// The same, but what came to be there in the meantime is left alone.
    pub(super) fn put_new(self) -> io::Result<()> {
        self.file.persist_noclobber(&self.place).map_err(|error| error.error)?;
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What the name of a new file ends in. No Dockerfile is called like that: not by dflint, nor by `Dockerfile*` or `*.Dockerfile`.
const LEFT_BEHIND: &str = ".dflint-new";

fn folder(place: &Path) -> &Path {
    place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Replaces a file that has this text. One that has another by now is left alone, and so is one that may not be written.
///
/// The text is compared while the file is locked, so that of two dflints at once the second finds what the first has written. Other
/// programs do not mind the lock: what one of them writes between the comparison and the rename, some microseconds, is lost.
pub(super) fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<()> {
    let place = path.canonicalize().with_context(|| format!("cannot find {}", path.display()))?;
    let shown = path.display();
    let original = File::open(&place).with_context(|| format!("cannot read {shown}"))?;
    let metadata = original.metadata().with_context(|| format!("cannot read {shown}"))?;
    if !metadata.is_file() {
        bail!("{shown} is no regular file; it is left as it is");
    }
    // To replace a file it is enough that its folder may be written; who protects a file means the file.
    if metadata.permissions().readonly() {
        bail!("{shown} is write-protected; it is left as it is");
    }
    OpenOptions::new().write(true).open(&place).with_context(|| format!("cannot write {shown}"))?;
    let is_locked = lock(&original);
    let new = if is_locked { NewFile::beside_by_name(place.clone(), &metadata) } else { NewFile::beside(place.clone(), Some(&metadata)) };
    let mut new = new.with_context(|| format!("cannot write beside {shown}"))?;
    new.write_all(after).with_context(|| format!("cannot write beside {shown}"))?;
    if fs::read(&place).with_context(|| format!("cannot read {shown}"))? != before {
        bail!("{shown} has changed while it was checked; it is left as it is");
    }
    new.put().with_context(|| format!("cannot replace {shown}"))
}

/// Locks a file until it is closed. A lock that somebody else keeps is not waited for: they may be waiting for dflint.
#[cfg(unix)]
fn lock(file: &File) -> bool {
    for _ in 0..20 {
        match file.try_lock() {
            Ok(()) => return true,
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(std::time::Duration::from_millis(20)),
            Err(fs::TryLockError::Error(_)) => return false,
        }
    }
    false
}

/// On Windows nobody could read a file that is locked, nor replace it.
#[cfg(not(unix))]
fn lock(_: &File) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_has_changed_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Dockerfile");
        fs::write(&path, "by somebody else").unwrap();
        let error = replace(&path, b"old", b"new").unwrap_err().to_string();
        assert!(error.ends_with("has changed while it was checked; it is left as it is"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"by somebody else");
        assert_eq!(names(folder.path()), ["Dockerfile"]);
    }

    #[test]
    fn what_was_left_behind_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Dockerfile");
        fs::write(&path, "old").unwrap();
        fs::write(folder.path().join(".Dockerfile.dflint-new"), "half of the n").unwrap();
        replace(&path, b"old", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["Dockerfile"]);
    }

    /// Whoever waits for dflint while they hold a lock waits in vain if dflint waits for them.
    #[test]
    fn a_foreign_lock_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Dockerfile");
        fs::write(&path, "old").unwrap();
        let theirs = File::open(&path).unwrap();
        let _ = theirs.try_lock();
        replace(&path, b"old", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["Dockerfile"]);
    }
}
