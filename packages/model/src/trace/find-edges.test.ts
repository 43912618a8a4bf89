import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildTree } from './build-tree.ts';
import { findEdges } from './find-edges.ts';
import { findTransactions } from './find-transactions.ts';
import { anySpans } from './test/any-spans.ts';
import { draw } from './test/draw.ts';

function edgesOf(text: string): (string | number | boolean)[][] {
  const trace = draw(text, 1);
  const tree = buildTree(trace);
  const named = (index: number) => (index === -1 ? '?' : trace.strings[index]!);
  return findEdges(tree, findTransactions(tree, trace), { ...trace, peer: trace.detail }).map((edge) => [
    `${named(edge.from)} -> ${edge.target} ${named(edge.to)}`,
    edge.duration,
    edge.failed,
    edge.queueWait,
  ]);
}

describe('findEdges', () => {
  it('joins services through the call, and names what sends no spans', () => {
    assert.deepEqual(
      edgesOf(`
        GET / (@web server)                      |--------------------
          GET /rates (client http) "rates:80"    | -----
            GET /rates (@rates server error)     |  ---
              SELECT (db client) "postgres"      |   -
          GET k (cache client) "redis"           |      -
          POST /pay (client http) "pay.example"  |       --
          orm (db)                               |         ---
            SELECT (db client error) "postgres"  |          -
          compute                                |            -
      `),
      [
        ['web -> service rates', 5, true, -1],
        ['rates -> database postgres', 1, false, -1],
        ['web -> cache redis', 1, false, -1],
        ['web -> host pay.example', 2, false, -1],
        ['web -> database postgres', 1, true, -1],
      ],
    );
  });

  it('tells how long a message waited', () => {
    assert.deepEqual(
      edgesOf(`
        GET / (@web server)                  |----
          publish (producer queue) "mails"   | -
            send mail (@worker consumer)     |      ---
          publish (producer queue) "lost"    |  --
      `),
      [
        ['web -> service worker', 1, false, 5],
        ['web -> queue lost', 2, false, -1],
      ],
    );
  });

  it('gives of any trace one edge for each transaction that was called, and at most one for each other call', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        const transactions = findTransactions(tree, spans);
        const edges = findEdges(tree, transactions, spans);
        const called = Array.from(transactions.root).filter((row) => tree.parent[row] !== -1);
        const between = edges.filter(({ target }) => target === 'service');
        assert.deepEqual(between.map(({ callee }) => callee).sort(), called.sort());
        for (const { caller, callee, from, to } of between) {
          assert.equal(tree.parent[callee], caller);
          assert.equal(from, spans.service[tree.order[caller]!]);
          assert.equal(to, spans.service[tree.order[callee]!]);
        }
        const others = edges.filter(({ target }) => target !== 'service').map(({ caller }) => caller);
        assert.equal(new Set(others).size, others.length);
        for (const row of others) assert.ok(!between.some(({ caller }) => caller === row));
        for (const { duration, queueWait } of edges) assert.ok(duration >= 0 && queueWait >= -1);
      }),
    );
  });

  it('takes the called side where the caller has no span for the call', () => {
    assert.deepEqual(
      edgesOf(`
        handle (@web)            |------
          serve (@rates server)  | ----
      `),
      [['web -> service rates', 4, false, -1]],
    );
  });
});
