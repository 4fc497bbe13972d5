//! The command line.

mod arguments;
mod files;

mod dump;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

/// Nothing was found, or nothing that counts.
const CLEAN: u8 = 0;
/// There are findings at or above the level of `--fail-on`.
const FINDINGS: u8 = 1;
/// The command line is wrong, or a file cannot be read.
const FAILED: u8 = 2;

pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are "errors" that go to standard output and mean success.
            let code = if error.use_stderr() { FAILED } else { CLEAN };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let outcome = match arguments.command {
        Command::Dump(dump) => dump::run(&dump),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(FAILED)
        }
    }
}
