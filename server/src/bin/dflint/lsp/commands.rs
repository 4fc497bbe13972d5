//! `workspace/executeCommand`.

use dflint::rules;
use dflint::syntax::closest;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::*;

use super::session::Session;
use super::snapshot::Snapshot;
use super::watch;
use crate::graph::{View, builders};

const SHOW_GRAPH: &str = "dflint.showGraph";
const EXPLAIN_RULE: &str = "dflint.explainRule";
const RELOAD: &str = "dflint.reload";

pub(super) fn offer() -> ExecuteCommandOptions {
    ExecuteCommandOptions { commands: [SHOW_GRAPH, EXPLAIN_RULE, RELOAD].map(str::to_owned).to_vec(), ..ExecuteCommandOptions::default() }
}

pub(super) async fn execute(session: &Session, params: ExecuteCommandParams) -> Result<Option<Value>> {
    let argument = params.arguments.first().and_then(Value::as_str);
    match (params.command.as_str(), argument) {
        (SHOW_GRAPH, Some(uri)) => {
            let uri = uri.parse().map_err(|_| Error::invalid_params(format!("`{uri}` is no URI")))?;
            Ok(session.answer(uri, graph).await?.flatten())
        }
        (EXPLAIN_RULE, Some(name)) => explain(name).map(Some),
        // Settings of the editor, configuration files, and everything that was computed with them.
        (RELOAD, _) => {
            session.workspace.forget_configs();
            watch::settings_changed(session.clone(), Value::Null).await;
            session.renew();
            Ok(None)
        }
        (SHOW_GRAPH, None) => Err(Error::invalid_params("the argument is the URI of a document")),
        (EXPLAIN_RULE, None) => Err(Error::invalid_params("the argument is the name of a rule")),
        (unknown, _) => Err(Error::invalid_params(format!("there is no command `{unknown}`"))),
    }
}

/// The graph of the first target that the settings name, else of the last stage. None of a document without stages.
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
