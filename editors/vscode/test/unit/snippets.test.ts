import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { program } from './lsp';

interface Snippet {
  prefix: string[];
  description: string;
  body: string[];
}

const snippets = JSON.parse(readFileSync('snippets/dockerfile.json', 'utf8')) as Record<string, Snippet>;

/** What stands there if the user accepts everything as it is. */
function expand({ body }: Snippet): string {
  let text = body.join('\n');
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/\$\{\d+:((?:[^{}$\\]|\\.)*)\}/g, '$1').replace(/(?<!\\)\$\d+/g, '');
  }
  return text.replace(/\\([$}\\])/g, '$1');
}

test('prefixes are there once, and each snippet says what it is', () => {
  const prefixes = Object.values(snippets).flatMap(({ prefix }) => prefix);
  assert.equal(new Set(prefixes).size, prefixes.length);
  for (const [name, { description }] of Object.entries(snippets)) {
    assert.ok(description.length > 10, name);
  }
});

test('dflint finds nothing in them', { skip: !program }, () => {
  for (const [name, snippet] of Object.entries(snippets)) {
    if (name.startsWith('Ignore')) {
      continue;
    }
    let text = `${expand(snippet)}\n`;
    if (!/^(# syntax.*\n)?FROM/.test(text)) {
      text = `FROM alpine:3.22 AS build\n\nFROM alpine:3.22\n${text}COPY --from=build /a /a\nUSER nobody\n`;
    }
    const run = spawnSync(program ?? '', ['check', '-', '--no-config', '--fail-on', 'info'], { input: text, encoding: 'utf8', cwd: '/' });
    assert.equal(run.status, 0, `${name}\n${text}\n${run.stdout}${run.stderr}`);
  }
});
