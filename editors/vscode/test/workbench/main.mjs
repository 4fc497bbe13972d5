// The packed extension in a real workbench: what a user sees and does. Screenshots stay for whoever wants to look.
//
//   node test/workbench/main.mjs CODE_SERVER_FOLDER FOLDER_WITH_VSIX      DFLINT is the program
//
// With ONLY=REGEX only tests of such names run; most need the first one, “letter for letter”.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { aroundDockerfiles } from './builds.mjs';
import { Profile, RETRY, Workbench, launchBrowser, until } from './harness.mjs';

const [codeServer, packages] = process.argv.slice(2);
const screenshots = join(packages, 'screenshots');
rmSync(screenshots, { recursive: true, force: true });
mkdirSync(screenshots, { recursive: true });

let passed = 0;
let failed = 0;
let bench;

async function test(name, run) {
  if (process.env.ONLY && !new RegExp(process.env.ONLY).test(name)) {
    return;
  }
  const begin = Date.now();
  try {
    await run();
    passed += 1;
    console.log(`ok    ${name} (${Date.now() - begin} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n${error.stack ?? error}`);
    await bench?.screenshot(`failed-${failed}`).catch(() => {});
    // What is open would be in the way of the next one.
    for (let times = 0; times < 3; times += 1) {
      await bench?.press('Escape').catch(() => {});
    }
  }
}

const browser = await launchBrowser();

await inATrustedWorkspace();
await inFilesAroundDockerfiles();
await inAnUntrustedWorkspace();
await theUniversalPackage();

await browser.close();
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

