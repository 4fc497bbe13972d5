//! The command line.

mod arguments;
mod files;

mod check;
mod dump;
mod graph;
mod json;
mod rules;
mod text;

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
        Command::Check(check) => check::run(&check),
        Command::Graph(graph) => graph::run(&graph),
        Command::Rules(list) => rules::list(&list),
        Command::Explain(explain) => rules::explain(&explain),
        Command::Dump(dump) => dump::run(&dump),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        // Whoever reads the output has seen enough: `dflint check | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::from(CLEAN),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(FAILED)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    let json = error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    kind.or(json) == Some(std::io::ErrorKind::BrokenPipe)
}
