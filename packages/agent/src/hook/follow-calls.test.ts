import assert from 'node:assert/strict';
import { tracingChannel } from 'node:diagnostics_channel';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { followCalls } from './follow-calls.ts';

test('calls are followed from their beginning to their end, with the message of the library unchanged', async () => {
  const seen: string[] = [];
  followCalls<{ name: string; error?: unknown }, string>(
    'tracebin-test:followed',
    ({ name }) => `begun ${name}`,
    (begun, { error }) => seen.push(`${begun}, ended${error ? ' with an error' : ''}`),
  );
  const channel = tracingChannel('tracebin-test:followed');
  const message = { name: 'one' };
  assert.equal(await channel.tracePromise(async () => 42, message), 42);
  const failing = channel.tracePromise(() => Promise.reject(new Error('theirs')), { name: 'two' });
  await assert.rejects(failing, /theirs/);
  const thrown = () => {
    throw new Error('at once');
  };
  assert.throws(() => channel.traceSync(thrown, { name: 'three' }), /at once/);
  assert.deepEqual(seen, [
    'begun one, ended',
    'begun two, ended with an error',
    'begun three, ended with an error',
  ]);
  assert.deepEqual(Object.keys(message).sort(), ['name', 'result']);
});

test('what throws in a hook reaches nobody', async () => {
  const fail = () => {
    throw new Error('ours');
  };
  followCalls('tracebin-test:begins', fail, () => {});
  followCalls('tracebin-test:ends', () => 1, fail);
  const caught: unknown[] = [];
  const listener = (error: unknown) => caught.push(error);
  process.on('uncaughtException', listener);
  for (const name of ['begins', 'ends']) {
    const channel = tracingChannel(`tracebin-test:${name}`);
    assert.equal(await channel.tracePromise(async () => name, {}), name);
    assert.equal(
      channel.traceSync(() => name, {}),
      name,
    );
  }
  // Node tells of them a turn later.
  await setImmediate();
  process.off('uncaughtException', listener);
  assert.deepEqual(caught, []);
});
