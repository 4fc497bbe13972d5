//! A build argument that the Dockerfile does not declare.

use crate::document::Document;
use crate::lint::{BuildFacts, BuildReport, BuildRule, Facts, Group, Level, Report, Rule, is_platform_argument, is_used_by_builder};
use crate::project::Build;
use crate::syntax::{DirectiveName, Keyword, closest};

pub static RULE: Rule = Rule {
    name: "undeclared-build-arg",
    summary: "A build is given an argument that no ARG of the Dockerfile declares.",
    level: Level::Warning,
    group: Group::Builds,
    fixable: false,
    aliases: &[],
    page: include_str!("undeclared_build_arg.md"),
    late: false,
    check: in_dockerfile,
};

pub static BUILD_RULE: BuildRule = BuildRule { rule: &RULE, check };

/// It is found in the file that describes the build.
fn in_dockerfile(_: &Facts<'_>, _: &mut Report<'_>) {}

fn check(facts: &BuildFacts<'_>, build: &Build, report: &mut BuildReport) {
    if build.args.is_empty() {
        return;
    }
    let Some(built) = facts.dockerfile_of(build) else { return };
    let Some(declared) = declared(&built.document).filter(|_| is_all_seen(&built.document)) else { return };
    for argument in &build.args {
        let Some(name) = argument.name.text().filter(|name| !name.is_empty()) else { continue };
        if declared.contains(&name.as_str()) || is_platform_argument(&name) || is_used_by_builder(&name) {
            continue;
        }
        let place = argument.name.exact_place().unwrap_or(argument.name.place);
        let finding = report.add(place, format!("`{}` declares no ARG `{name}`: what is given for it here has no effect.", built.path));
        match closest(&name, declared.iter().copied()) {
            Some(known) => finding.help(format!("Did you mean `{known}`?")),
            None => finding.help(format!("Write `ARG {name}` in the stage that needs it, or leave it out here.")),
        };
    }
}

/// Whether nothing but the file can use arguments: another frontend, or the ONBUILD of an image, may.
fn is_all_seen(document: &Document) -> bool {
    let syntax = document.file().directives.iter().find(|directive| directive.name == DirectiveName::Syntax && directive.is_read());
    let ours = syntax.is_none_or(|syntax| {
        let name = syntax.value.strip_prefix("docker.io/").unwrap_or(&syntax.value);
        name.starts_with("docker/dockerfile:")
            || matches!(name, "docker/dockerfile" | "docker/dockerfile-upstream")
            || name.starts_with("docker/dockerfile-upstream:")
    });
    ours && !document.graph().stages.iter().any(|stage| stage.base.resolved.contains("onbuild"))
}

/// The names of all ARGs. None if there may be others that cannot be seen.
fn declared(document: &Document) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    for instruction in &document.file().instructions {
        let mut next = Some(instruction);
        while let Some(instruction) = next {
            if instruction.keyword == Some(Keyword::Arg) {
                for pair in instruction.pairs() {
                    let name = pair.key.text(&instruction.line);
                    if name.contains('$') {
                        return None;
                    }
                    names.push(name);
                }
            }
            next = instruction.trigger();
        }
    }
    Some(names)
}
