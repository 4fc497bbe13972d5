//! `dflint graph`: the stages of a file, what each takes from where, and what a target builds and why.

use std::io::Write;

use anyhow::{Result, bail};
use dflint::document::Document;
use dflint::lint::Settings;
use dflint::stages::BuildOptions;
use dflint::syntax::closest;

use super::arguments::{GraphArguments, GraphFormat};
use super::as_built;
use super::files;
use super::{CLEAN, FAILED};
use crate::exclude::{Configuration, Exclusions, Given};
use crate::graph::{View, builders};
use crate::repository::Repositories;

pub(super) fn run(arguments: &GraphArguments) -> Result<u8> {
    let options = BuildOptions { target: arguments.target.clone(), ..arguments.build.options()? };
    let mut code = CLEAN;
    let mut shown = Vec::new();
    let folders: Vec<_> = arguments.paths.iter().filter(|path| path.is_dir()).cloned().collect();
    let repositories = Repositories::new(&folders);
    let configuration = Configuration { reads_files: true, ..Configuration::default() };
    let exclusions = Exclusions::new(Given::default(), configuration)?;
    let mut wanted = Vec::new();
    if let Some(as_built) = as_built::wanted(&arguments.bake, &arguments.compose, &repositories)? {
        if let Some(build) = as_built.inline.as_ref().and_then(|inline| inline.builds().first().copied()) {
            let name = build.name.as_deref().unwrap_or_default();
            bail!("the Dockerfile of {} stands in the file itself, and `graph` does not show such Dockerfiles", super::shown(name));
        }
        for build in as_built.as_built {
            let mut options = BuildOptions { target: build.target.clone(), ..options.clone() };
            build.apply_to_options(&mut options);
            wanted.push((Ok(files::File::Path(as_built::shown(build.dockerfile))), options, build.links));
        }
    } else {
        wanted.extend(files::find(&arguments.paths, &exclusions).into_iter().map(|file| (file, options.clone(), Vec::new())));
    }
    if wanted.is_empty() {
        files::warn_of_none(&exclusions);
    }
    for (found, options, links) in wanted {
        let outcome = found.and_then(|file| show(&file, arguments, &options, &links, &repositories));
        match outcome {
            Ok(text) => shown.push(text),
            Err(error) => {
                super::complain(&error);
                code = FAILED;
            }
        }
    }
    let mut out = std::io::stdout().lock();
    write!(out, "{}", shown.join(if arguments.format == GraphFormat::Text { "\n" } else { "" }))?;
    Ok(code)
}

fn show(
    file: &files::File,
    arguments: &GraphArguments,
    options: &BuildOptions,
    links: &[(String, String)],
    repositories: &Repositories,
) -> Result<String> {
    let path = file.shown();
    let document = Document::new(file.read()?, options);
    let graph = document.graph();
    let target = match &options.target {
        None => graph.last_stage(),
        Some(target) => match graph.stage_named(target) {
            Some(stage) => Some(stage),
            None => {
                let names = graph.stages.iter().filter_map(|stage| stage.name.as_deref());
                match closest(target, names) {
                    Some(known) => bail!("{path} has no stage `{target}`; did you mean `{known}`?"),
                    None => bail!("{path} has no stage `{target}`"),
                }
            }
        },
    };
    let Some(target) = target else { bail!("{path} has no stages") };
    let reach = if arguments.legacy_builder { graph.reach_of_legacy_builder(target) } else { graph.reach([target]) };
    let possible = graph.possible_reach([target]);
    // Who asks for one target asks what that one needs.
    let builds =
        repositories.of(file.path()).filter(|_| options.target.is_none() && arguments.bake.is_empty() && arguments.compose.is_empty());
    let builders = builders(&document, &Settings { builds, ..Settings::default() });
    let others: Vec<_> = builders.iter().flat_map(|builder| builder.stages.iter().copied()).collect();
    let roles = graph.roles(target, &others);
    let view = View { path: &path, graph, target, reach, possible, roles, builders, links };
    Ok(match arguments.format {
        GraphFormat::Text => view.text(),
        GraphFormat::Dot => view.dot(),
        GraphFormat::Mermaid => view.mermaid(),
        GraphFormat::Svg => view.svg(),
        GraphFormat::Json => format!("{}\n", view.json()),
    })
}
