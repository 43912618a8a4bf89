import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildTree } from './build-tree.ts';
import { findGaps } from './find-gaps.ts';
import { concurrencyOf } from './find-limits.ts';
import { findTransactions } from './find-transactions.ts';
import { type DrawnTrace, draw } from './test/draw.ts';

const MS = 1_000_000;

function gaps(trace: DrawnTrace, minMs: number, minShare = 0) {
  const tree = buildTree(trace);
  const name = (row: number) => (row === -1 ? '' : trace.strings[trace.name[tree.order[row]!]!]!);
  return findGaps(tree, findTransactions(tree, trace), trace, { minTime: minMs * MS, minShare }).map(
    ({ row, start, end, before, after }) => [name(row), start / MS, end / MS, name(before), name(after)],
  );
}

const REPORT = draw(`
  GET /report (server)    |--------------------
    query (db client)     | ---
    work                  |             -------
      render (view)       |             --
    mail (queue producer) |                  --
`);

describe('findGaps', () => {
  it('finds the longest stretch in which nothing is seen, with what stands beside it', () => {
    assert.deepEqual(gaps(REPORT, 9), [['GET /report', 4, 13, 'query', 'work']]);
    assert.deepEqual(gaps(REPORT, 10), []);
  });

  it('measures it against its transaction too', () => {
    assert.equal(gaps(REPORT, 1, 0.45).length, 1);
    assert.deepEqual(gaps(REPORT, 1, 0.46), []);
  });

  it('takes a span without children at its word, and a call for waiting', () => {
    const quiet = draw('GET / (server) |----------');
    assert.deepEqual(gaps(quiet, 1), []);
    const calls = draw(`
      GET / (@web server)        |------------
        GET rates (http client)  | -----------
          answer (@rates server) |           -
    `);
    assert.deepEqual(gaps(calls, 2), []);
  });

  it('looks into work beneath other work, and at the begin and the end', () => {
    const trace = draw(`
      GET / (server)   |----------------
        load           |----------------
          a            |     -
          b            |       ---------
    `);
    assert.deepEqual(gaps(trace, 5), [['load', 0, 5, '', 'a']]);
    const late = draw(`
      GET / (server)   |----------
        a              |--
    `);
    assert.deepEqual(gaps(late, 8), [['GET /', 2, 10, 'a', '']]);
  });
});

describe('concurrencyOf', () => {
  const at = (...spans: [number, number][]) => {
    const start = Float64Array.from(spans, ([from]) => from);
    const end = Float64Array.from(spans, ([, to]) => to);
    return concurrencyOf(
      { start, end },
      spans.map((_, row) => row),
    );
  };

  it('says how many ran at most, and how much of the time', () => {
    assert.deepEqual(at([0, 10], [0, 10], [10, 20], [10, 20], [20, 25]), {
      most: 2,
      share: 0.8,
      time: 25,
      longest: 10,
    });
  });

  it('leaves out the time in which nothing ran', () => {
    assert.deepEqual(at([0, 10], [50, 60]), { most: 1, share: 1, time: 20, longest: 10 });
    assert.deepEqual(at(), { most: 0, share: 0, time: 0, longest: 0 });
  });
});
