// A real VS Code workbench, code-server, with the packed extension in it, and a real browser that a user's hands move.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));

/** Nothing here is about time: this is only so that what hangs ends. */
export const PATIENCE = Number(process.env.PATIENCE ?? 300_000);

/** What an editor may have missed is done again after that long, for as long as there is patience. */
export const RETRY = 10_000;

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
  // Tab takes a suggestion, and nothing else does: on a slow machine one may come after whatever was to close it.
  'editor.acceptSuggestionOnEnter': 'off',
  'editor.acceptSuggestionOnCommitCharacter': false,
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
  'git.enabled': false,
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
};

/** A profile of its own, with the extension, and a copy of the workspace. */
export class Profile {
  constructor(codeServer, folder, workspace = 'workspace') {
    this.codeServer = join(codeServer, 'code-server');
    this.folder = folder;
    this.workspace = join(folder, 'workspace');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'data/User'), { recursive: true });
    writeFileSync(join(folder, 'data/User/settings.json'), JSON.stringify(SETTINGS));
    cpSync(join(here, workspace), this.workspace, { recursive: true });
    // A repository of its own, and no part of the one around it.
    mkdirSync(join(this.workspace, '.git'));
    this.arguments = [
      ...['--config', '/dev/null', '--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
      ...['--user-data-dir', join(folder, 'data'), '--extensions-dir', join(folder, 'extensions')],
    ];
  }

  /** The settings of the workspace. The file stays once it is there: the editor may miss that a folder is gone and there again. */
  writeSettings(settings) {
    mkdirSync(join(this.workspace, '.vscode'), { recursive: true });
    writeFileSync(join(this.workspace, '.vscode/settings.json'), JSON.stringify(settings));
  }

  install(vsix) {
    const run = spawnSync(this.codeServer, [...this.arguments, '--install-extension', vsix], { encoding: 'utf8', timeout: PATIENCE });
    if (run.status !== 0) {
      throw new Error(`The extension is not installed: ${run.stdout}${run.stderr}`);
    }
  }

  /** Starts the server. It and its children are one process group, which `stop` ends: they survive a signal to the first one alone. */
  async start(environment, ...more) {
    const port = await freePort();
    const log = openSync(join(this.folder, 'server.log'), 'a');
    const child = spawn(this.codeServer, [...this.arguments, ...more, '--bind-addr', `127.0.0.1:${port}`], {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...environment },
    });
    this.stop = () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended itself.
      }
      this.stop = () => {};
    };
    process.on('exit', () => this.stop());
    const url = `http://127.0.0.1:${port}`;
    await until('code-server answers', () => fetch(`${url}/healthz`).then(({ ok }) => ok, () => false));
    return url;
  }

  stop() {}
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export async function until(what, isSo, patience = PATIENCE) {
  const begin = Date.now();
  for (;;) {
    const answer = await isSo();
    if (answer) {
      return answer;
    }
    if (Date.now() - begin > patience) {
      throw new Error(`It did not happen: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export function launchBrowser() {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** What a user does in the workbench, and sees there. */
export class Workbench {
  static async open(browser, url, folder, screenshots) {
    const context = await browser.newContext({ viewport: { width: 1200, height: 760 }, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`, { waitUntil: 'domcontentloaded' });
    await page.waitForSelector('.explorer-folders-view .monaco-list-row');
    return new Workbench(page, screenshots);
  }

  constructor(page, screenshots) {
    this.page = page;
    this.screenshots = screenshots;
    this.editor = page.locator('.editor-instance .view-lines').first();
    this.problems = page.locator('.markers-panel .monaco-list-row');
  }

  async screenshot(name) {
    // What has just opened is still fading in.
    await this.page.waitForTimeout(400);
    await this.page.screenshot({ path: join(this.screenshots, `${name}.png`) });
  }

  press(keys) {
    return this.page.keyboard.press(keys);
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  async openFile(name) {
    await this.press('Control+p');
    await this.page.locator('.quick-input-widget input').first().fill(name);
    const last = name.split('/').pop();
    // Before it has looked for the name, the list has files that were open lately.
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: last }).first().waitFor();
    await this.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.page.locator('.tab.active', { hasText: last }).first().waitFor();
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** By the command palette. */
  async command(title) {
    await this.press('F1');
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
    await this.press('Enter');
  }

  /** A line and a column, counted from 1. */
  goto(line, column) {
    // An editor that is just reading its file again does not hear it.
    return until(`the cursor goes to ${line}:${column}`, async () => {
      await this.press('Control+g');
      await this.page.locator('.quick-input-widget input').first().fill(`:${line}:${column}`);
      await this.press('Enter');
      return this.isAt(line, column, RETRY).then(() => true, () => false);
    });
  }

  isAt(line, column, patience = PATIENCE) {
    const place = new RegExp(`Ln ${line}, Col ${column}\\b`);
    return until(`the cursor is at ${line}:${column}`, async () => place.test(await this.statusBar()), patience);
  }

  async statusBar() {
    return (await this.page.locator('.statusbar').innerText()).replace(/\s+/g, ' ');
  }

  /** The lines that are on the screen, as the editor shows them. */
  async text() {
    return (await this.editor.innerText()).replace(/\u00a0/g, ' ');
  }

  async pick(text) {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
  }

  /** A lens with this text. An editor without the focus may show none. */
  lens(text) {
    return until(`a lens says “${text}”`, async () => {
      await this.editor.click();
      const lens = this.page.locator('.codelens-decoration', { hasText: text }).first();
      return lens.waitFor({ timeout: RETRY }).then(() => true, () => false);
    });
  }

  /** The rows of the Problems panel. */
  async problemRows() {
    return (await this.problems.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  }

  problem(text) {
    return until(`the Problems panel has “${text}”`, async () => (await this.problemRows()).some((row) => row.includes(text)));
  }

  noProblem(text) {
    return until(`the Problems panel no longer has “${text}”`, async () => {
      const rows = await this.problemRows();
      return rows.length > 0 && !rows.some((row) => row.includes(text));
    });
  }

  /** Saves, and waits until the editor says that it has. */
  async save() {
    await this.press('Control+s');
    await this.page.locator('.tab.active:not(.dirty)').first().waitFor();
  }

  /** The page inside of a webview. */
  frameWith(selector) {
    return until(`there is a webview with ${selector}`, async () => {
      for (const frame of this.page.frames()) {
        if (await frame.locator(selector).count().catch(() => 0)) {
          return frame;
        }
      }
      return undefined;
    });
  }
}
