//! The program: `dflint check`, `graph`, `rules`, `explain` and `dump`.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
