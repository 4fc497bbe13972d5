import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { CLIENT_SETTINGS, SERVER_SETTINGS, serverSection } from '../../src/settings';
import { manifest } from '../../scripts/manifest.mjs';
import { LspServer, program } from './lsp';

const root = '../..';
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const properties = json('package.json').contributes.configuration.properties as Record<string, { default?: unknown; type?: string }>;
const schema = json(`${root}/docs/dflint.schema.json`).properties as Record<string, { type?: string; properties?: object }>;
/** They are facts of a project, or about a command line: only dflint.toml says them. */
const NOT_IN_EDITORS = ['context', 'images', 'force-exclude'];
const camelCase = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

test('package.json has the settings that the extension reads, and no others', () => {
  const names = [...SERVER_SETTINGS, ...CLIENT_SETTINGS].map((name) => `dflint.${name}`);
  assert.deepEqual(Object.keys(properties).sort(), names.sort());
});

test('what dflint.toml knows can be set here too, with the same types', () => {
  for (const [name, { type }] of Object.entries(schema)) {
    const here = properties[`dflint.${camelCase(name)}`];
    if (NOT_IN_EDITORS.includes(name)) {
      assert.equal(here, undefined, name);
    } else {
      assert.equal(here?.type, type, name);
    }
  }
});

test('each setting says what it does and has a default', () => {
  for (const [name, property] of Object.entries(properties)) {
    const { description, markdownDescription } = property as Record<string, string>;
    assert.match(description ?? markdownDescription ?? '', /^[A-Z].*\.$/, name);
    assert.notEqual(property.default, undefined, name);
  }
});

test('no workspace can name the program', () => {
  assert.equal((properties['dflint.path'] as { scope: string }).scope, 'machine');
  assert.deepEqual(json('package.json').capabilities.untrustedWorkspaces.restrictedConfigurations, ['dflint.path']);
});

test('what is packed completes the names of all rules', () => {
  const rules = manifest(root, readFileSync('package.json', 'utf8')).contributes.configuration.properties['dflint.rules'];
  assert.deepEqual(Object.keys(rules.properties), Object.keys(schema['rules']?.properties ?? {}));
  assert.match(rules.properties['latest-tag'].markdownDescription, /`latest`/);
  for (const [name, rule] of Object.entries(rules.properties as Record<string, { markdownDescription?: string }>)) {
    assert.ok(rule.markdownDescription, name);
  }
});

/** As the editor has it: every setting has its default, and some have values of the user's. */
function configuration(values: Record<string, unknown>) {
  return {
    get: (name: string) => values[name] ?? properties[`dflint.${name}`]?.default,
    inspect: (name: string) => ({ key: name, defaultValue: properties[`dflint.${name}`]?.default, globalValue: undefined, workspaceValue: values[name] }),
  };
}

test('the server gets what was set, in objects', () => {
  assert.deepEqual(serverSection(configuration({})), {});
  const section = serverSection(configuration({ 'inlayHints.values': true, 'inlayHints.bases': false, targets: ['app'], path: '/x' }));
  assert.deepEqual(section, { inlayHints: { values: true, bases: false }, targets: ['app'] });
  assert.deepEqual(serverSection(configuration({ select: [], platform: '', config: '', ignore: [] })), { ignore: [] });
});

test('the server reads every setting, with its default too', { skip: !program }, async (t) => {
  const all = Object.fromEntries(SERVER_SETTINGS.map((name) => [name, properties[`dflint.${name}`]?.default]));
  const filled = { ...all, rules: { 'latest-tag': 'error' }, buildArgs: { A: '1' }, platform: 'linux/arm64', config: '' };
  for (const values of [filled, { ...filled, platform: '' }]) {
    const server = await LspServer.start(serverSection(configuration(values)));
    t.after(() => server.end());
    // It would have spoken before it answers.
    await server.request('workspace/executeCommand', { command: 'dflint.rules', arguments: [] });
    assert.deepEqual(server.shown, [], JSON.stringify(values));
  }
  const server = await LspServer.start({ ...serverSection(configuration(filled)), path: '/x' });
  t.after(() => server.end());
  await server.request('workspace/executeCommand', { command: 'dflint.rules', arguments: [] });
  assert.equal(server.shown.length, 1, 'a setting that there is not is said');
});
