//! The program: the command line (`check`, `graph`, `rules`, …) and the language server (`lsp`).

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod channel;
mod config;
mod context;
mod dockerfiles;
mod exclude;
mod graph;
mod log;
mod repository;
mod show;
mod vendored;

mod cli;
mod lsp;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        cli::Outcome::Done(code) => code,
        cli::Outcome::Serve(options) => lsp::run(&options),
    }
}
