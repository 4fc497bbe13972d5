//! The command line's arguments.

use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use dflint::stages::{BuildOptions, Platform};

use crate::channel::{Channel, ServerOptions};
use crate::exclude::Given;
use crate::log::LogOptions;

/// A linter and language server for multi-stage Dockerfiles.
#[derive(Parser, Debug)]
#[command(
    name = "dflint",
    version,
    about,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "\
Examples:
  dflint check                      every Dockerfile below this folder
  dflint check Dockerfile --target app
  dflint graph --target app         what the target builds, and why
  dflint explain latest-tag         why a rule is there
  dflint lsp                        for editors, which start it themselves

Exit codes:
  0  nothing was found
  1  there are findings (see check --fail-on)
  2  the command line is wrong, or a file cannot be read"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    Check(Box<CheckArguments>),
    Graph(GraphArguments),
    Rules(RulesArguments),
    Explain(ExplainArguments),
    Config(ConfigArguments),
    Schema(SchemaArguments),
    Dump(DumpArguments),
    Lsp(LspArguments),
}

/// Look for faults in Dockerfiles
///
/// Folders are searched for files named Dockerfile or Containerfile, also with something before or behind the name
/// (Dockerfile.dev, dev.Dockerfile), in any letter case. What .gitignore names is left out, and so are vendored trees such as
/// node_modules.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dflint check                                      every Dockerfile below this folder
  dflint check docker/ Dockerfile.dev               a folder and a file
  dflint check --target test --target app           both stages are built: nothing they need is unreachable
  dflint check --build-arg VARIANT=slim             what FROM base-$VARIANT means with it
  dflint check --ignore DL3007 --deny security
  dflint check --format json > findings.json
  dflint check --format sarif --output dflint.sarif
  dflint check --statistics
  dflint check - --stdin-filename api/Dockerfile < api/Dockerfile

Exit codes:
  0  no finding at or above --fail-on
  1  at least one
  2  the command line is wrong, or a file cannot be read (the others are checked)")]
pub(super) struct CheckArguments {
    /// Files, and folders to look for Dockerfiles in; - is standard input
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// A stage that is built, as with docker build --target; may be given several times
    #[arg(long = "target", value_name = "STAGE", help_heading = "Build options")]
    pub targets: Vec<String>,
    #[command(flatten)]
    pub build: BuildArguments,
    /// The root of the build context, for its files and its .dockerignore [default: what files of the repository say]
    #[arg(long, value_name = "DIR", help_heading = "Build options")]
    pub context: Option<PathBuf>,
    /// Check the Dockerfiles of a Bake file as it builds them: targets, arguments, platform, context; of all targets, or of one
    #[arg(long, num_args = 1..=2, value_names = ["FILE", "TARGET"], conflicts_with_all = ["paths", "targets", "compose"], help_heading = "Build options")]
    pub bake: Vec<String>,
    /// The same for a Compose file; of all services, or of one
    #[arg(long, num_args = 1..=2, value_names = ["FILE", "SERVICE"], conflicts_with_all = ["paths", "targets"], help_heading = "Build options")]
    pub compose: Vec<String>,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
    /// Write the findings to this file, whole or not at all; the summary still goes to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print how often each rule found something, instead of the findings
    #[arg(long)]
    pub statistics: bool,
    /// From which level on findings make the exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "warning")]
    pub fail_on: FailOn,
    /// The name to show for standard input
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Colour,
    /// Leave out the summary
    #[arg(long, short)]
    pub quiet: bool,
    /// Name what a search of folders excludes, on standard error
    #[arg(long, short)]
    pub verbose: bool,
    #[command(flatten)]
    pub exclusions: ExclusionArguments,
    #[command(flatten)]
    pub rules: RuleArguments,
    #[command(flatten)]
    pub fixes: FixArguments,
}

/// What a search of folders leaves out.
#[derive(Args, Debug, Clone, Default)]
pub(super) struct ExclusionArguments {
    /// Exclude these when searching folders, instead of vendored trees such as node_modules: patterns as in .gitignore
    #[arg(long, value_name = "PATTERN", value_delimiter = ',', help_heading = "File selection")]
    pub exclude: Option<Vec<String>>,
    /// Exclude these as well
    #[arg(long, value_name = "PATTERN", value_delimiter = ',', help_heading = "File selection")]
    pub extend_exclude: Vec<String>,
    /// Exclude nothing
    #[arg(long, conflicts_with_all = ["exclude", "extend_exclude", "force_exclude"], help_heading = "File selection")]
    pub no_exclude: bool,
    /// Exclude paths that are named on the command line too, as pre-commit needs it
    #[arg(long, help_heading = "File selection")]
    pub force_exclude: bool,
}

