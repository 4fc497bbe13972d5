// The pages of rules, as Markdown documents of the scheme `dflint-rule`.

import * as vscode from 'vscode';

import type { Server } from './server';

const SCHEME = 'dflint-rule';

interface Rule {
  name: string;
  summary: string;
  level: string;
}

export function registerExplain(server: Server): vscode.Disposable {
  const pages: vscode.TextDocumentContentProvider = {
    async provideTextDocumentContent(uri) {
      const rule = uri.path.replace(/^\//, '').replace(/\.md$/, '');
      return (await server.ask<string>('dflint.explainRule', rule)) ?? `dflint has no page of \`${rule}\`, or does not run.`;
    },
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, pages),
    vscode.commands.registerCommand('dflint.explain', async (name?: unknown) => {
      const rule = typeof name === 'string' ? name : await pickRule(server);
      if (rule !== undefined) {
        const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${rule}.md` });
        await vscode.commands.executeCommand('markdown.showPreview', uri);
      }
    }),
  );
}

/** For the findings at a place: actions that explain their rules. */
export function explainActions(context: vscode.CodeActionContext): vscode.CodeAction[] {
  if (context.only && !context.only.intersects(vscode.CodeActionKind.QuickFix)) {
    return [];
  }
  const rules = new Set(context.diagnostics.map(ruleOf).filter((rule) => rule !== undefined));
  return [...rules].map((rule) => {
    const action = new vscode.CodeAction(`Explain \`${rule}\``, vscode.CodeActionKind.QuickFix);
    action.command = { command: 'dflint.explain', title: action.title, arguments: [rule] };
    return action;
  });
}

/** Rules with findings in the Dockerfile that is to be seen come first. */
async function pickRule(server: Server): Promise<string | undefined> {
  const rules = (await server.ask<Rule[]>('dflint.rules')) ?? [];
  const document = vscode.window.activeTextEditor?.document;
  const here = new Set(document ? vscode.languages.getDiagnostics(document.uri).map(ruleOf) : []);
  const item = (rule: Rule): vscode.QuickPickItem => ({ label: rule.name, description: rule.level, detail: rule.summary });
  const separator = (label: string): vscode.QuickPickItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const found = rules.filter((rule) => here.has(rule.name)).map(item);
  const others = rules.filter((rule) => !here.has(rule.name)).map(item);
  const items = found.length > 0 ? [separator('found in this file'), ...found, separator('all others'), ...others] : others;
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'A rule of dflint', matchOnDetail: true });
  return picked?.label;
}

function ruleOf(diagnostic: vscode.Diagnostic): string | undefined {
  if (diagnostic.source !== 'dflint') {
    return undefined;
  }
  const code = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
  return typeof code === 'string' ? code : undefined;
}
