//! How the client is spoken to: standard input and output, a pipe or a socket, as vscode-languageclient and others name it on the
//! command line. The client listens, and the server connects.

use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::log::LogOptions;

/// How the language server is started.
pub(crate) struct ServerOptions {
    pub log: LogOptions,
    pub channel: Channel,
    /// The process of the client, if the command line says it: without it the server has nothing to do.
    pub client: Option<u32>,
}

#[derive(Clone, Debug)]
pub(crate) enum Channel {
    Stdio,
    /// A socket of the file system.
    Pipe(PathBuf),
    /// A port of this machine.
    Socket(u16),
}

pub(crate) type Source = Box<dyn Read + Send>;
pub(crate) type Sink = Box<dyn Write + Send>;

impl Channel {
    pub(crate) fn open(&self) -> Result<(Source, Sink)> {
        match self {
            Self::Stdio => Ok((Box::new(io::stdin()), Box::new(standard_output()?))),
            Self::Pipe(path) => pipe(path).with_context(|| format!("cannot connect to the pipe {}", path.display())),
            Self::Socket(port) => socket(*port).with_context(|| format!("cannot connect to port {port} of 127.0.0.1")),
        }
    }
}

/// Without the buffer of [`io::stdout`], which would write the lines of the header by themselves.
fn standard_output() -> io::Result<File> {
    #[cfg(unix)]
    let owned = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned();
    #[cfg(windows)]
    let owned = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned();
    owned.map(File::from)
}

#[cfg(unix)]
fn pipe(path: &std::path::Path) -> io::Result<(Source, Sink)> {
    let stream = std::os::unix::net::UnixStream::connect(path)?;
    Ok((Box::new(stream.try_clone()?), Box::new(stream)))
}

/// A file that is read by one thread cannot be written by another on Windows until the read has ended.
#[cfg(not(unix))]
fn pipe(_: &std::path::Path) -> io::Result<(Source, Sink)> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "pipes are not supported on this system; use --stdio or --socket"))
}

fn socket(port: u16) -> io::Result<(Source, Sink)> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    // An answer is not held back until more comes.
    stream.set_nodelay(true)?;
    Ok((Box::new(stream.try_clone()?), Box::new(stream)))
}
