// Packs the extension:
//
//   npm run package                                               universal: looks for dflint on PATH or at `dflint.path`
//   npm run package -- --target linux-x64 --binary PATH           for a platform, with the binary inside
//   … --out FILE                                                  instead of dflint-TARGET.vsix
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';

import { manifest } from './manifest.mjs';

const TARGETS = ['win32-x64', 'win32-arm64', 'linux-x64', 'linux-arm64', 'linux-armhf', 'alpine-x64', 'alpine-arm64', 'darwin-x64', 'darwin-arm64'];

const { values } = parseArgs({ options: { target: { type: 'string' }, binary: { type: 'string' }, out: { type: 'string' } } });
if (Boolean(values.target) !== Boolean(values.binary)) {
  fail('--target and --binary belong together.');
}
if (values.target && !TARGETS.includes(values.target)) {
  fail(`There is no target ${values.target}; there are ${TARGETS.join(', ')}.`);
}
const binary = values.binary && resolve(values.binary);
const out = resolve(values.out ?? `dflint-${values.target ?? 'universal'}.vsix`);

// Paths of the command line count from where it is called; everything else is beside this file.
const here = dirname(dirname(fileURLToPath(import.meta.url)));
const root = join(here, '..', '..');
process.chdir(here);
await import('./build.mjs');

const stage = join(here, 'dist', `stage-${values.target ?? 'universal'}`);
rmSync(stage, { recursive: true, force: true });
mkdirSync(join(stage, 'dist'), { recursive: true });
const files = ['dist/extension.js', 'dist/THIRD-PARTY.txt', 'language-configuration.json', 'media', 'syntaxes', 'snippets', 'images', 'walkthrough', 'README.md'];
for (const file of files) {
  cpSync(file, join(stage, file), { recursive: true });
}
for (const file of ['LICENSE-MIT', 'LICENSE-APACHE']) {
  cpSync(join(root, file), join(stage, file));
}
writeFileSync(join(stage, 'LICENSE.txt'), 'MIT or Apache-2.0, as you like: LICENSE-MIT, LICENSE-APACHE. Code of others: dist/THIRD-PARTY.txt.\n');
writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest(root, readFileSync('package.json', 'utf8')), null, 2)}\n`);
// Everything in this folder is packed.
writeFileSync(join(stage, '.vscodeignore'), '');
if (binary) {
  const inside = join(stage, 'server', values.target.startsWith('win32') ? 'dflint.exe' : 'dflint');
  cpSync(binary, inside);
  chmodSync(inside, 0o755);
}

mkdirSync(dirname(out), { recursive: true });
const repository = 'https://github.com/dflint/dflint';
await createVSIX({
  cwd: stage,
  packagePath: out,
  target: values.target,
  dependencies: false,
  baseContentUrl: `${repository}/blob/HEAD/editors/vscode`,
  baseImagesUrl: `${repository}/raw/HEAD/editors/vscode`,
});
console.log(`${out}: ${statSync(out).size} bytes`);

function fail(sentence) {
  console.error(sentence);
  process.exit(2);
}
