//! The command line's arguments.

use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use dflint::stages::{BuildOptions, Platform};

/// A linter and language server for multi-stage Dockerfiles.
#[derive(Parser, Debug)]
#[command(version, about, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    Dump(DumpArguments),
}

/// How the build is called.
#[derive(Args, Debug, Clone)]
#[command(next_help_heading = "Build options")]
pub(super) struct BuildArguments {
    /// Give an ARG a value, as `docker build --build-arg` does; without a value it is taken from the environment
    #[arg(long = "build-arg", value_name = "NAME=VALUE")]
    build_args: Vec<String>,
    /// The platform to build for [default: linux/amd64]
    #[arg(long, value_name = "OS/ARCH[/VARIANT]")]
    platform: Option<String>,
    /// The platform the builder runs on [default: linux/amd64]
    #[arg(long, value_name = "OS/ARCH[/VARIANT]", hide_short_help = true)]
    build_platform: Option<String>,
}

impl BuildArguments {
    pub(super) fn options(&self) -> Result<BuildOptions> {
        let platform = |text: &Option<String>| match text {
            None => Ok(Platform::default()),
            Some(text) => Platform::parse(text).map_err(|_| anyhow!("{text} is no platform; write one such as linux/arm64")),
        };
        let mut build_args = Vec::new();
        for given in &self.build_args {
            match given.split_once('=') {
                Some(("", _)) => bail!("--build-arg {given} has no name before the equals sign"),
                Some((name, value)) => build_args.push((name.to_owned(), value.to_owned())),
                // As docker build does: taken from the environment, left out if it is not set there.
                None => build_args.extend(std::env::var(given).ok().map(|value| (given.clone(), value))),
            }
        }
        let build_platform = platform(&self.build_platform)?;
        Ok(BuildOptions { target: None, build_args, platform: platform(&self.platform)?, build_platform, images: Vec::new() })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DumpForm {
    /// In the form in which BuildKit's answers are recorded
    Buildkit,
}

/// Print what dflint makes of a file, one JSON line a file
#[derive(Args, Debug)]
pub(super) struct DumpArguments {
    /// Files, and folders to look for Dockerfiles in
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The shape of the lines
    #[arg(long = "as", value_name = "FORM")]
    pub form: DumpForm,
    /// A target to answer for, besides the default one; without it every named stage
    #[arg(long = "target", value_name = "STAGE")]
    pub targets: Vec<String>,
    /// A JSON file with image configurations, by reference
    #[arg(long, value_name = "FILE")]
    pub images: Option<PathBuf>,
    #[command(flatten)]
    pub build: BuildArguments,
}
