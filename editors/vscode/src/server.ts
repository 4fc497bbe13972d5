// The language server: starts it, starts it anew, asks it.

import * as vscode from 'vscode';
import {
  ExecuteCommandRequest,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
  type LanguageClientOptions,
  type StaticFeature,
} from 'vscode-languageclient/node';

import { findServer } from './binary';
import { LANGUAGES } from './dockerfile';
import { explainActions } from './explain';
import { Gate } from './gate';
import { serverSection } from './settings';

/** The commands that the server may put into code lenses. */
export const SHOW_REFERENCES = 'dflint.showReferences';

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private readonly gate = new Gate();
  private readonly started = new vscode.EventEmitter<void>();
  private readonly looked = new vscode.EventEmitter<void>();
  private readonly disposables: vscode.Disposable[] = [this.started, this.looked];
  /** Starts and stops happen one after the other. */
  private last: Promise<void> = Promise.resolve();

  /** The server answers; whoever has told it something tells it again. */
  readonly onDidStart = this.started.event;
  /** The server has looked at a Dockerfile again, or at what builds it: text, settings, dflint.toml or target have changed. */
  readonly onDidLook = this.looked.event;

  constructor(
    private readonly extension: vscode.ExtensionContext,
    readonly output: vscode.LogOutputChannel,
  ) {
    this.disposables.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.findingsChanged()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        // What was found in files that are not open goes with the old client.
        if (event.affectsConfiguration('dflint.path') || event.affectsConfiguration('dflint.workspaceDiagnostics')) {
          void this.restart();
        } else if (event.affectsConfiguration('dflint')) {
          this.findingsChanged();
        }
      }),
    );
  }

  restart(): Promise<void> {
    this.last = this.last.then(async () => {
      await this.stop();
      await this.start();
    });
    return this.last;
  }

  /** Runs one of the server's commands. Without a server, and where it refuses, there is no answer. */
  async ask<T>(command: string, ...args: unknown[]): Promise<T | undefined> {
    if (!this.client?.isRunning()) {
      return undefined;
    }
    try {
      const answer: unknown = await this.client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args });
      return (answer ?? undefined) as T | undefined;
    } catch (error) {
      this.output.warn(`${command}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  /** Findings in files that are not open may have changed. */
  findingsChanged(): void {
    this.gate.openSoon();
  }

  /** Shows locations that are written as in the protocol. */
  async showReferences(uri: string, position: never, locations: never[]): Promise<void> {
    const convert = this.client?.protocol2CodeConverter;
    if (convert) {
      const places = locations.map((location) => convert.asLocation(location));
      await vscode.commands.executeCommand('editor.action.showReferences', vscode.Uri.parse(uri), convert.asPosition(position), places);
    }
  }

  async dispose(): Promise<void> {
    this.gate.dispose();
    vscode.Disposable.from(...this.disposables).dispose();
    await this.stop();
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      this.output.warn(`The server did not end in good order: ${String(error)}`);
    }
  }

  private async start(): Promise<void> {
    const found = findServer({
      configured: vscode.workspace.getConfiguration('dflint').get<string>('path', ''),
      extensionFolder: this.extension.extensionPath,
      searchPath: process.env['PATH'] ?? '',
      platform: process.platform,
    });
    if ('problem' in found) {
      this.output.error(found.problem);
      void this.complain(found.problem);
      return;
    }
    this.output.info(`Starting ${found.command} (${found.origin})`);
    const run = { command: found.command, args: ['lsp'], transport: TransportKind.stdio };
    const client = new LanguageClient('dflint', 'dflint', run, this.options());
    client.registerFeature(SHOWS_REFERENCES);
    // Also when the client has started a server anew that has died.
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        this.gate.open();
        this.started.fire();
      }
    });
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.client = undefined;
      const problem = `dflint did not start: ${error instanceof Error ? error.message : String(error)}`;
      this.output.error(problem);
      void this.complain(problem);
    }
  }

  private options(): LanguageClientOptions {
    return {
      // Files that say what is built have the languages of others: the server names them itself, and what it answers there.
      documentSelector: LANGUAGES.flatMap((language) => ['file', 'untitled'].map((scheme) => ({ scheme, language }))),
      outputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      middleware: {
        // What was found in it while it was open goes with it.
        didClose: async (document, next) => {
          await next(document);
          this.findingsChanged();
        },
        workspace: {
          // The server says which files it wants to hear of: those on which findings depend.
          didChangeWatchedFile: async (event, next) => {
            await next(event);
            this.findingsChanged();
          },
          configuration: (params) => params.items.map(() => serverSection(vscode.workspace.getConfiguration('dflint') as never)),
        },
        // The server asks for it when it has read settings or configuration files; that they have changed is known here before.
        provideDiagnostics: async (document, previous, token, next) => {
          const report = await next(document, previous, token);
          this.looked.fire();
          return report;
        },
        provideWorkspaceDiagnostics: async (known, token, report, next) => {
          if (!vscode.workspace.getConfiguration('dflint').get<boolean>('workspaceDiagnostics', true)) {
            await new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
            return { items: [] };
          }
          return this.gate.through(token, () => next(known, token, report));
        },
        provideCodeActions: async (document, range, context, token, next) => {
          const actions = (await next(document, range, context, token)) ?? [];
          return [...actions, ...explainActions(context)];
        },
      },
    };
  }

  private async complain(problem: string): Promise<void> {
    const settings = 'Open Settings';
    const help = 'How to Install dflint';
    const choice = await vscode.window.showErrorMessage(problem, settings, help);
    if (choice === settings) {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'dflint.path');
    } else if (choice === help) {
      await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'dflint.dflint#start', false);
    }
  }
}

/** Tells the server which commands its code lenses may name. */
const SHOWS_REFERENCES: StaticFeature = {
  fillClientCapabilities(capabilities) {
    const experimental = (capabilities.experimental ?? {}) as object;
    capabilities.experimental = { ...experimental, commands: { commands: [SHOW_REFERENCES] } };
  },
  initialize() {},
  getState: () => ({ kind: 'static' }),
  clear() {},
};
