import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IdleMemory } from '../src/serve/idle-memory.ts';
import { until } from './store/until.ts';
import { openTestStore } from './support/test-store.ts';

const MB = 2 ** 20;

test('gives back what a large query and a large heap have left', async () => {
  const store = await openTestStore();
  try {
    const memory = new IdleMemory(store.engine, (error) => assert.fail(String(error)), 100);
    await memory.release();
    const before = process.memoryUsage.rss();
    await store.engine.query(
      'SELECT length(groupArray([toString(number), hex(number)])) AS large FROM numbers(2000000)',
    );
    let heap: string[] | undefined = Array.from({ length: 1_000_000 }, (_, index) => `text number ${index}`);
    assert.equal(heap.length, 1_000_000);
    heap = undefined;
    const after = process.memoryUsage.rss();
    assert.ok(after - before > 150 * MB, `it took ${(after - before) / MB} MB`);
    memory.start();
    await until(() => process.memoryUsage.rss() - before < (after - before) / 2);
    await memory.stop();
  } finally {
    await store.close();
  }
});
