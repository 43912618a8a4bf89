import assert from 'node:assert/strict';
import { type Engine, openEngine } from '../../src/store/index.ts';
import type { Batch } from './steady-senders.ts';

/** Opens the store of a server that is down. */
export async function withStore<T>(store: string, use: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine(store);
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** Every span of these batches is in the store. */
export async function assertAllStored(engine: Engine, batches: readonly Batch[]): Promise<void> {
  const { columns } = await engine.query(
    'SELECT lower(hex(span_id)) AS id FROM events',
    {},
    { timeoutMs: 120_000 },
  );
  const stored = new Set(columns.id as string[]);
  const missing = batches.flatMap(({ spans }) => spans).filter(({ spanId }) => !stored.has(spanId));
  assert.deepEqual(missing, [], 'acknowledged and not stored');
}

/** Exactly the spans of these batches are in the store, once each, and the traces agree with them. */
export async function assertExactly(engine: Engine, batches: readonly Batch[]): Promise<void> {
  await assertAllStored(engine, batches);
  const sent = batches.reduce((count, { spans }) => count + spans.length, 0);
  const { columns } = await engine.query(
    `SELECT (SELECT count() FROM events) AS spans,
            (SELECT sum(spans) FROM traces) AS spans_of_traces,
            (SELECT uniqExact(trace_id) FROM traces) AS traces`,
  );
  const stored = Object.fromEntries(Object.entries(columns).map(([name, [value]]) => [name, Number(value)]));
  assert.deepEqual(stored, { spans: sent, spans_of_traces: sent, traces: batches.length });
}
