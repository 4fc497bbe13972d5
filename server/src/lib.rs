//! The core of dflint: what a Dockerfile means, and what is wrong with it.
//!
//! The library does no IO, cannot fail, and knows neither LSP nor the command line. Its modules are floors: each uses those above it
//! in this list only.

pub mod text;

pub mod syntax;

pub mod stages;

pub mod shell;

pub mod document;

pub mod images;

pub mod project;

pub mod lint;

pub mod rules;

pub mod ide;