async function inATrustedWorkspace() {
  const profile = new Profile(codeServer, join(packages, 'profile-trusted'));
  const file = join(profile.workspace, 'Dockerfile');
  const saved = () => readFileSync(file, 'utf8');
  const byProgram = (path) => {
    const run = spawnSync(process.env.DFLINT, ['check', path, '--format', 'json'], { encoding: 'utf8', cwd: profile.workspace });
    return JSON.parse(run.stdout).findings ?? [];
  };
  profile.install(join(packages, 'dflint-linux-x64.vsix'));
  const url = await profile.start({}, '--disable-workspace-trust');
  bench = await Workbench.open(browser, url, profile.workspace, screenshots);
  const { page } = bench;

  await test('the findings of dflint check are in the Problems panel, letter for letter', async () => {
    await bench.openFile('Dockerfile');
    await page.locator('.squiggly-warning').first().waitFor();
    await bench.press('Control+Shift+M');
    await bench.problem('MAINTAINER is deprecated');
    // The editor shows a stage that may be built by its name as a hint: it fades it, and the panel has no hints.
    const findings = byProgram('Dockerfile').filter(({ rule }) => rule !== 'unreachable-stage');
    assert.ok(findings.length >= 3, JSON.stringify(findings));
    for (const { message } of findings) {
      await bench.problem(message);
    }
    await bench.lens('3 references');
    await page.locator('.statusbar-item[id*="dflint.target"]').waitFor();
    await bench.screenshot('problems');
  });

  await test('findings in a Dockerfile that is not open, and again when it changes on disk', async () => {
    await bench.problem('`alpine:latest` changes whenever');
    writeFileSync(join(profile.workspace, 'tools/Dockerfile'), 'FROM alpine:3.22\nUSER nobody\n');
    await bench.noProblem('`alpine:latest` changes whenever');
    writeFileSync(join(profile.workspace, 'tools/Dockerfile'), 'FROM alpine:latest\nUSER nobody\n');
    await bench.problem('`alpine:latest` changes whenever');
  });

  await test('how long the activation takes', async () => {
    // The list shows what there is room for.
    await page.setViewportSize({ width: 1200, height: 2400 });
    await bench.command('Developer: Show Running Extensions');
    const row = page.locator('.monaco-list-row', { hasText: 'dflint' }).filter({ hasText: 'Activation' }).first();
    const text = await until('there is a time', async () => /Activation: [^\n]*?(\d+)ms/.exec(await row.innerText()));
    console.log(`      ${text[0]}`);
    await bench.press('Escape');
    await row.waitFor({ state: 'hidden' });
    await page.setViewportSize({ width: 1200, height: 760 });
  });

  await test('completion of --from= offers the stages', async () => {
    await bench.editor.click();
    await bench.press('Control+End');
    await bench.type('COPY --from=');
    const row = (name) => page.locator('.suggest-widget.visible .monaco-list-row', { hasText: name }).first();
    await row('web').waitFor();
    await row('build-env').waitFor();
    await bench.screenshot('completion');
    await bench.type('we');
    await row('web').waitFor();
    await bench.press('Tab');
    await until('the name is there', async () => (await bench.text()).includes('COPY --from=web'));
    await bench.command('Revert File');
    await until('it is gone', async () => !(await bench.text()).includes('COPY --from=web\n'));
  });

  await test('continued lines are indented as they are typed', async () => {
    const before = saved();
    await bench.editor.click();
    await bench.press('Control+End');
    let number = before.split('\n').length;
    for (const [line, column] of [['RUN apk add \\', 5], ['curl \\', 5], ['git', 1], ['USER nobody', 1]]) {
      await bench.type(line);
      await bench.press('Enter');
      number += 1;
      // Indented by the editor's rules or by the server's formatting, whichever is first.
      await bench.isAt(number, column);
    }
    await bench.save();
    const typed = saved().slice(before.length);
    writeFileSync(file, before);
    await until('the file is as before', async () => !(await bench.text()).includes('curl'));
    assert.equal(typed, 'RUN apk add \\\n    curl \\\n    git\nUSER nobody\n');
  });

  await test('hovering over a stage tells what it is', async () => {
    await bench.goto(25, 15);
    await bench.command('Show or Focus Hover');
    const hover = page.locator('.monaco-hover:not(.hidden)', { hasText: 'takes files from it' }).first();
    await hover.waitFor();
    const text = (await hover.innerText()).replace(/\s+/g, ' ');
    assert.match(text, /build-env.*golang:1\.25/);
    assert.match(text, /WORKDIR \/src/);
    await bench.screenshot('hover');
    await bench.press('Escape');
  });

  await test('a stage is renamed with all its references', async () => {
    await bench.goto(25, 15);
    await bench.press('F2');
    const input = page.locator('.rename-input:visible').first();
    await input.waitFor();
    await input.fill('builder');
    await bench.screenshot('rename');
    await bench.press('Enter');
    await until('no old name is left', async () => (await bench.text()).includes('--from=builder') && !(await bench.text()).includes('build-env'));
    await bench.save();
    const text = saved();
    assert.equal(text.match(/\bbuilder\b/g)?.length, 4, text);
    assert.doesNotMatch(text, /build-env/);
  });

  await test('a quick fix is applied', async () => {
    await bench.goto(28, 5);
    await bench.press('Control+.');
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'Write it with an equals sign' }).first();
    await fix.waitFor();
    await page.locator('.action-widget .monaco-list-row', { hasText: 'Explain `legacy-key-value`' }).waitFor();
    await bench.screenshot('fix');
    await fix.click();
    await until('it is applied', async () => (await bench.text()).includes('ENV ADDRESS=0.0.0.0'));
    await bench.noProblem('The form `ENV name value` is deprecated');
    await bench.press('Control+z');
    await bench.problem('The form `ENV name value` is deprecated');
  });

  await test('all safe fixes at once, by the command', async () => {
    // What the test before has undone is in the text again, and the server has said so.
    const isApplied = async () => (await bench.text()).includes('ENV ADDRESS=0.0.0.0');
    await until('the text is as before', async () => !(await isApplied()));
    await bench.problem('The form `ENV name value` is deprecated');
    // An editor that asks before the server has looked at the newest version gets no fix, and it does not ask again.
    await until('it is applied', async () => {
      await bench.editor.click();
      await bench.command('dflint: Fix All');
      return until('it is applied this time', isApplied, RETRY).catch(() => false);
    });
    await bench.save();
  });

  await test('the stage graph, whose nodes and edges lead to their lines', async () => {
    // Room for both.
    await bench.press('Control+b');
    await bench.command('dflint: Show Stage Graph');
    const graph = await bench.frameWith('svg .node[data-line]');
    assert.deepEqual((await graph.locator('.node[data-line] text').allTextContents()).sort(), ['app', 'builder', 'test', 'web']);
    await graph.locator('.node', { hasText: 'web' }).click();
    await bench.isAt(15, 1);
    await until('the stage of the cursor is marked', async () => (await graph.locator('.node.current').textContent()).trim() === 'web');
    await graph.locator('.edge.mount[data-line]').focus();
    await graph.locator('.edge.mount[data-line]').press('Enter');
    await bench.isAt(27, 1);
    await bench.screenshot('graph');
  });

  await test('the graph follows the text', async () => {
    const graph = await bench.frameWith('svg .node[data-line]');
    await bench.goto(26, 14);
    await bench.press('F2');
    await page.locator('.rename-input:visible').first().fill('pages');
    await bench.press('Enter');
    await graph.locator('.node', { hasText: 'pages' }).waitFor();
    await bench.press('Control+z');
    await graph.locator('.node', { hasText: 'web' }).waitFor();
  });

  await test('the graph can be copied', async () => {
    const graph = await bench.frameWith('svg .node[data-line]');
    await graph.locator('#mermaid').click();
    await until('it is in the clipboard', async () => (await page.evaluate(() => navigator.clipboard.readText())).startsWith('flowchart LR'));
  });

  await test('the target is in the status bar, and can be chosen there', async () => {
    const item = page.locator('.statusbar-item[id*="dflint.target"]');
    await until('the default target', async () => (await item.innerText()).trim() === 'app');
    await item.click();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'test' }).waitFor();
    await bench.screenshot('target');
    await bench.pick('test');
    await until('the chosen target', async () => (await item.innerText()).trim() === 'test');
    const lens = (text) => bench.lens(text);
    await lens('not built by any target');
    const graph = await bench.frameWith('svg .node[data-line]');
    await until('the graph is that of the target', async () => (await graph.locator('#title').innerText()).includes('target test'));
    await bench.command('dflint: Restart Server');
    await lens('not built by any target');
    // A server that dies is started again, and hears of the choice. Behind DFLINT_FULL=1: on a busy machine the client was once seen
    // not to start it again in time.
    if (process.env.DFLINT_FULL) {
      const servers = () => spawnSync('pgrep', ['-f', `^${join(profile.folder, 'extensions')}/.*/server/dflint`], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
      const [before] = servers();
      process.kill(Number(before), 'SIGKILL');
      await until('there is another server', async () => servers().some((pid) => pid !== before));
      await bench.editor.click();
      await lens('not built by any target');
      await until('the chosen target', async () => (await item.innerText()).trim() === 'test');
    }
    await item.click();
    await bench.pick('As configured');
    await until('the default target', async () => (await item.innerText()).trim() === 'app');
    await lens('the default target');
  });

  await test('settings of the workspace count, but not where the program is', async () => {
    const { evil, ran } = bringAProgram(profile);
    const settings = { 'dflint.ignore': ['deprecated-maintainer'], 'dflint.targets': ['test', 'app'], 'dflint.path': evil };
    profile.writeSettings(settings);
    await bench.noProblem('MAINTAINER is deprecated');
    await bench.command('dflint: Restart Server');
    await bench.noProblem('MAINTAINER is deprecated');
    await until('the targets', async () => (await page.locator('.statusbar-item[id*="dflint.target"]').innerText()).trim() === 'test, app');
    assert.ok(!existsSync(ran), 'the program of the workspace was run');
    profile.writeSettings({});
    await bench.problem('MAINTAINER is deprecated');
  });

  await test('findings in Dockerfiles that are not open can be switched off', async () => {
    profile.writeSettings({ 'dflint.workspaceDiagnostics': false });
    await bench.noProblem('`alpine:latest` changes whenever');
    await bench.problem('MAINTAINER is deprecated');
    profile.writeSettings({});
    await bench.problem('`alpine:latest` changes whenever');
  });

  await test('dflint.toml counts more than settings, as soon as it is there', async () => {
    writeFileSync(join(profile.workspace, 'dflint.toml'), 'ignore = ["MaintainerDeprecated"]\n');
    await bench.noProblem('MAINTAINER is deprecated');
    rmSync(join(profile.workspace, 'dflint.toml'));
    await bench.problem('MAINTAINER is deprecated');
  });

  await test('the references of a code lens', async () => {
    await bench.editor.click();
    await bench.goto(1, 1);
    const lens = page.locator('.codelens-decoration a', { hasText: '3 references' }).first();
    // A lens that is renewed at this moment does not hear it.
    await until('the references open', async () => {
      await lens.click();
      return page.locator('.reference-zone-widget').first().waitFor({ timeout: RETRY }).then(() => true, () => false);
    });
    await until('all three are listed', async () => (await page.locator('.reference-zone-widget .ref-tree .monaco-list-row').count()) >= 3);
    await bench.screenshot('references');
    await bench.press('Escape');
  });

  await test('a rule explains itself', async () => {
    await bench.command('dflint: Explain Rule');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'deprecated-maintainer' }).first().waitFor();
    await bench.pick('deprecated-maintainer');
    const preview = await bench.frameWith('h1:has-text("deprecated-maintainer")');
    assert.match(await preview.locator('body').innerText(), /org\.opencontainers\.image\.authors/);
    await bench.screenshot('explain');
    await bench.press('Control+w');
  });

  await page.context().close();
  profile.stop();
}

