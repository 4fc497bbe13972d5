//! A build argument that the Dockerfile does not declare.

use crate::document::Document;
use crate::images::means_official;
use crate::lint::{BuildFacts, BuildReport, BuildRule, Built, Group, Level, Rule, is_platform_argument, is_used_by_builder};
use crate::project::{Build, Place};
use crate::syntax::{DirectiveName, Keyword, closest};

pub static RULE: Rule = Rule {
    name: "undeclared-build-arg",
    summary: "A build is given an argument that no ARG of the Dockerfile declares.",
    level: Level::Warning,
    group: Group::Builds,
    page: include_str!("undeclared_build_arg.md"),
    ..Rule::EMPTY
};

pub static BUILD_RULE: BuildRule = BuildRule { rule: &RULE, check };

fn check(facts: &BuildFacts<'_>, build: &Build, report: &mut BuildReport) {
    for argument in &build.args {
        let Some(name) = argument.name.text().filter(|name| is_name(name)) else { continue };
        if is_platform_argument(&name) || is_used_by_builder(&name) {
            continue;
        }
        let place = argument.name.origin();
        let Some(without) = dockerfiles_without(facts, place, &name) else { continue };
        let who = match without.as_slice() {
            [one] => format!("`{}` declares no ARG", one.path),
            [one, ..] => {
                format!("None of the {} Dockerfiles that are given this, `{}` among them, declares an ARG", without.len(), one.path)
            }
            [] => continue,
        };
        // What an image was built with is not seen: its ONBUILD may declare the argument.
        let unseen = without.iter().find_map(|built| unseen_base(&built.document, build));
        let unless = unseen.map(|base| format!(", unless an ONBUILD of the image `{base}` declares it")).unwrap_or_default();
        let message = format!("{who} `{name}`: what is given for it here has no effect{unless}.");
        let declared = without.iter().filter_map(|built| declared(&built.document)).flatten();
        let finding = report.add(place, message);
        if unseen.is_some() {
            finding.level(Level::Info);
        }
        match closest(&name, declared) {
            Some(known) => finding.help(format!("Did you mean `{known}`?")),
            None => finding.help(format!("Write `ARG {name}` in the stage that needs it, or leave it out here.")),
        };
    }
}

/// Others are not what they seem: lines that could not be told apart.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(char::is_whitespace)
}

/// The Dockerfiles of all builds that have an argument from one place, by path. None if one of them declares it, or may: what targets
/// have in common, or the rows of a matrix, need not be for each of them.
fn dockerfiles_without(facts: &BuildFacts<'_>, place: Place, name: &str) -> Option<Vec<Built>> {
    facts.dockerfiles_given(place, name, |built| {
        is_all_seen(&built.document) && declared(&built.document).is_some_and(|declared| !declared.contains(&name))
    })
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

/// The base image of a stage that may have an ONBUILD, as it is written. Official images have none, besides those that say so.
fn unseen_base<'d>(document: &'d Document, build: &Build) -> Option<&'d str> {
    let mut bases = document.graph().stages.iter().map(|stage| &stage.base).filter(|base| base.stage.is_none());
    let is_replaced = |written: &str| build.contexts.iter().any(|context| context.name.text().is_none_or(|name| name == written));
    let is_seen = |written: &str| (written == "scratch" || means_official(written)) && !build.more_contexts && !is_replaced(written);
    bases.find(|base| !is_seen(&base.written)).map(|base| base.written.as_str())
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
