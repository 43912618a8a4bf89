import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LAYER_NAMES } from '../event-codes.ts';
import { buildTree, type TraceTree } from './build-tree.ts';
import { findTransactions, rowsOf, type Transactions } from './find-transactions.ts';
import { layerBreakdown, traceLayerBreakdown } from './layer-breakdown.ts';
import { anySpans, orderlySpans } from './test/any-spans.ts';
import { draw } from './test/draw.ts';

/** Parts of the first transaction that are not zero. */
function partsOf(text: string, unit = 1): Record<string, number> {
  const trace = draw(text, unit);
  const tree = buildTree(trace);
  const parts = layerBreakdown(tree, findTransactions(tree, trace), trace.layer);
  return Object.fromEntries(
    LAYER_NAMES.map((name, layer) => [name, parts[layer]!] as const).filter(([, time]) => time > 0),
  );
}

describe('layerBreakdown', () => {
  it('gives each instant to the deepest span', () => {
    const parts = partsOf(`
      GET /           |----------
        render (view) | -------
          SELECT (db) |   ---
        GET k (cache) |         -
    `);
    assert.deepEqual(parts, { app: 2, view: 4, db: 3, cache: 1 });
  });

  it('shares an instant equally among spans side by side', () => {
    const parts = partsOf(
      `
      GET /           |----
        SELECT (db)   |----
        call (http)   |----
        SELECT (db)   |----
    `,
      3,
    );
    assert.deepEqual(parts, { db: 8, http: 4 });
  });

  it('adds up also where nanoseconds do not divide', () => {
    const parts = partsOf(`
      GET /           |----
        SELECT (db)   |----
        call (http)   |----
        GET k (cache) |----
    `);
    assert.deepEqual(parts, { db: 2, cache: 1, http: 1 });
  });

  it('counts a span that runs on after its parent, but not beyond the transaction', () => {
    const parts = partsOf(`
      GET /           |--------
        load (view)   | --
          SELECT (db) |  --------
    `);
    assert.deepEqual(parts, { app: 1, view: 1, db: 6 });
  });

  it('leaves what another service does to the call that waits for it', () => {
    const parts = partsOf(`
      GET / (@web server)              |--------
        GET /rates (client http)       |  ----
          GET /rates (@rates server)   |   --
            SELECT (db)                |   --
    `);
    assert.deepEqual(parts, { app: 4, http: 4 });
  });

  it('adds up to the duration exactly, and agrees with asking every instant', () => {
    fc.assert(
      fc.property(fc.oneof(anySpans(), orderlySpans()), fc.constantFrom(1, 7, 1_000_003), (drawn, unit) => {
        const spans = {
          ...drawn,
          start: Array.from(drawn.start, (time) => time * unit),
          duration: Array.from(drawn.duration, (time) => time * unit),
        };
        const tree = buildTree(spans);
        const transactions = findTransactions(tree, spans);
        const parts = layerBreakdown(tree, transactions, spans.layer);
        for (let transaction = 0; transaction < transactions.count; transaction++) {
          const root = transactions.root[transaction]!;
          const mine = parts.subarray(
            transaction * LAYER_NAMES.length,
            (transaction + 1) * LAYER_NAMES.length,
          );
          assert.equal(
            mine.reduce((a, b) => a + b, 0),
            tree.end[root]! - tree.start[root]!,
          );
          const asked = askEveryInstant(tree, transactions, transaction, spans.layer, unit);
          asked.forEach((time, layer) => {
            assert.ok(
              Math.abs(time - mine[layer]!) <= 1,
              `${LAYER_NAMES[layer]}: ${mine[layer]} for ${time}`,
            );
            assert.ok(Number.isInteger(mine[layer]!) && mine[layer]! >= 0);
          });
        }
      }),
      { numRuns: 600 },
    );
  });

  it('takes a whole trace as one, with the time in which nothing ran', () => {
    const trace = draw(
      `
      gateway (http)             |---
        GET / (@web server)      | ----
          SELECT (db)            |  ---
      later (view)               |         --
    `,
      1,
    );
    const { parts, idle } = traceLayerBreakdown(buildTree(trace), trace.layer);
    assert.deepEqual([...parts], [1, 3, 0, 2, 1, 0, 0]);
    assert.equal(idle, 4);
    assert.equal(traceLayerBreakdown(buildTree(draw('')), []).idle, 0);
  });

  it('gives of a whole trace with its idle time neither more nor less than it lasted', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        const { parts, idle } = traceLayerBreakdown(tree, spans.layer);
        const lasted = tree.count === 0 ? 0 : Math.max(...tree.end) - Math.min(...tree.start);
        assert.equal(parts.reduce((a, b) => a + b, 0) + idle, lasted);
      }),
    );
  });

  it('holds a chain of 50,000 spans, each starting when its parent has ended', () => {
    const size = 50_000;
    const ids = Array.from({ length: size }, (_, index) => String(index).padStart(16, '0'));
    const spans = {
      spanId: ids,
      parentSpanId: ids.map((_, index) => ids[index - 1] ?? ''),
      start: ids.map((_, index) => (index === 0 ? 0 : index - 1)),
      duration: ids.map((_, index) => (index === 0 ? size : 1)),
      service: ids.map(() => 0),
      kind: ids.map(() => 1),
      layer: ids.map((_, index) => (index === 0 ? 0 : 1)),
    };
    const tree = buildTree(spans);
    const parts = layerBreakdown(tree, findTransactions(tree, spans), spans.layer);
    assert.deepEqual([parts[0], parts[1]], [1, size - 1]);
  });
});

/** The definition, word by word. Every span of `anySpans` starts and ends on a multiple of `unit`. */
function askEveryInstant(
  tree: TraceTree,
  transactions: Transactions,
  transaction: number,
  layer: ArrayLike<number>,
  unit: number,
): number[] {
  const rows = [...rowsOf(transactions, transaction)];
  const root = rows[0]!;
  const times = LAYER_NAMES.map(() => 0);
  for (let time = tree.start[root]!; time < tree.end[root]!; time += unit) {
    const running = rows.filter((row) => tree.start[row]! <= time && time < tree.end[row]!);
    const deepest = running.filter(
      (row) => !running.some((other) => other > row && other < tree.subtreeEnd[row]!),
    );
    for (const row of deepest) times[layer[tree.order[row]!]!]! += unit / deepest.length;
  }
  return times;
}