async function inFilesAroundDockerfiles() {
  const profile = new Profile(codeServer, join(packages, 'profile-builds'), 'builds');
  profile.install(join(packages, 'dflint-linux-x64.vsix'));
  const url = await profile.start({}, '--disable-workspace-trust');
  bench = await Workbench.open(browser, url, profile.workspace, screenshots);
  await aroundDockerfiles(test, bench, profile);
  await bench.page.context().close();
  profile.stop();
}

/** A program in the folder, and the file it leaves if it is run. */
function bringAProgram(profile) {
  const ran = join(profile.folder, 'ran');
  const evil = join(profile.workspace, 'dflint');
  writeFileSync(evil, `#!/bin/sh\ntouch ${ran}\n`);
  chmodSync(evil, 0o755);
  return { evil, ran };
}

async function inAnUntrustedWorkspace() {
  const profile = new Profile(codeServer, join(packages, 'profile-untrusted'));
  const { evil, ran } = bringAProgram(profile);
  profile.writeSettings({ 'dflint.path': evil, 'dflint.ignore': ['shell-form-command'] });
  profile.install(join(packages, 'dflint-linux-x64.vsix'));
  const url = await profile.start({});
  bench = await Workbench.open(browser, url, profile.workspace, screenshots);

  await test('in restricted mode there are findings, and the folder chooses no program', async () => {
    await until('restricted mode', async () => (await bench.statusBar()).includes('Restricted Mode'));
    await bench.openFile('Dockerfile');
    await bench.press('Control+Shift+M');
    await bench.problem('MAINTAINER is deprecated');
    // Settings that choose nothing to run do count.
    await bench.noProblem('CMD in shell form');
    await bench.screenshot('restricted');
    await bench.command('dflint: Restart Server');
    await bench.problem('MAINTAINER is deprecated');
    assert.ok(!existsSync(ran), 'the program of the workspace was run');
  });

  await bench.page.context().close();
  profile.stop();
}

