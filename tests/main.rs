//! Everything that is tested from outside: one crate, so that it links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod shared;

mod cli;
mod corpus;
mod deviations;
mod dockerignore;
mod fixes;
mod floors;
mod ide;
mod lsp;
mod pages;
mod project;
mod robust;
mod shell;
mod stages;
