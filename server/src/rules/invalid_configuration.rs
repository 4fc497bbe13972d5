//! A mistake in `dflint.toml`.

use crate::lint::{Facts, Group, Level, Report, Rule};

pub static RULE: Rule = Rule {
    name: "invalid-configuration",
    summary: "A setting in dflint.toml means nothing.",
    level: Level::Error,
    group: Group::Correctness,
    page: include_str!("invalid_configuration.md"),
    check,
    ..Rule::EMPTY
};

/// Nothing in a Dockerfile is a mistake of the configuration: who reads `dflint.toml`, the program, reports what is wrong in it.
fn check(_: &Facts<'_>, _: &mut Report<'_>) {}
