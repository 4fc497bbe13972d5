//! The program as people and CI meet it: the real binary, what it shows, and its exit codes.
//!
//! What is shown is written down in inline snapshots: standard output, then standard error and the exit code, each behind a line of
//! its own. To renew them, `cargo insta test --accept`; with `INSTA_UPDATE=no` a test that fails writes no file.

mod as_built;
mod builds;
mod built_contexts;
mod check;
mod compat;
mod config;
mod context;
mod discovery;
mod docs;
mod explain;
mod fix;
mod formats;
mod graph;
mod help;
mod import;
mod inline;
mod input;
mod kill;
mod output;
mod pipes;
mod reported;
mod required;
mod sarif;
mod secrets;

use std::fmt;
use std::fs;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::shared::project;

/// What a run showed.
pub struct Shown {
    pub stdout: String,
    pub stderr: String,
    pub code: Option<i32>,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "--- stderr\n{}", self.stderr)?;
        }
        match self.code {
            Some(code) => write!(f, "--- exit {code}"),
            None => write!(f, "--- killed by a signal"),
        }
    }
}

impl Shown {
    /// Standard output as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}:\n{self}"))
    }

    /// Standard output as one JSON document a line.
    #[track_caller]
    pub fn lines(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}:\n{line}"));
        self.stdout.lines().map(parse).collect()
    }
}

impl From<Output> for Shown {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8, whatever the input is");
        Self { stdout: text(output.stdout), stderr: text(output.stderr), code: output.status.code() }
    }
}

/// The program in a folder, with nothing of the tester's environment that could change what it shows.
pub fn command(folder: impl AsRef<Path>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dflint"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).env_clear();
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command
}

pub fn run(command: &mut Command) -> Shown {
    command.output().expect("dflint starts").into()
}

pub fn dflint(folder: impl AsRef<Path>, arguments: &[&str]) -> Shown {
    run(&mut command(folder, arguments))
}

/// The program with a text as standard input. It is a file, so that none waits for the other.
pub fn dflint_reading(input: &[u8], arguments: &[&str]) -> Shown {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(input).unwrap();
    file.rewind().unwrap();
    run(command(std::env::temp_dir(), arguments).stdin(file))
}

/// A folder of `tests/fixtures/cli`, copied to where it is no part of this repository: what the files of this one build is no matter there.
pub fn fixture(name: &str) -> PathBuf {
    static COPIES: LazyLock<PathBuf> = LazyLock::new(|| {
        let copies = std::env::temp_dir().join(format!("dflint-fixtures-{}", std::process::id()));
        copy(&project().join("tests/fixtures/cli"), &copies);
        copies
    });
    COPIES.join(name)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// A folder with these files, outside of the project: none of its `.gitignore`s reaches there.
pub fn folder<T: AsRef<[u8]>>(files: &[(&str, T)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The files that have findings, each once, in the order in which they are shown.
pub fn paths(shown: &Shown) -> Vec<String> {
    let mut paths: Vec<_> = shown.lines().iter().map(|finding| finding["path"].as_str().unwrap().to_owned()).collect();
    paths.dedup();
    paths
}
