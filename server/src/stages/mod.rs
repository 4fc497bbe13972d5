//! What the instructions mean: stages and the edges between them, the scopes of ARG and ENV, what a target needs, and everything at
//! which a build stops before it runs a command.
//!
//! Source: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go. BuildKit evaluates a file for one target and stops at the
//! first problem; here every stage is evaluated (as `docker build --check` does) and every problem has its place.

mod graph;
mod named_context;
mod platform;
mod problem;
mod scope;

mod git;
mod mode;
mod mount;
mod naming;
mod port;
mod remote;
mod signal;

mod bases;
mod edges;
mod evaluate;
mod reach;
mod source;

pub use evaluate::{default_path, join as join_path};
pub use git::{GIT_QUERY_KEYS, InvalidGitQuery};
pub use graph::{Base, BuildOptions, Edge, EdgeKind, ImageConfig, Source, Stage, StageGraph, StagePlatform, UnsetUse, UseAt, Workdir};
pub use mount::{Mount, MountProblem};
pub use named_context::is_same_context;
pub use platform::{InvalidPlatform, Platform};
pub use port::InvalidPort;
pub use problem::{BuildPhase, Problem, ProblemKind};
pub use reach::{Reach, Role};
pub use scope::{Scope, Variable};
pub use signal::closest_signal;
pub use source::ContextSource;
