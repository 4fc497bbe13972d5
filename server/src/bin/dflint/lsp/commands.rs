//! `workspace/executeCommand`.

use dflint::rules;
use dflint::syntax::closest;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::*;

use super::session::Session;
use super::snapshot::Snapshot;
use super::{uris, watch};
use crate::graph::{View, builders};

const TARGETS: &str = "dflint.targets";
const SET_TARGET: &str = "dflint.setTarget";
const RULES: &str = "dflint.rules";
const SHOW_GRAPH: &str = "dflint.showGraph";
const EXPLAIN_RULE: &str = "dflint.explainRule";
const RELOAD: &str = "dflint.reload";

pub(super) fn offer() -> ExecuteCommandOptions {
    let commands = [SHOW_GRAPH, TARGETS, SET_TARGET, RULES, EXPLAIN_RULE, RELOAD];
    ExecuteCommandOptions { commands: commands.map(str::to_owned).to_vec(), ..ExecuteCommandOptions::default() }
}

pub(super) async fn execute(session: &Session, params: ExecuteCommandParams) -> Result<Option<Value>> {
    let argument = params.arguments.first().and_then(Value::as_str);
    match (params.command.as_str(), argument) {
        (SHOW_GRAPH, Some(uri)) => Ok(session.answer(parsed(uri)?, graph).await?.flatten()),
        (TARGETS, Some(uri)) => Ok(session.answer(parsed(uri)?, targets).await?.flatten()),
        (SET_TARGET, Some(uri)) => {
            let target = match params.arguments.get(1) {
                Some(Value::String(name)) => Some(name.clone()),
                None | Some(Value::Null) => None,
                Some(_) => return Err(Error::invalid_params("the second argument is the name of a stage, or null")),
            };
            session.workspace.set_target(&parsed(uri)?, target);
            session.renew();
            Ok(None)
        }
        (RULES, _) => Ok(Some(all_rules())),
        (EXPLAIN_RULE, Some(name)) => explain(name).map(Some),
        // Settings of the editor, configuration files, and everything that was computed with them.
        (RELOAD, _) => {
            session.workspace.forget_configs();
            session.workspace.repositories.forget();
            watch::settings_changed(session.clone(), Value::Null).await;
            session.renew();
            Ok(None)
        }
        (SHOW_GRAPH | TARGETS | SET_TARGET, None) => Err(Error::invalid_params("the argument is the URI of a document")),
        (EXPLAIN_RULE, None) => Err(Error::invalid_params("the argument is the name of a rule")),
        (unknown, _) => Err(Error::invalid_params(format!("there is no command `{unknown}`"))),
    }
}

fn parsed(uri: &str) -> Result<Uri> {
    uris::read(uri).ok_or_else(|| Error::invalid_params(format!("`{uri}` is no URI")))
}

/// What is built of a document, and what could be: for a client that shows it and lets the user choose. None of a document without stages.
fn targets(snapshot: &Snapshot) -> Option<Value> {
    let graph = snapshot.document().graph();
    let last = graph.last_stage()?;
    let stages = graph.stages.iter().enumerate().map(|(number, stage)| {
        // Of two stages of one name, only the one that the name means can be built by it.
        let name = stage.name.as_deref().filter(|name| graph.stage_named(name) == Some(number));
        json!({"number": number, "name": name, "line": stage.lines.first})
    });
    Some(json!({
        "targets": snapshot.settings().targets,
        "chosen": snapshot.workspace.target_of(&snapshot.uri),
        "last": last,
        "stages": stages.collect::<Vec<_>>(),
    }))
}

fn all_rules() -> Value {
    rules::ALL.iter().map(|rule| json!({"name": rule.name, "summary": rule.summary, "level": rule.level.as_str()})).collect()
}

/// The graph of the first target that is chosen or that the settings name, else of the last stage. None of a document without stages.
fn graph(snapshot: &Snapshot) -> Option<Value> {
    let graph = snapshot.document().graph();
    let target = snapshot.settings().targets.iter().find_map(|target| graph.stage_named(target)).or_else(|| graph.last_stage())?;
    let path = snapshot.path.as_ref().and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
    let path = crate::show::shown(&path.unwrap_or_else(|| "Dockerfile".to_owned()));
    let builders = builders(snapshot.document(), snapshot.settings());
    let others: Vec<_> = builders.iter().flat_map(|builder| builder.stages.iter().copied()).collect();
    let view = View {
        path: &path,
        graph,
        target,
        reach: graph.reach([target]),
        possible: graph.possible_reach([target]),
        roles: graph.roles(target, &others),
        builders,
        links: &[],
    };
    Some(json!({"text": view.text(), "dot": view.dot(), "mermaid": view.mermaid(), "svg": view.svg()}))
}

/// The page of a rule, which is Markdown.
fn explain(name: &str) -> Result<Value> {
    if let Some(rule) = rules::find(name) {
        return Ok(rule.page.into());
    }
    let names = rules::ALL.iter().flat_map(|rule| std::iter::once(rule.name).chain(rule.aliases.iter().copied()));
    Err(Error::invalid_params(match closest(name, names) {
        Some(known) => format!("there is no rule `{name}`; did you mean `{known}`?"),
        None => format!("there is no rule `{name}`"),
    }))
}
