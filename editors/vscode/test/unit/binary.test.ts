import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';

import { findServer, type Outcome } from '../../src/binary';

const around = { configured: '', extensionFolder: '/ext', searchPath: ['/bin', '/usr/bin'].join(delimiter), platform: 'linux' };

function find(changes: object, ...programs: string[]): Outcome {
  return findServer({ ...around, ...changes }, (file) => programs.includes(file));
}

test('the setting counts most, then the binary inside, then PATH in its order', () => {
  const all = ['/x/dflint', '/ext/server/dflint', '/bin/dflint', '/usr/bin/dflint'];
  assert.deepEqual(find({ configured: '/x/dflint' }, ...all), { command: '/x/dflint', origin: 'setting' });
  assert.deepEqual(find({}, ...all), { command: '/ext/server/dflint', origin: 'bundled' });
  assert.deepEqual(find({}, '/bin/dflint', '/usr/bin/dflint'), { command: '/bin/dflint', origin: 'PATH' });
});

test('a setting that names no program is said, and nothing else is run instead', () => {
  for (const configured of ['/x/dflint', 'dflint', './dflint', 'bin/dflint']) {
    const outcome = find({ configured }, '/bin/dflint');
    assert.ok('problem' in outcome && outcome.problem.includes(configured), JSON.stringify(outcome));
  }
});

test('the home folder may be short', () => {
  const command = join(homedir(), 'bin/dflint');
  assert.deepEqual(find({ configured: '~/bin/dflint' }, command), { command, origin: 'setting' });
});

test('nothing is looked for relative to the folder that is open', () => {
  for (const folder of ['', '.', 'bin', './bin', '..']) {
    assert.ok('problem' in find({ searchPath: folder }, 'dflint', 'bin/dflint', './bin/dflint', '../dflint'), folder);
  }
});

test('on Windows it is called dflint.exe', () => {
  assert.deepEqual(find({ platform: 'win32' }, '/ext/server/dflint.exe'), { command: '/ext/server/dflint.exe', origin: 'bundled' });
});

test('folders and files that cannot be run are no programs', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'dflint-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'a', 'dflint'), { recursive: true });
  mkdirSync(join(folder, 'b'));
  writeFileSync(join(folder, 'b', 'dflint'), '');
  mkdirSync(join(folder, 'c'));
  const program = join(folder, 'c', 'dflint');
  writeFileSync(program, '');
  chmodSync(program, 0o755);
  const searchPath = ['a', 'b', 'c'].map((name) => join(folder, name)).join(delimiter);
  assert.deepEqual(findServer({ ...around, extensionFolder: folder, searchPath }), { command: program, origin: 'PATH' });
});
