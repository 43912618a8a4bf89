import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildTree } from './build-tree.ts';
import { findRepeats, type RepeatOptions } from './find-repeats.ts';
import { findTransactions } from './find-transactions.ts';
import { anySpans } from './test/any-spans.ts';
import { type DrawnTrace, draw } from './test/draw.ts';
import { request } from './test/request.ts';

const MS = 1_000_000;

function repeatsOf(trace: DrawnTrace & { parameters?: number[] }, options?: RepeatOptions) {
  const tree = buildTree(trace);
  return findRepeats(tree, findTransactions(tree, trace), trace.strings, trace, options);
}

const slots = (count: number, ms: number, gap = 0) =>
  Array.from({ length: count }, (_, id) => ({ sql: `SELECT * FROM slots WHERE id = ${id}`, ms, gap }));

describe('findRepeats', () => {
  it('finds a statement that is run for each thing', () => {
    const [repeat, ...others] = repeatsOf(request(slots(12, 10, 1)));
    assert.equal(others.length, 0);
    assert.equal(repeat!.kind, 'n-plus-one');
    assert.equal(repeat!.count, 12);
    assert.equal(repeat!.rows.length, 12);
    assert.equal(repeat!.time, 120 * MS);
    assert.equal(repeat!.overlap, 0);
    assert.deepEqual(
      repeat!.members.map(({ statement, perRound }) => [statement, perRound]),
      [['SELECT * FROM slots WHERE id = ?', 1]],
    );
  });

  it('begins at five', () => {
    assert.equal(repeatsOf(request(slots(5, 20))).length, 1);
    assert.equal(repeatsOf(request(slots(4, 20))).length, 0);
  });

  it('begins at 50 ms together, or at 20 % of the transaction', () => {
    assert.equal(repeatsOf(request(slots(5, 10), { total: 1_000 })).length, 1);
    assert.equal(repeatsOf(request(slots(5, 9.999_999), { total: 1_000 })).length, 0);
    assert.equal(repeatsOf(request(slots(5, 1), { total: 25 })).length, 1);
    assert.equal(repeatsOf(request(slots(5, 1), { total: 25.000_001 })).length, 0);
  });

  it('tolerates other work in between', () => {
    const queries = slots(6, 10).flatMap((query, at) => [
      query,
      { sql: `SELECT ${'x'.repeat(at + 1)} FROM t`, ms: 3 },
    ]);
    const repeats = repeatsOf(request(queries));
    assert.deepEqual(
      repeats.map(({ count }) => count),
      [6],
    );
  });

  it('keeps statements apart that are run in different places', () => {
    const queries = slots(8, 10).map((query, at) => ({
      ...query,
      under: at < 4 ? 'load weeks' : 'load slots',
    }));
    assert.equal(repeatsOf(request(queries)).length, 0);
    const moved = slots(9, 10).map((query, at) => ({
      ...query,
      under: at < 4 ? 'load weeks' : 'load slots',
    }));
    const [repeat] = repeatsOf(request(moved));
    assert.equal(repeat!.count, 5);
  });

  it('tells a query that asks the same again from one that asks for the next', () => {
    const same = Array.from({ length: 6 }, () => ({ sql: "SELECT * FROM settings WHERE k = 'a'", ms: 20 }));
    assert.equal(repeatsOf(request(same))[0]!.kind, 'duplicate-query');
    const hidden = Array.from({ length: 6 }, () => ({ sql: 'SELECT * FROM slots WHERE id = $1', ms: 20 }));
    assert.equal(repeatsOf(request(hidden))[0]!.kind, 'n-plus-one');
    const equal = hidden.map((query) => ({ ...query, parameters: '[7]' }));
    assert.equal(repeatsOf(request(equal))[0]!.kind, 'duplicate-query');
    const different = hidden.map((query, at) => ({ ...query, parameters: `[${at === 5 ? 8 : 7}]` }));
    assert.equal(repeatsOf(request(different))[0]!.kind, 'n-plus-one');
  });

  it('calls it fan-out from 20 % overlap on', () => {
    // Five queries of 100 ms, each beginning `gap` before the last has ended: 4 overlaps of 500 ms in all.
    const overlapping = (gap: number) => repeatsOf(request(slots(5, 100, -gap), { total: 500 }))[0]!;
    assert.equal(overlapping(24).kind, 'n-plus-one');
    assert.equal(overlapping(25).kind, 'fan-out');
    assert.ok(Math.abs(overlapping(25).overlap - 0.2) < 1e-9);
    const atOnce = overlapping(100);
    assert.equal(atOnce.time, 100 * MS);
    assert.ok(Math.abs(atOnce.overlap - 0.8) < 1e-9);
  });

  it('takes statements in turns as one pattern, up to eight in a round', () => {
    const round = (size: number) =>
      Array.from({ length: 6 * size }, (_, at) => ({
        sql: `SELECT * FROM ${'abcdefghijkl'[at % size]} WHERE id = ${at}`,
        ms: 5,
      }));
    for (const size of [2, 8]) {
      const [repeat, ...others] = repeatsOf(request(round(size)));
      assert.deepEqual(
        [repeat!.count, repeat!.members.length, repeat!.rows.length, others.length],
        [6, size, 6 * size, 0],
      );
      assert.equal(repeat!.time, 6 * size * 5 * MS);
      assert.equal(repeat!.kind, 'n-plus-one');
    }
    assert.deepEqual(
      repeatsOf(request(round(9)), { minTime: MS }).map(({ members }) => members.length),
      [8, 1],
    );
  });

  it('knows a round in which a statement comes more than once, wherever the round begins', () => {
    for (const order of ['abb', 'bba']) {
      const queries = [...order.repeat(7)].map((table, at) => ({
        sql: `SELECT ${table} FROM t WHERE id = ${at}`,
        ms: 4,
      }));
      const [repeat, ...others] = repeatsOf(request(queries));
      assert.equal(others.length, 0);
      assert.equal(repeat!.count, 7);
      const perRound = repeat!.members.map(({ statement, perRound }) => [statement.slice(7, 8), perRound]);
      assert.deepEqual(perRound.sort(), [
        ['a', 1],
        ['b', 2],
      ]);
    }
  });

  it('counts the time once where a database span holds another', () => {
    const trace = draw(`
      GET / (@web server)                |------------------------------------------------------------
        orm (db) "find slot"             |----------
          query (db client) "SELECT 1"   | --------
        orm (db) "find slot"             |          ----------
          query (db client) "SELECT 1"   |           --------
        orm (db) "find slot"             |                    ----------
          query (db client) "SELECT 1"   |                     --------
        orm (db) "find slot"             |                              ----------
          query (db client) "SELECT 1"   |                               --------
        orm (db) "find slot"             |                                        ----------
          query (db client) "SELECT 1"   |                                         --------
    `);
    const repeats = repeatsOf(trace);
    assert.deepEqual(
      repeats.map(({ kind, count, members, time }) => [kind, count, members.length, time]),
      [['duplicate-query', 5, 2, 50 * MS]],
    );
  });

  it('has a key of its own for each pattern, whatever the trace', () => {
    const key = (trace: DrawnTrace) => repeatsOf(trace)[0]!.key;
    const first = key(request(slots(12, 10)));
    assert.match(first, /^[0-9a-f]{16}$/);
    assert.equal(key(request(slots(40, 3, 1))), first);
    assert.notEqual(key(request(slots(12, 10), { service: 'api' })), first);
    assert.notEqual(key(request(slots(12, 10), { name: 'GET /day' })), first);
    assert.notEqual(key(request(slots(12, 10).map((query) => ({ ...query, under: 'load' })))), first);
    const forward = [...'ab'.repeat(9)].map((table) => ({ sql: `SELECT ${table}`, ms: 9 }));
    const backward = [...'ba'.repeat(9)].map((table) => ({ sql: `SELECT ${table}`, ms: 9 }));
    assert.equal(key(request(forward)), key(request(backward)));
  });

  it('stays inside one transaction', () => {
    const trace = draw(`
      GET / (@web server)                 |--------------------------------------------------
        call (client)                     |------------------------
          GET /a (@rates server)          |------------------------
            query (db client) "SELECT 1"  |----
            query (db client) "SELECT 1"  |    ----
            query (db client) "SELECT 1"  |        ----
        call (client)                     |                        ------------------------
          GET /a (@rates server)          |                        ------------------------
            query (db client) "SELECT 1"  |                        ----
            query (db client) "SELECT 1"  |                            ----
            query (db client) "SELECT 1"  |                                ----
    `);
    assert.deepEqual(repeatsOf(trace), []);
  });

  it('gives of any trace only repeats that keep the definition, and no span twice', () => {
    fc.assert(
      fc.property(anySpans(), (drawn) => {
        const spans = { ...drawn, layer: Array.from(drawn.layer, (layer) => (layer > 2 ? 1 : layer)) };
        const tree = buildTree(spans);
        const transactions = findTransactions(tree, spans);
        const repeats = findRepeats(tree, transactions, ['a', 'b', 'c', 'd'], spans, {
          minCount: 2,
          minTime: 1,
        });
        const rows = repeats.flatMap((repeat) => repeat.rows);
        assert.equal(new Set(rows).size, rows.length);
        for (const { count, members, rows, transaction, time, overlap } of repeats) {
          assert.ok(count >= 2 && time >= 1 && overlap >= 0 && overlap < 1);
          const perRound = members.reduce((sum, member) => sum + member.perRound, 0);
          assert.ok(perRound <= 8);
          assert.equal(rows.length, perRound * count);
          for (const row of rows) {
            assert.equal(transactions.of[row], transaction);
            assert.equal(spans.layer[tree.order[row]!], 1);
          }
        }
      }),
    );
  });
});
