import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';

import { Gate } from '../../src/gate';

test('one question passes, the next one after a change', async () => {
  const gate = new Gate();
  await gate.pass();
  let passed = false;
  const next = gate.pass().then(() => (passed = true));
  await turn();
  assert.equal(passed, false);
  gate.open();
  await next;
  assert.equal(passed, true);
});

test('a change while nobody asks is not forgotten, and many are one', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const gate = new Gate();
  await gate.pass();
  gate.openSoon(1);
  gate.openSoon(1);
  context.mock.timers.tick(1);
  await gate.pass();
  let passed = false;
  void gate.pass().then(() => (passed = true));
  context.mock.timers.tick(1000);
  await turn();
  assert.equal(passed, false);
  gate.dispose();
});

test('a question that was called back, or failed, is not an answer', async () => {
  const gate = new Gate();
  const token = { isCancellationRequested: false };
  const calledBack = gate.through(token, () => turn('late'));
  token.isCancellationRequested = true;
  await calledBack;
  assert.equal(await gate.through({ isCancellationRequested: true }, () => assert.fail('it was called back before')), undefined);
  const valid = { isCancellationRequested: false };
  await assert.rejects(gate.through(valid, () => Promise.reject(new Error('no answer'))));
  assert.equal(await gate.through(valid, () => 'answer'), 'answer');
});
