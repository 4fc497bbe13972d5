//! The language server: `dflint lsp`.
//!
//! ```text
//! input ─ frame ─ transport ─┬─ server ── snapshot of one version ── blocking thread: dflint::ide, dflint::lint
//! output ─ frame ───────────┘     └─ documents (one task owns them) ── diagnostics (pushed)
//! ```
//!
//! - `frame` cuts messages out of bytes, and `transport` calls a handler for each, in order: it polls each handler once before it
//!   reads on, so what a handler does before its first `await` is done in the order of the messages.
//! - `documents` is the one task that owns the texts of open documents. Handlers speak to it by unbounded sends, which cannot wait;
//!   a request is answered from the [`snapshot::Snapshot`] of the version that was newest when the request came in.
//! - A snapshot is made at no cost. What is asked of it (parsed document, settings, findings) is computed once, by whoever asks
//!   first, on a blocking thread: a burst of edits that nobody asks about parses nothing.
//!
//! - Build files, that is Compose files, workflows and their like, are open documents too. Their texts count for what is said of Dockerfiles,
//!   and what is asked of one, `builds` answers. Questions across files are answered with what else is open (`around`).
//!
//! To add a feature `x`: `ide/x.rs` in the library answers in bytes; `lsp/x.rs` here turns that into LSP's types, by a function that
//! takes a `&Snapshot` and runs on a blocking thread; `server.rs` gets the method, one line with `self.answer(…)`;
//! `capabilities.rs` offers it; `docs/lsp.md` gets a row; `tests/ide/x.rs` and `tests/lsp/x.rs` test it.

mod around;
mod capabilities;
mod convert;
mod snapshot;
mod uris;

mod documents;
mod images;
mod settings;
mod workspace;

mod registration;
mod server;
mod session;
mod watch;

mod actions;
mod build_diagnostics;
mod builds;
mod commands;
mod completion;
mod context;
mod definition;
mod diagnostics;
mod folding;
mod formatting;
mod hierarchy;
mod hints;
mod hover;
mod lenses;
mod links;
mod markup;
mod references;
mod rename;
mod rename_edit;
mod selection;
mod signature;
mod symbols;
mod tokens;
mod workspace_diagnostics;

mod frame;
mod parent;
mod transport;

use std::process::ExitCode;

use tower_lsp::LspService;

use crate::channel::ServerOptions;
use crate::log;

/// The client has said `exit` without `shutdown`, or has gone.
const GONE: u8 = 1;
/// The server could not be started.
const FAILED: u8 = 2;

pub(crate) fn run(options: &ServerOptions) -> ExitCode {
    let started = log::start(&options.log).and_then(|()| {
        // One thread for the protocol; the work is done on blocking threads.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().max_blocking_threads(session::WORKERS).build()?;
        Ok((runtime, options.channel.open()?))
    });
    let (runtime, streams) = match started {
        Ok(started) => started,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::from(FAILED);
        }
    };
    let clean = runtime.block_on(async {
        let (stop, stopped) = tokio::sync::mpsc::channel(1);
        if let Some(process) = options.client {
            parent::watch(process, stop.clone());
        }
        let service = LspService::build(|client| server::Server::new(client, stop));
        let (service, socket) = service.custom_method("dflint/text", server::Server::text).finish();
        transport::serve(service, socket, streams, stopped).await
    });
    // A thread that still computes something is not waited for.
    runtime.shutdown_background();
    if clean { ExitCode::SUCCESS } else { ExitCode::from(GONE) }
}
