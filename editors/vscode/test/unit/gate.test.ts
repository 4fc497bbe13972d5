import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';

import { Gate } from '../../src/gate';

test('one question passes, the next one after a change', async () => {
  const gate = new Gate();
  await gate.pass();
  let passed = false;
  const next = gate.pass().then(() => (passed = true));
  await sleep(20);
  assert.equal(passed, false);
  gate.open();
  await next;
  assert.equal(passed, true);
});

test('a change while nobody asks is not forgotten, and many are one', async () => {
  const gate = new Gate();
  await gate.pass();
  gate.openSoon(1);
  gate.openSoon(1);
  await sleep(20);
  await gate.pass();
  let passed = false;
  void gate.pass().then(() => (passed = true));
  await sleep(20);
  assert.equal(passed, false);
  gate.dispose();
});

test('a question that was called back, or failed, is not an answer', async () => {
  const gate = new Gate();
  const token = { isCancellationRequested: false };
  const calledBack = gate.through(token, () => sleep(5, 'late'));
  token.isCancellationRequested = true;
  await calledBack;
  assert.equal(await gate.through({ isCancellationRequested: true }, () => assert.fail('it was called back before')), undefined);
  const valid = { isCancellationRequested: false };
  await assert.rejects(gate.through(valid, () => Promise.reject(new Error('no answer'))));
  assert.equal(await gate.through(valid, () => 'answer'), 'answer');
});
