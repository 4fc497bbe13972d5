import assert from 'node:assert/strict';
import { test } from 'node:test';

import { describeTarget, offerTargets, type Targets } from '../../src/targets';

const stages = [
  { number: 0, name: 'build', line: 1 },
  { number: 1, name: 'App', line: 5 },
  { number: 2, name: null, line: 9 },
];
const targets = (changes: Partial<Targets>): Targets => ({ targets: [], chosen: null, last: 2, stages, ...changes });
const text = (changes: Partial<Targets>): string => describeTarget(targets(changes)).text;

test('what the status bar says', () => {
  assert.equal(text({}), 'stage 2');
  assert.equal(text({ last: 1 }), 'App');
  assert.equal(text({ targets: ['build', 'app'] }), 'build, app');
  assert.equal(text({ targets: ['app'], chosen: 'app' }), 'app');
});

test('targets that the file does not have', () => {
  assert.equal(text({ targets: ['other'] }), 'stage 2');
  assert.equal(text({ targets: ['other', 'build'] }), 'build');
  const gone = describeTarget(targets({ targets: ['gone'], chosen: 'gone' }));
  assert.ok(gone.isGone && gone.text === 'gone?', JSON.stringify(gone));
});

test('what can be chosen: what the configuration says, and each stage with a name', () => {
  assert.deepEqual(
    offerTargets(targets({ targets: ['app'], chosen: 'app' })).map(({ target, description }) => [target, description]),
    [
      [null, 'without a choice made here'],
      ['build', 'line 1'],
      ['App', 'line 5, chosen'],
    ],
  );
  assert.equal(offerTargets(targets({}))[0]?.description, 'stage 2');
});
