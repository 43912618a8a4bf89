/** The definition of an N+1, taken at its word and asked of requests that were made up. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { buildTree } from './build-tree.ts';
import { findRepeats } from './find-repeats.ts';
import { findTransactions } from './find-transactions.ts';
import { type AskedQuery, request } from './test/request.ts';

const MS = 1_000_000;

interface Run {
  ms: number;
  /** Until the next run of the statement. */
  gap: number;
  /** Whether another statement is asked before it. */
  isInterrupted: boolean;
}

/** One statement that is run some times, between others that are run once, with time to spare at the end. */
const asked = fc.record({
  runs: fc.array(
    fc.record({ ms: fc.integer({ min: 1, max: 30 }), gap: fc.nat(9), isInterrupted: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 9,
    },
  ),
  isSameEachTime: fc.boolean(),
  spare: fc.nat(600),
});

function requestOf(runs: readonly Run[], isSameEachTime: boolean, spare: number) {
  const queries: AskedQuery[] = runs.flatMap(({ ms, gap, isInterrupted }, at) => [
    ...(isInterrupted ? [{ sql: `SELECT ${'x'.repeat(at + 1)} FROM others`, ms: 2 }] : []),
    { sql: `SELECT * FROM slots WHERE id = ${isSameEachTime ? 7 : at}`, ms, gap },
  ]);
  const used = queries.reduce((sum, { ms, gap = 0 }) => sum + ms + gap, 0);
  return { trace: request(queries, { total: used + spare }), total: used + spare };
}

it('at least 5 runs one after another that take 50 ms or 20 % of the transaction, and nothing else, are one', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(asked, ({ runs, isSameEachTime, spare }) => {
      const { trace, total } = requestOf(runs, isSameEachTime, spare);
      const time = runs.reduce((sum, { ms }) => sum + ms, 0);
      const isOne = runs.length >= 5 && (time >= 50 || time >= total * 0.2);
      const tree = buildTree(trace);
      const found = findRepeats(tree, findTransactions(tree, trace), trace.strings, trace);
      assert.deepEqual(
        found.map(({ kind, count, time, overlap }) => [kind, count, time, overlap]),
        isOne ? [[isSameEachTime ? 'duplicate-query' : 'n-plus-one', runs.length, time * MS, 0]] : [],
      );
      seen.add(`${isOne} ${isSameEachTime}`);
    }),
    { numRuns: 500 },
  );
  // Both answers came, of both kinds.
  assert.equal(seen.size, 4);
});

it('is told from a fan-out by the share of its time that runs side by side: 20 %', () => {
  const seen = new Set<string>();
  const ms = 40;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -ms, max: 4 }), { minLength: 4, maxLength: 12 }), (gaps) => {
      const queries = [...gaps, 0].map((gap, id) => ({ sql: `SELECT ${id} FROM slots`, ms, gap }));
      // To the end of the last: whatever they share, they take enough of the transaction, and nothing of them is cut off.
      const trace = request(queries);
      // All are equally long: what a run shares with the one before it is all that it shares.
      const shared = gaps.reduce((sum, gap) => sum + Math.max(0, -gap), 0);
      const overlap = shared / (ms * queries.length);
      const tree = buildTree(trace);
      const [found, ...others] = findRepeats(tree, findTransactions(tree, trace), trace.strings, trace);
      assert.equal(others.length, 0);
      assert.ok(Math.abs(found!.overlap - overlap) < 1e-9, `${found!.overlap} for ${overlap}`);
      assert.equal(found!.time, (ms * queries.length - shared) * MS);
      // Where both are equal to the last bit of a number is not what is asked.
      if (Math.abs(overlap - 0.2) > 1e-9) {
        assert.equal(found!.kind, overlap > 0.2 ? 'fan-out' : 'n-plus-one');
        seen.add(found!.kind);
      }
    }),
    { numRuns: 300 },
  );
  assert.equal(seen.size, 2);
});
