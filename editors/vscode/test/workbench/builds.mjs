// Compose files, Bake files and workflows, beside the Dockerfile that they build.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { RETRY, until } from './harness.mjs';

const FILES = ['api/Dockerfile', 'compose.yaml', 'docker-bake.hcl', '.github/workflows/ci.yml'];
const TYPO = '`api/Dockerfile` has no stage `dve`';

export async function aroundDockerfiles(test, bench, profile) {
  const { page } = bench;
  const saved = () => Object.fromEntries(FILES.map((path) => [path, readFileSync(join(profile.workspace, path), 'utf8')]));
  const before = saved();
  const row = (name) => page.locator('.suggest-widget.visible .monaco-list-row', { hasText: name }).first();

  /** The files are changed one after the other. */
  const saveAll = (expected) =>
    until('all files are as expected', async () => {
      await bench.command('File: Save All');
      return isDeepStrictEqual(saved(), expected);
    }).catch(() => assert.deepEqual(saved(), expected));

  await test('completion of a target in a Compose file offers the stages; no Dockerfile is open', async () => {
    await bench.openFile('compose.yaml');
    await bench.press('Control+Shift+M');
    await bench.goto(5, 18);
    // The word in front of the cursor.
    await bench.press('Control+Backspace');
    await bench.isAt(5, 15);
    // The first list may come before the server has started.
    await until('the stages are offered', async () => {
      await bench.press('Escape');
      await bench.press('Control+Space');
      return row('FROM build, line 6').waitFor({ timeout: RETRY }).then(() => true, () => false);
    });
    await row('release').waitFor();
    await bench.screenshot('compose-completion');
    await bench.type('bui');
    await row('build').waitFor();
    await bench.press('Tab');
    await until('the stage is there', async () => (await bench.text()).includes('target: build'));
  });

  await test('a mistyped target is in the Problems panel before the file is saved', async () => {
    await bench.goto(5, 20);
    await bench.press('Control+Backspace');
    await bench.type('dve');
    await bench.press('Escape');
    await bench.problem(TYPO);
    await page.locator('.tab.active.dirty', { hasText: 'compose.yaml' }).waitFor();
    assert.equal(saved()['compose.yaml'], before['compose.yaml']);
    assert.equal((await bench.problemRows()).filter((text) => text.includes(TYPO)).length, 1);
    await bench.screenshot('compose-problem');
  });

  await test('findings in such files can be switched off, and are there once after a restart', async () => {
    profile.writeSettings({ 'dflint.buildFiles': false });
    await until('there is none', async () => !(await bench.problemRows()).some((text) => text.includes(TYPO)));
    profile.writeSettings({});
    await bench.problem(TYPO);
    // What a new server says takes the place of what the old one said, and it is said once, though it is of the workspace and of a document.
    await bench.command('dflint: Restart Server');
    await bench.problem(TYPO);
    await until('it is said once', async () => (await bench.problemRows()).filter((text) => text.includes(TYPO)).length === 1);
    await bench.editor.click();
    await bench.command('Revert File');
    await until('there is none', async () => !(await bench.problemRows()).some((text) => text.includes(TYPO)));
    assert.match(await bench.text(), /target: dev/);
  });

  await test('dflint is no formatter of YAML', async () => {
    await bench.editor.click();
    await bench.command('Format Document');
    await page.locator('.notification-toast, .monaco-dialog-box', { hasText: 'There is no formatter for' }).first().waitFor();
    await bench.press('Escape');
    await bench.command('Notifications: Clear All Notifications');
  });

  await test('a target leads to its stage', async () => {
    await bench.openFile('compose.yaml');
    await bench.goto(5, 16);
    await bench.command('Show or Focus Hover');
    await page.locator('.monaco-hover:not(.hidden)', { hasText: 'In api/Dockerfile' }).first().waitFor();
    await bench.screenshot('compose-hover');
    await bench.press('Escape');
    await bench.press('F12');
    await page.locator('.tab.active', { hasText: 'Dockerfile' }).waitFor();
    await bench.isAt(6, 15);
    await bench.lens('built by bake:api, compose:web, workflow ci.yml');
    await bench.screenshot('compose-definition');
  });

  await test('a stage is renamed in all files, from the Compose file, and undone in all', async () => {
    // The Dockerfile has text that is not saved: what the rename finds is what the editor has.
    await bench.goto(1, 1);
    await bench.type('# Not saved.');
    await bench.press('Escape');
    await bench.press('Enter');
    await bench.openFile('compose.yaml');
    await bench.goto(5, 16);
    await bench.press('F2');
    const input = page.locator('.rename-input:visible').first();
    await input.waitFor();
    assert.equal(await input.inputValue(), 'dev');
    await input.fill('develop');
    await bench.screenshot('compose-rename');
    await bench.press('Enter');
    await until('the new name is in the Compose file', async () => (await bench.text()).includes('target: develop'));
    const renamed = (text) => text.replaceAll(/\bdev\b/g, 'develop');
    const expected = Object.fromEntries(Object.entries(before).map(([path, text]) => [path, renamed(text)]));
    expected['api/Dockerfile'] = `# Not saved.\n${expected['api/Dockerfile']}`;
    await saveAll(expected);
    await bench.screenshot('compose-renamed');
    await bench.editor.click();
    await bench.press('Control+z');
    await until('the old name is in the Compose file', async () => (await bench.text()).includes('target: dev\n'));
    const undone = { ...before, 'api/Dockerfile': `# Not saved.\n${before['api/Dockerfile']}` };
    await saveAll(undone);
  });
}
