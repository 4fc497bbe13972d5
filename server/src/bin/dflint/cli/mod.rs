//! The command line.

mod arguments;
mod files;
mod fix;

mod as_built;
mod builds;
mod check;
mod checked;
mod dump;
mod graph;
mod import;
mod rules;
mod targets;

mod output;
mod schema;
mod sink;
mod write;

mod github;
mod json;
mod markdown;
mod page;
mod sarif;
mod statistics;
mod text;
mod uri;
mod wrap;

mod yaml;

use std::process::ExitCode;

use clap::Parser;

use crate::channel::ServerOptions;
use crate::show::shown;
use arguments::{Arguments, Command, ConfigCommand};

/// Nothing was found, or nothing that counts.
const CLEAN: u8 = 0;
/// There are findings at or above the level of `--fail-on`.
const FINDINGS: u8 = 1;
/// The command line is wrong, or a file cannot be read.
const FAILED: u8 = 2;

/// What the command line comes to.
pub(crate) enum Outcome {
    Done(ExitCode),
    /// The language server is wanted, started so.
    Serve(ServerOptions),
}

pub(crate) fn run() -> Outcome {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are "errors" that go to standard output and mean success.
            let code = if error.use_stderr() { FAILED } else { CLEAN };
            let _ = error.print();
            return Outcome::Done(ExitCode::from(code));
        }
    };
    let outcome = match arguments.command {
        Command::Check(check) => check::run(&check),
        Command::Graph(graph) => graph::run(&graph),
        Command::Rules(list) => rules::list(&list),
        Command::Explain(explain) => rules::explain(&explain),
        Command::Config(arguments::ConfigArguments { command: ConfigCommand::Import(import) }) => import::run(&import),
        Command::Schema(_) => print_schema(),
        Command::Dump(dump) => dump::run(&dump),
        Command::Lsp(lsp) => return Outcome::Serve(lsp.options()),
    };
    let code = match outcome {
        Ok(code) => code,
        // Whoever reads the output has seen enough: `dflint check | head`.
        Err(error) if is_broken_pipe(&error) => CLEAN,
        Err(error) => {
            complain(&error);
            FAILED
        }
    };
    Outcome::Done(ExitCode::from(code))
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    let json = error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    kind.or(json) == Some(std::io::ErrorKind::BrokenPipe)
}

fn print_schema() -> anyhow::Result<u8> {
    use std::io::Write;
    writeln!(std::io::stdout().lock(), "{:#}", schema::schema())?;
    Ok(CLEAN)
}

/// Says what went wrong. Where nobody reads standard error, that is no reason to stop.
fn complain(error: &anyhow::Error) {
    warn(&format!("error: {}", shown(&format!("{error:#}"))));
}

/// A line on standard error.
fn warn(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{line}");
}