impl ExclusionArguments {
    pub(super) fn given(&self) -> Given {
        Given { exclude: self.exclude.clone(), extend: self.extend_exclude.clone(), nothing: self.no_exclude, force: self.force_exclude }
    }
}

/// What is fixed.
#[derive(Args, Debug, Clone, Default)]
pub(super) struct FixArguments {
    /// Fix what can be fixed without changing what is built
    #[arg(long, help_heading = "Fixes")]
    pub fix: bool,
    /// With --fix, --diff or --fix-only: fix more; what is built may change
    #[arg(long, help_heading = "Fixes")]
    pub unsafe_fixes: bool,
    /// Show the fixes as a diff, and write nothing; the exit code is 1 if there are any
    #[arg(long, help_heading = "Fixes")]
    pub diff: bool,
    /// Fix only what these rules find
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Fixes")]
    pub fix_only: Vec<String>,
}

/// Which rules run, and at which level.
#[derive(Args, Debug, Clone, Default)]
pub(super) struct RuleArguments {
    /// Run only these rules: names, names of other tools, groups, patterns with *, or all
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub ignore: Vec<String>,
    /// Make these rules warnings
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub warn: Vec<String>,
    /// Make these rules errors
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub deny: Vec<String>,
    /// Comments suppress nothing
    #[arg(long, help_heading = "Rules")]
    pub no_suppressions: bool,
    /// Say exactly what another tool says
    #[arg(long, value_name = "TOOL", help_heading = "Rules")]
    pub compat: Option<Compat>,
    /// The configuration file [default: the nearest dflint.toml or .dflint.toml above each Dockerfile]
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, conflicts_with = "config", help_heading = "Rules")]
    pub no_config: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Compat {
    /// What docker build says with its own checks, and the error it stops at
    Buildkit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people, with the source lines
    Text,
    /// One JSON document
    Json,
    /// One JSON object a finding, each on its line
    Jsonl,
    /// For GitHub Actions: annotations, and a summary of the step
    Github,
    /// For code scanning: SARIF 2.1.0
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    #[value(alias = "note")]
    Info,
    /// Findings never change the exit code
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

/// Show the stages of a Dockerfile, and what a target builds and why
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dflint graph                                      ./Dockerfile, for its last stage
  dflint graph api/Dockerfile --target test
  dflint graph --format svg > stages.svg
  dflint graph --format mermaid >> README.md")]
pub(super) struct GraphArguments {
    /// Files, and folders to look for Dockerfiles in; - is standard input
    #[arg(default_value = "Dockerfile", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The stage to build [default: the last one]
    #[arg(long, value_name = "STAGE", help_heading = "Build options")]
    pub target: Option<String>,
    #[command(flatten)]
    pub build: BuildArguments,
    /// Show the Dockerfiles of a Bake file as it builds them: targets, arguments, platform, contexts; of all targets, or of one
    #[arg(long, num_args = 1..=2, value_names = ["FILE", "TARGET"], conflicts_with_all = ["paths", "target", "compose"], help_heading = "Build options")]
    pub bake: Vec<String>,
    /// The same for a Compose file; of all services, or of one
    #[arg(long, num_args = 1..=2, value_names = ["FILE", "SERVICE"], conflicts_with_all = ["paths", "target"], help_heading = "Build options")]
    pub compose: Vec<String>,
    /// Show what the legacy builder builds: every stage up to the target
    #[arg(long, help_heading = "Build options")]
    pub legacy_builder: bool,
    /// How the graph is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: GraphFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum GraphFormat {
    /// For people
    Text,
    /// For Graphviz
    Dot,
    /// For Markdown on many sites
    Mermaid,
    /// A picture, for browsers
    Svg,
    /// For programs, one line a file
    Json,
}

/// List all rules
#[derive(Args, Debug)]
pub(super) struct RulesArguments {
    /// How the rules are printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: RulesFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RulesFormat {
    Text,
    Json,
}

/// Explain a rule: what it finds, why, and what to write instead
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dflint explain unreachable-stage
  dflint explain DL3006                             by the name another tool has for it")]
pub(super) struct ExplainArguments {
    /// The name of the rule, or a name that another tool has for it
    #[arg(value_name = "RULE")]
    pub rule: String,
}

/// Make a dflint.toml
#[derive(Args, Debug)]
pub(super) struct ConfigArguments {
    #[command(subcommand)]
    pub command: ConfigCommand,
}

#[derive(Subcommand, Debug)]
pub(super) enum ConfigCommand {
    Import(ImportArguments),
}

/// Make a dflint.toml from the configuration of hadolint
///
/// Comments say what could not be carried over, and why.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dflint config import                              from .hadolint.yaml or .hadolint.yml, to standard output
  dflint config import --output dflint.toml
  dflint config import ci/hadolint.yaml

Exit codes:
  0  done
  1  something in the file is wrong and was left out; the rest is done
  2  there is no such file, it is no YAML, or the output cannot be written: nothing is done")]
pub(super) struct ImportArguments {
    /// The configuration of hadolint, or a folder with one; - is standard input [default: .hadolint.yaml or .hadolint.yml]
    #[arg(value_name = "FILE")]
    pub path: Option<PathBuf>,
    /// Write to this file, whole or not at all; one that is there already is left alone
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file of --output
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// How the build is called.
#[derive(Args, Debug, Clone)]
pub(super) struct BuildArguments {
    /// Give an ARG a value, as `docker build --build-arg` does; without a value it is taken from the environment
    #[arg(long = "build-arg", value_name = "NAME=VALUE", help_heading = "Build options")]
    build_args: Vec<String>,
    /// A named context, which takes the place of stages and images of its name, as with docker build
    #[arg(long = "build-context", value_name = "NAME=VALUE", help_heading = "Build options", hide_short_help = true)]
    build_contexts: Vec<String>,
    /// The platform to build for [default: linux/amd64]
    #[arg(long, value_name = "OS/ARCH[/VARIANT]", help_heading = "Build options")]
    platform: Option<String>,
    /// The platform the builder runs on [default: linux/amd64]
    #[arg(long, value_name = "OS/ARCH[/VARIANT]", help_heading = "Build options", hide_short_help = true)]
    build_platform: Option<String>,
}

impl BuildArguments {
    pub(super) fn has_platform(&self) -> bool {
        self.platform.is_some()
    }

    pub(super) fn options(&self) -> Result<BuildOptions> {
        let platform = |option: &str, text: &Option<String>| match text {
            None => Ok(Platform::default()),
            Some(text) => {
                let shown = super::shown(text);
                Platform::parse(text).map_err(|_| anyhow!("{option}: `{shown}` is no platform; write one such as linux/arm64"))
            }
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
        let mut contexts = Vec::new();
        for given in &self.build_contexts {
            match given.split_once('=').filter(|(name, _)| !name.is_empty()) {
                Some((name, value)) => contexts.push((name.to_owned(), value.to_owned())),
                None => bail!("--build-context {} is not of the form NAME=VALUE", super::shown(given)),
            }
        }
        let build_platform = platform("--build-platform", &self.build_platform)?;
        let platform = platform("--platform", &self.platform)?;
        Ok(BuildOptions { build_args, contexts, platform, build_platform, ..BuildOptions::default() })
    }
}

/// Print the JSON schema of dflint.toml
#[derive(Args, Debug)]
pub(super) struct SchemaArguments {}

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

/// Serve an editor: the language server, on standard input and output unless told otherwise
#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes:
  0  the editor has said shutdown, and then exit
  1  it went away, or said exit without shutdown
  2  the command line is wrong, the log cannot be written, or the editor cannot be connected to")]
pub(super) struct LspArguments {
    /// Speak on standard input and output: the default, and clients say so
    #[arg(long)]
    pub stdio: bool,
    /// Connect to this socket of the file system, at which the editor listens
    #[arg(long, value_name = "NAME", conflicts_with_all = ["stdio", "socket"])]
    pub pipe: Option<PathBuf>,
    /// Connect to this port of 127.0.0.1, at which the editor listens
    #[arg(long, value_name = "PORT", conflicts_with = "stdio", value_parser = clap::value_parser!(u16).range(1..))]
    pub socket: Option<u16>,
    /// End when the process of this number has ended: the editor's
    #[arg(long = "clientProcessId", value_name = "N")]
    pub client_process_id: Option<u32>,
    /// What is logged: this, and what is worse
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    pub log_level: LogLevel,
    /// Log to this file, behind what it has, and not to standard error
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
    /// Every message of the protocol
    Trace,
}

impl LspArguments {
    pub(super) fn options(self) -> ServerOptions {
        let channel = match (&self.pipe, self.socket) {
            (Some(path), _) => Channel::Pipe(path.clone()),
            (None, Some(port)) => Channel::Socket(port),
            (None, None) => Channel::Stdio,
        };
        ServerOptions { client: self.client_process_id, channel, log: self.log() }
    }

    fn log(self) -> LogOptions {
        let level = match self.log_level {
            LogLevel::Error => tracing::Level::ERROR,
            LogLevel::Warn => tracing::Level::WARN,
            LogLevel::Info => tracing::Level::INFO,
            LogLevel::Debug => tracing::Level::DEBUG,
            LogLevel::Trace => tracing::Level::TRACE,
        };
        LogOptions { level, file: self.log_file }
    }
}
