//! Starts `dflint lsp` for Zed: the program that its settings name (`lsp.dflint.binary`), else the one on PATH.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{Command, Extension, LanguageServerId, Result, Worktree, register_extension, serde_json};

const NAME: &str = "dflint";

struct Dflint;

impl Extension for Dflint {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let binary = LspSettings::for_worktree(NAME, worktree).ok().and_then(|settings| settings.binary);
        let (path, arguments) = binary.map(|binary| (binary.path, binary.arguments)).unwrap_or_default();
        let command = path.or_else(|| worktree.which(NAME)).ok_or("dflint is not on PATH; install it, or set lsp.dflint.binary.path")?;
        Ok(Command { command, args: arguments.unwrap_or_else(|| vec!["lsp".to_owned()]), env: worktree.shell_env() })
    }

    /// The section `dflint`, which is what stands in `lsp.dflint.settings`.
    fn language_server_workspace_configuration(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Option<serde_json::Value>> {
        let settings = LspSettings::for_worktree(NAME, worktree).ok().and_then(|settings| settings.settings);
        Ok(settings.map(|settings| serde_json::json!({ NAME: settings })))
    }
}

register_extension!(Dflint);
