// Runs the unit tests with Node's own runner. DFLINT is the path of the program; tests that need it are skipped without.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const out = 'dist/unit';
rmSync(out, { recursive: true, force: true });
const tests = readdirSync('test/unit').filter((file) => file.endsWith('.test.ts'));
await build({
  entryPoints: tests.map((file) => `test/unit/${file}`),
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
});
if (!process.env.DFLINT) {
  console.log('SKIPPED the tests with the real server: DFLINT names no program');
}
const files = tests.map((file) => `${out}/${file.replace(/\.ts$/, '.mjs')}`);
process.exit(spawnSync(process.execPath, ['--test', '--test-reporter=spec', ...files], { stdio: 'inherit' }).status ?? 1);
