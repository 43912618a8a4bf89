import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildTree } from './build-tree.ts';
import { compareTraces } from './compare-traces.ts';
import { mergePaths } from './merge-paths.ts';
import { selfTime } from './self-time.ts';
import { ShapeTable, spanShapes } from './span-shapes.ts';
import { spanStatistics } from './span-statistics.ts';
import { anySpans } from './test/any-spans.ts';
import { type DrawnTrace, draw } from './test/draw.ts';

const WEEK = draw(`
  GET /week (@web server)                         |-----------------
    slot                                          | ----
      SELECT (db client) "SELECT * FROM a WHERE id = 1" |  --
    slot (error)                                  |      ------
      SELECT (db client) "SELECT * FROM a WHERE id = 2" |       ----
    render (view)                                 |             --
`);

function prepared(trace: DrawnTrace, table = new ShapeTable()) {
  const tree = buildTree(trace);
  return { tree, self: selfTime(tree), shape: spanShapes(trace.strings, trace, table), table };
}

describe('statistics of spans', () => {
  it('say of each kind of span how many, how long, how much of it itself, and which was slowest', () => {
    const { tree, self, shape, table } = prepared(WEEK);
    const found = spanStatistics(tree, WEEK.status, shape, self);
    assert.deepEqual(
      Array.from({ length: found.count }, (_, at) => [
        table.shapes[found.key[at]!]!.name,
        table.shapes[found.key[at]!]!.statement,
        found.spans[at],
        found.failed[at],
        found.total[at]! / 1e6,
        found.self[at]! / 1e6,
        found.median[at]! / 1e6,
        found.p95[at]! / 1e6,
      ]),
      [
        ['SELECT', 'SELECT * FROM a WHERE id = ?', 2, 0, 6, 6, 2, 4],
        ['GET /week', '', 1, 0, 17, 5, 17, 17],
        ['slot', '', 2, 1, 10, 4, 4, 6],
        ['render', '', 1, 0, 2, 2, 2, 2],
      ],
    );
    assert.equal(found.slowest[0], 4);
  });

  it('count every span and every bit of self time once, whatever they are grouped by', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        const self = selfTime(tree);
        const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
        for (const keyOf of [spans.layer, spans.name, spans.service]) {
          const found = spanStatistics(tree, spans.status, keyOf, self);
          assert.equal(sum(found.spans), tree.count);
          assert.ok(Math.abs(sum(found.self) - sum(self)) <= 1e-6 * Math.max(1, Math.abs(sum(self))));
        }
      }),
    );
  });
});

describe('merged paths', () => {
  it('put spans that do the same beneath the same spans into one node, the widest first', () => {
    const { tree, self, shape, table } = prepared(WEEK);
    const flame = mergePaths(tree, shape, table.shapes.length, self);
    assert.deepEqual(
      Array.from({ length: flame.count }, (_, node) => [
        '  '.repeat(flame.depth[node]!) + table.shapes[flame.key[node]!]!.name,
        flame.spans[node],
        flame.from[node]! / 1e6,
        flame.total[node]! / 1e6,
      ]),
      [
        ['GET /week', 1, 0, 17],
        ['  slot', 2, 0, 10],
        ['  render', 1, 10, 2],
        ['    SELECT', 2, 0, 6],
      ],
    );
    assert.deepEqual([...flame.nodeOf], [0, 1, 3, 1, 3, 2]);
  });

  it('make every node as wide as its own time and its children, which stand side by side in it', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        const flame = mergePaths(tree, spans.name, 1_000, selfTime(tree));
        const used = flame.self.slice();
        for (let node = 0; node < flame.count; node++) {
          const above = flame.parent[node]!;
          if (above === -1) continue;
          assert.ok(above < node);
          used[above]! += flame.total[node]!;
        }
        for (let node = 0; node < flame.count; node++) {
          assert.ok(Math.abs(used[node]! - flame.total[node]!) < 1e-3 * Math.max(1, Math.abs(used[node]!)));
        }
      }),
    );
  });

  it('take a chain of 100,000 spans', () => {
    const length = 100_000;
    const spanId = Array.from({ length }, (_, at) => String(at));
    const zeros = new Array<number>(length).fill(0);
    const tree = buildTree({
      spanId,
      parentSpanId: ['', ...spanId.slice(0, -1)],
      start: zeros,
      duration: zeros,
    });
    assert.equal(mergePaths(tree, zeros, 1, selfTime(tree)).deepest, length);
  });
});

describe('comparison of two traces', () => {
  it('tells what ran more often, only here or only there, beneath the same spans', () => {
    const other = draw(`
      GET /week (@web server)                                |---------
        slot                                                 | --
          SELECT (db client) "SELECT * FROM a WHERE id = 77" |  -
          SELECT (db client) "SELECT * FROM b"               |   -
    `);
    const table = new ShapeTable();
    const here = prepared(WEEK, table);
    const there = prepared(other, table);
    const found = compareTraces(here, there, table.shapes.length);
    assert.deepEqual(
      Array.from({ length: found.count }, (_, at) => [
        '  '.repeat(found.depth[at]!) + table.shapes[found.shape[at]!]!.name,
        found.sides[0].spans[at],
        found.sides[1].spans[at],
        found.sides[0].total[at]! / 1e6,
        found.sides[1].total[at]! / 1e6,
        found.subtreeEnd[at],
      ]),
      [
        ['GET /week', 1, 1, 17, 9, 5],
        ['  slot', 2, 1, 10, 2, 4],
        ['    SELECT', 2, 1, 6, 1, 3],
        ['    SELECT', 0, 1, 0, 1, 4],
        ['  render', 1, 0, 2, 0, 5],
      ],
    );
    assert.deepEqual([...found.sides[1].firstRow], [0, 1, 2, 3, -1]);
  });

  it('finds no difference between a trace and itself', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        const side = { tree, shape: spans.name, self: selfTime(tree) };
        const { sides } = compareTraces(side, side, 1_000);
        assert.deepEqual(sides[0], sides[1]);
        assert.equal(
          sides[0].spans.reduce((a, b) => a + b, 0),
          tree.count,
        );
      }),
    );
  });
});
