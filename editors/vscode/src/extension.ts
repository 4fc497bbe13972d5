// Starts the language server, and what is to be seen beside its answers.

import * as vscode from 'vscode';

import { activeDockerfile } from './dockerfile';
import { registerExplain } from './explain';
import { GraphPanel } from './graph';
import { Server, SHOW_REFERENCES } from './server';
import { TargetItem } from './target';

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('dflint', { log: true });
  server = new Server(context, output);
  const graph = new GraphPanel(server, vscode.Uri.joinPath(context.extensionUri, 'media'));
  const target = new TargetItem(server, context.workspaceState, () => activeDockerfile() ?? graph.focused);
  const running = server;
  context.subscriptions.push(
    output,
    target,
    graph,
    target.onDidChange(() => graph.updateSoon()),
    graph.onDidChangeFocus(() => void target.update()),
    registerExplain(server),
    vscode.commands.registerCommand('dflint.restartServer', () => running.restart()),
    vscode.commands.registerCommand('dflint.showOutput', () => output.show()),
    vscode.commands.registerCommand('dflint.fixAll', fixAll),
    vscode.commands.registerCommand(SHOW_REFERENCES, (uri: string, position: never, locations: never[]) =>
      running.showReferences(uri, position, locations),
    ),
  );
  // Nothing waits for it: the editor is not held up while the server starts.
  void server.restart();
}

export async function deactivate(): Promise<void> {
  await server?.dispose();
  server = undefined;
}

/** The editor says so itself if there is nothing to fix. */
async function fixAll(): Promise<void> {
  await vscode.commands.executeCommand('editor.action.codeAction', { kind: 'source.fixAll.dflint', apply: 'first' });
}
