// The stage graph, in a panel beside the editor. Its nodes and edges lead to their lines.

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

import { activeDockerfile, isDockerfile } from './dockerfile';
import type { Server } from './server';

/** What the server answers to `dflint.showGraph`. */
interface Graph {
  text: string;
  dot: string;
  mermaid: string;
  svg: string;
}

type FromPage = { open: number } | { copy: 'dot' | 'mermaid' } | { save: true } | { ready: true };

/** There is one panel; it shows the Dockerfile that had the focus last. */
export class GraphPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private document: vscode.TextDocument | undefined;
  private graph: Graph | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly focus = new vscode.EventEmitter<void>();
  private readonly disposables: vscode.Disposable[];

  /** The panel gets or loses the focus. */
  readonly onDidChangeFocus = this.focus.event;

  constructor(
    private readonly server: Server,
    private readonly media: vscode.Uri,
  ) {
    this.disposables = [
      this.focus,
      vscode.commands.registerCommand('dflint.showStageGraph', () => this.show()),
      vscode.window.onDidChangeActiveTextEditor(() => this.follow()),
      vscode.workspace.onDidCloseTextDocument((document) => document === this.document && this.updateSoon()),
      server.onDidLook(() => this.updateSoon()),
      vscode.window.onDidChangeTextEditorSelection((event) => event.textEditor.document === this.document && this.mark()),
      server.onDidStart(() => void this.update()),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.panel?.dispose();
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** The Dockerfile of the graph, while the graph has the focus. */
  get focused(): vscode.TextDocument | undefined {
    return this.panel?.active && !this.document?.isClosed ? this.document : undefined;
  }

  /** Text or target have changed. */
  updateSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.update(), 200);
  }

  private show(): void {
    const document = activeDockerfile();
    if (!document && !this.panel) {
      void vscode.window.showInformationMessage('Open a Dockerfile to see the graph of its stages.');
      return;
    }
    this.document = document ?? this.document;
    if (this.panel) {
      this.panel.reveal(undefined, true);
      void this.update();
      return;
    }
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.panel = vscode.window.createWebviewPanel('dflint.graph', 'Stage Graph', column, {
      enableScripts: true,
      localResourceRoots: [this.media],
    });
    this.panel.onDidDispose(() => {
      this.panel = undefined;
      this.focus.fire();
    });
    this.panel.onDidChangeViewState(() => this.focus.fire());
    this.panel.webview.onDidReceiveMessage((message: FromPage) => void this.receive(message));
    // The page says when it is ready for a graph.
    this.panel.webview.html = page(this.panel.webview, this.media);
  }

  private follow(): void {
    const document = activeDockerfile();
    if (this.panel && document && document !== this.document) {
      this.document = document;
      void this.update();
    }
  }

  private async update(): Promise<void> {
    const document = this.document;
    if (!this.panel || !document) {
      return;
    }
    const graph = await this.server.ask<Graph>('dflint.showGraph', document.uri.toString());
    if (!this.panel || document !== this.document) {
      return;
    }
    this.graph = graph;
    const name = vscode.workspace.asRelativePath(document.uri);
    this.panel.title = `Stages of ${name.split('/').pop() ?? name}`;
    const why = isDockerfile(document) && !document.isClosed ? `${name} has no stages yet.` : `${name} is closed.`;
    await this.panel.webview.postMessage(graph ? { svg: graph.svg, title: graph.text.split('\n', 1)[0] } : { svg: '', title: why });
    this.mark();
  }

  /** Tells the page where the cursor is. */
  private mark(): void {
    const editor = vscode.window.visibleTextEditors.find((editor) => editor.document === this.document);
    if (editor) {
      void this.panel?.webview.postMessage({ line: editor.selection.active.line + 1 });
    }
  }

  private async receive(message: FromPage): Promise<void> {
    if ('ready' in message) {
      await this.update();
    } else if ('open' in message && this.document) {
      await this.open(this.document, message.open);
    } else if ('copy' in message && this.graph) {
      await vscode.env.clipboard.writeText(this.graph[message.copy]);
      vscode.window.setStatusBarMessage('The stage graph is in the clipboard.', 3000);
    } else if ('save' in message && this.graph) {
      const file = await vscode.window.showSaveDialog({ filters: { SVG: ['svg'] }, saveLabel: 'Save Graph' });
      if (file) {
        await vscode.workspace.fs.writeFile(file, Buffer.from(this.graph.svg));
      }
    }
  }

  private async open(document: vscode.TextDocument, line: number): Promise<void> {
    const at = new vscode.Position(Math.min(Math.max(line - 1, 0), document.lineCount - 1), 0);
    const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    const editor = await vscode.window.showTextDocument(document, { viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One });
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

/** Scripts come from this extension only. The style of the picture is part of it. */
function page(webview: vscode.Webview, media: vscode.Uri): string {
  const nonce = randomBytes(16).toString('hex');
  const of = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource} 'unsafe-inline'; script-src 'nonce-${nonce}';">
<link rel="stylesheet" href="${of('graph.css')}">
<title>Stage Graph</title>
</head>
<body>
<header>
<p id="title" role="status"></p>
<div role="toolbar" aria-label="Graph">
<button id="out" title="Smaller">−</button><button id="fit" title="As wide as the panel">Fit</button><button id="in" title="Larger">+</button>
<button id="mermaid">Copy as Mermaid</button><button id="dot">Copy as DOT</button><button id="save">Save as SVG…</button>
</div>
</header>
<main id="graph"></main>
<script nonce="${nonce}" src="${of('graph.js')}"></script>
</body>
</html>`;
}
