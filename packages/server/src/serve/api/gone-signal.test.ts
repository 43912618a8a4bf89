import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import Fastify from 'fastify';
import { goneSignal } from './gone-signal.ts';

test('fires when the connection closes before the answer, and not after it', async () => {
  const app = Fastify();
  const asked = deferred<AbortSignal>();
  const answered: AbortSignal[] = [];
  app.get('/slow', async (_request, reply) => {
    const signal = goneSignal(reply);
    asked.resolve(signal);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return 'nobody reads this';
  });
  app.get('/quick', async (_request, reply) => {
    answered.push(goneSignal(reply));
    return 'read';
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const tab = new AbortController();
  const slow = fetch(`${url}/slow`, { signal: tab.signal });
  const signal = await asked.promise;
  tab.abort();
  await assert.rejects(slow);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  assert.equal(await (await fetch(`${url}/quick`)).text(), 'read');
  await app.close();
  assert.equal(answered[0]!.aborted, false);
});

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
