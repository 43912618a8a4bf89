import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { LAYER_NAMES } from '../event-codes.ts';
import { buildTree } from './build-tree.ts';
import { findClockSkew } from './find-clock-skew.ts';
import { findEdges } from './find-edges.ts';
import { findErrors } from './find-errors.ts';
import { findRepeats } from './find-repeats.ts';
import { findTransactions } from './find-transactions.ts';
import { layerBreakdown } from './layer-breakdown.ts';
import { selfTime } from './self-time.ts';
import type { SpanColumns } from './span-columns.ts';
import { anySpans, orderlySpans, permuted, pick } from './test/any-spans.ts';

/** Everything that is said of a trace, told by span ids. */
function numbersOf(spans: SpanColumns): unknown {
  const tree = buildTree(spans);
  const transactions = findTransactions(tree, spans);
  const id = (row: number) => (row === -1 ? '' : spans.spanId[tree.order[row]!]!);
  const layers = layerBreakdown(tree, transactions, spans.layer);
  const repeats = findRepeats(tree, transactions, ['a', 'b', 'c', 'd'], spans, { minCount: 2, minTime: 1 });
  return {
    self: Array.from(selfTime(tree), (time, row) => [id(row), time]),
    transactions: Array.from(transactions.root, (root, at) => [
      id(root),
      Array.from(layers.subarray(at * LAYER_NAMES.length, (at + 1) * LAYER_NAMES.length)),
    ]),
    repeats: repeats.map(({ key, kind, count, time, rows }) => [key, kind, count, time, rows.map(id)]),
    errors: findErrors(tree, spans.status).map(({ row, reached }) => [id(row), id(reached)]),
    edges: findEdges(tree, transactions, spans).map(({ caller, callee, duration, failed, queueWait }) => [
      ...[id(caller), id(callee)],
      ...[duration, failed, queueWait],
    ]),
    skew: findClockSkew(tree, spans).rows.map(id),
  };
}

/** Some of the spans once more, as a batch that was sent again. */
function withCopies(spans: SpanColumns, seed: number): SpanColumns {
  const again = Array.from({ length: spans.spanId.length }, (_, span) => span).filter(
    (span) => ((seed >>> (span % 31)) & 1) === 1,
  );
  return pick(spans, [...Array.from(spans.spanId, (_, span) => span), ...again]);
}

it('all that is said of a trace is the same in any order of arrival, and with spans that came twice', () => {
  fc.assert(
    fc.property(distinctSpans(), fc.integer(), (spans, seed) => {
      const expected = numbersOf(spans);
      assert.deepEqual(numbersOf(permuted(spans, seed)), expected);
      assert.deepEqual(numbersOf(permuted(withCopies(spans, seed), seed)), expected);
    }),
  );
});

/** Of two spans with one id that differ in all else either may stay; that is not what is asked here. */
function distinctSpans(): fc.Arbitrary<SpanColumns> {
  return fc.oneof(anySpans(), orderlySpans()).map((spans) => {
    const ids = Array.from(spans.spanId);
    return pick(
      spans,
      ids.flatMap((id, span) => (ids.indexOf(id) === span ? [span] : [])),
    );
  });
}