async function theUniversalPackage() {
  const profile = new Profile(codeServer, join(packages, 'profile-universal'));
  profile.install(join(packages, 'dflint-universal.vsix'));
  // The editor takes PATH from the user's login shell.
  const path = join(profile.folder, 'bin');
  writeFileSync(join(profile.folder, '.profile'), `PATH=$PATH:${path}\n`);
  const url = await profile.start({ HOME: profile.folder, SHELL: '/bin/sh' }, '--disable-workspace-trust');
  bench = await Workbench.open(browser, url, profile.workspace, screenshots);
  const { page } = bench;

  await test('without a program the extension says so, and finds it once it is on PATH', async () => {
    await bench.openFile('Dockerfile');
    const message = page.locator('.notification-toast', { hasText: 'there is none on PATH' });
    await message.waitFor();
    await bench.screenshot('missing');
    mkdirSync(path);
    writeFileSync(join(path, 'dflint'), `#!/bin/sh\nexec ${process.env.DFLINT} "$@"\n`);
    chmodSync(join(path, 'dflint'), 0o755);
    await bench.command('dflint: Restart Server');
    await bench.press('Control+Shift+M');
    await bench.problem('MAINTAINER is deprecated');
  });

  await test('the walkthrough opens', async () => {
    await bench.command('Welcome: Open Walkthrough');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Dockerfiles with dflint' }).first().waitFor();
    await bench.pick('Dockerfiles with dflint');
    await page.locator('.getting-started-step', { hasText: 'See the stages' }).first().waitFor();
    await bench.screenshot('walkthrough');
  });

  await page.context().close();
  profile.stop();
}
