//! Where the output goes: standard output, or the file of `--output`, which is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use super::write::NewFile;

pub(super) enum Sink {
    Stdout(BufWriter<Stdout>),
    /// A file, written beside its place and put there in the end.
    File {
        out: BufWriter<NewFile>,
        path: PathBuf,
    },
    /// What cannot be replaced: `/dev/null`, a named pipe.
    Device(BufWriter<File>),
}

impl Sink {
    /// Standard output without a path and with `-`. That a file cannot be written is said here, before it is needed.
    pub(super) fn open(path: Option<&Path>) -> Result<Self> {
        match path {
            None => Ok(Self::Stdout(BufWriter::new(io::stdout()))),
            Some(path) if path == Path::new("-") => Ok(Self::Stdout(BufWriter::new(io::stdout()))),
            Some(path) => Self::file(path).with_context(|| format!("cannot write --output {}", path.display())),
        }
    }

    fn file(path: &Path) -> Result<Self> {
        let existing = match fs::metadata(path) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        if existing.as_ref().is_some_and(fs::Metadata::is_dir) || path.to_string_lossy().ends_with(std::path::is_separator) {
            bail!("it is a folder");
        }
        let mut path = path.to_owned();
        if let Some(existing) = &existing {
            // A file may be protected in a folder that is not.
            let file = OpenOptions::new().write(true).open(&path)?;
            if !existing.is_file() {
                return Ok(Self::Device(BufWriter::new(file)));
            }
            // A symbolic link stays one.
            path = path.canonicalize()?;
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            bail!("there is no folder {}", folder.display());
        }
        let file = NewFile::beside(path.clone(), existing.as_ref())?;
        Ok(Self::File { out: BufWriter::new(file), path })
    }

    pub(super) const fn is_stdout(&self) -> bool {
        matches!(self, Self::Stdout(_))
    }

    /// Puts the file in its place.
    pub(super) fn finish(self) -> Result<()> {
        self.put(true)
    }

    /// The same, but a file that came to be there in the meantime is left alone.
    pub(super) fn finish_new(self) -> Result<()> {
        self.put(false)
    }

    fn put(self, replace: bool) -> Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush()?,
            Self::Device(mut out) => out.flush()?,
            Self::File { out, path } => {
                let context = || format!("cannot write --output {}", path.display());
                let file = out.into_inner().map_err(|error| anyhow!(error.into_error())).with_context(context)?;
                file.sync().with_context(context)?;
                if replace { file.put() } else { file.put_new() }.with_context(context)?;
            }
        }
        Ok(())
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File { out, .. } => out.write(bytes),
            Self::Device(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File { out, .. } => out.flush(),
            Self::Device(out) => out.flush(),
        }
    }
}
