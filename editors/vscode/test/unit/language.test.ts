import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const configuration = JSON.parse(readFileSync('language-configuration.json', 'utf8'));

test('words: names of stages, versions and heredocs are one, flags and variables come without their signs', () => {
  const words = (text: string) => text.match(new RegExp(configuration.wordPattern, 'g'));
  assert.deepEqual(words('COPY --from=build-env /a.b /c'), ['COPY', 'from', 'build-env', 'a.b', 'c']);
  assert.deepEqual(words('FROM alpine:3.22.1 AS x_1'), ['FROM', 'alpine', '3.22.1', 'AS', 'x_1']);
  assert.deepEqual(words('RUN <<-"EOF" $HOME ${A:-b}'), ['RUN', 'EOF', 'HOME', 'A', 'b']);
});

/** What happens to the indentation behind a line. */
function enter(line: string, before = ''): string | undefined {
  const matches = (rule: unknown, text: string): boolean => {
    const { pattern, flags } = typeof rule === 'string' ? { pattern: rule, flags: '' } : (rule as { pattern: string; flags: string });
    return new RegExp(pattern, flags).test(text);
  };
  const rules = configuration.onEnterRules as { beforeText: unknown; previousLineText?: unknown; action: { indent: string } }[];
  const rule = rules.find(({ beforeText, previousLineText }) => matches(beforeText, line) && (!previousLineText || matches(previousLineText, before)));
  return rule?.action.indent;
}

test('continued lines are indented, and what follows the last of them is not', () => {
  assert.equal(enter('RUN apk add \\'), 'indent');
  assert.equal(enter('run apk add ` '), 'indent');
  assert.equal(enter('    curl \\', 'RUN apk add \\'), undefined);
  assert.equal(enter('    curl', 'RUN apk add \\'), 'outdent');
  assert.equal(enter('    # why', 'RUN apk add \\'), undefined);
  assert.equal(enter('RUN make'), undefined);
  assert.equal(enter('  make \\', 'RUN <<EOF'), undefined);
});

test('regions fold', () => {
  const { start, end } = configuration.folding.markers;
  assert.match('# region tools', new RegExp(start));
  assert.match('  #endregion', new RegExp(end));
  assert.doesNotMatch('# regional', new RegExp(start));
});
