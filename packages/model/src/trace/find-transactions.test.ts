import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SpanKind } from '../event-codes.ts';
import { buildTree } from './build-tree.ts';
import { findTransactions, rowsOf } from './find-transactions.ts';
import { anySpans } from './test/any-spans.ts';
import { draw } from './test/draw.ts';

describe('findTransactions', () => {
  it('begins at roots, at SERVER and CONSUMER spans, and where the service changes', () => {
    const trace = draw(`
      GET /week (@web server)              |------------
        load                               | -----
          GET /rates (client)              | ----
            GET /rates (@rates server)     |  --
              SELECT (db client)           |  -
        log (@audit)                       |       -
          write                            |       -
        publish (producer)                 |        -
          resize (@web consumer)           |          ---
    `);
    const tree = buildTree(trace);
    const transactions = findTransactions(tree, trace);
    const names = Array.from({ length: transactions.count }, (_, transaction) =>
      Array.from(rowsOf(transactions, transaction), (row) => trace.strings[trace.name[tree.order[row]!]!]),
    );
    assert.deepEqual(names, [
      ['GET /week', 'load', 'GET /rates', 'publish'],
      ['GET /rates', 'SELECT'],
      ['log', 'write'],
      ['resize'],
    ]);
  });

  it('puts every row into exactly one, beneath its root', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        const transactions = findTransactions(tree, spans);
        const seen = new Set<number>();
        for (let transaction = 0; transaction < transactions.count; transaction++) {
          const rows = rowsOf(transactions, transaction);
          assert.equal(rows[0], transactions.root[transaction]);
          for (const row of rows) {
            assert.equal(transactions.of[row], transaction);
            assert.ok(row >= rows[0]! && row < tree.subtreeEnd[rows[0]!]!);
            assert.equal(spans.service[tree.order[row]!], spans.service[tree.order[rows[0]!]!]);
            seen.add(row);
          }
        }
        assert.equal(seen.size, tree.count);
      }),
    );
  });

  it('begins one at each span that the definition names, and at no other', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        const transactions = findTransactions(tree, spans);
        const begins = Array.from(tree.order, (span, row) => {
          const parent = tree.parent[row]!;
          const isEntry = spans.kind[span] === SpanKind.server || spans.kind[span] === SpanKind.consumer;
          return isEntry || parent === -1 || spans.service[tree.order[parent]!] !== spans.service[span];
        });
        assert.deepEqual(
          [...transactions.root],
          begins.flatMap((does, row) => (does ? [row] : [])),
        );
        // All between a span and the begin of its transaction belongs to that transaction as well.
        begins.forEach((does, row) => {
          if (!does) assert.equal(transactions.of[row], transactions.of[tree.parent[row]!]);
        });
      }),
    );
  });
});
