// The target that a Dockerfile is looked at for: shown in the status bar, chosen there, kept in the workspace's state.

import * as vscode from 'vscode';

import type { Server } from './server';
import { describeTarget, offerTargets, type Targets } from './targets';

const STATE = 'dflint.targets';

export class TargetItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('dflint.target', vscode.StatusBarAlignment.Right, 100);
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly disposables: vscode.Disposable[] = [this.item, this.changed];
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly server: Server,
    private readonly state: vscode.Memento,
    /** The Dockerfile that the user looks at. */
    private readonly current: () => vscode.TextDocument | undefined,
  ) {
    this.item.name = 'Target of the Dockerfile';
    this.item.command = 'dflint.selectTarget';
    const soon = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.update(), 200);
    };
    this.disposables.push(
      server.onDidStart(() => void this.tellServer()),
      vscode.window.onDidChangeActiveTextEditor(() => void this.update()),
      server.onDidLook(soon),
      vscode.commands.registerCommand('dflint.selectTarget', () => this.select()),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** What was chosen before, by URI. */
  private get chosen(): Record<string, string> {
    return this.state.get<Record<string, string>>(STATE, {});
  }

  private async tellServer(): Promise<void> {
    for (const [uri, target] of Object.entries(this.chosen)) {
      await this.server.ask('dflint.setTarget', uri, target);
    }
    await this.update();
  }

  async update(): Promise<void> {
    const document = this.current();
    const targets = document && (await this.server.ask<Targets>('dflint.targets', document.uri.toString()));
    // Another editor may have the focus by now; its own update comes.
    if (document !== this.current()) {
      return;
    }
    if (!targets) {
      this.item.hide();
      return;
    }
    const { text, tooltip, isGone } = describeTarget(targets);
    this.item.text = `$(target) ${text}`;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: `Target ${text}. ${tooltip}` };
    this.item.backgroundColor = isGone ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.item.show();
  }

  private async select(): Promise<void> {
    const uri = this.current()?.uri.toString();
    const targets = uri && (await this.server.ask<Targets>('dflint.targets', uri));
    if (!uri || !targets) {
      void vscode.window.showInformationMessage('Open a Dockerfile with a stage to choose its target.');
      return;
    }
    const items = offerTargets(targets);
    const picked = await vscode.window.showQuickPick(items, { placeHolder: 'The target that is built of this Dockerfile' });
    if (!picked) {
      return;
    }
    const chosen = { ...this.chosen };
    if (picked.target === null) {
      delete chosen[uri];
    } else {
      chosen[uri] = picked.target;
    }
    await this.state.update(STATE, chosen);
    await this.server.ask('dflint.setTarget', uri, picked.target);
    this.server.findingsChanged();
    await this.update();
    this.changed.fire();
  }
}
