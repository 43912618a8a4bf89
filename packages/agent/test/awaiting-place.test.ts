/** Who waits for a call that ends: known in the handler of its promise, and nowhere where it might be somebody else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAwaitingPlace } from '../src/hook/code-place.ts';
import type { CodePlace } from '../src/record/transaction.ts';

/** A call that answers who awaits it. */
const call = () => new Promise((resolve) => setTimeout(resolve, 5)).then(findAwaitingPlace);

test('the function that awaits it, through others that only hand it on', async () => {
  const handOn = () => call();
  async function load() {
    return await handOn();
  }
  const place = await load();
  assert.equal(place?.functionName, 'load');
  assert.match(String(place?.file), /awaiting-place\.test\.ts$/);
});

test('one of many that are awaited together', async () => {
  async function loadAll() {
    return await Promise.all([call(), call(), call()]);
  }
  const places = await loadAll();
  assert.deepEqual(
    places.map((place) => place?.functionName),
    ['loadAll', 'loadAll', 'loadAll'],
  );
});

test('nobody where nobody awaits, or more than one does', async () => {
  const alone = new Promise<CodePlace | null>((resolve) => call().then(resolve.bind(undefined)));
  const both = call();
  async function load() {
    return await both;
  }
  assert.deepEqual(await Promise.all([load(), load(), alone]), [null, null, null]);
});

test('nobody for what ends within the work of somebody else, though that is awaited', async () => {
  let place: CodePlace | null | undefined;
  const listeners = [() => (place = findAwaitingPlace())];
  async function pump() {
    await Promise.resolve();
    for (const listener of listeners) listener();
  }
  async function serve() {
    await pump();
  }
  await serve();
  assert.equal(place, null);
});
