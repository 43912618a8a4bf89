import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { insertTransactions } from '../../../../test/support/derived-rows.ts';
import { insertOperations } from '../../../../test/support/operation-rows.ts';
import { openTestStore, type TestStore } from '../../../../test/support/test-store.ts';
import { transactionDetail } from './transaction-detail.ts';
import { transactionProfile } from './transaction-profile.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const BIN = { bin: 'local', retentionHours: 48, apdexMs: 500 };
const MS = 1_000_000;
const ago = (minutes: number): bigint => BigInt(NOW_MS - minutes * 60_000) * 1_000_000n;
const hex = (value: number, length: number) => value.toString(16).padStart(length, '0');

describe('transactionDetail', () => {
  let store: TestStore;
  const search = { service: 'shop', name: 'GET /' };
  const ask = (more = {}) => transactionDetail(store.engine, BIN, { ...search, ...more }, NOW_MS);
  const ids = (at: number) => ({ traceId: hex(at + 1, 32), spanId: hex(at + 1, 16) });

  before(async () => {
    store = await openTestStore();
    const fast = Array.from({ length: 9 }, (_, at) => ({
      ...ids(at),
      time: ago(30 + at),
      duration: (100 + at) * MS,
      layers: { db: 60 * MS },
      queries: 2,
      version: 'v1',
      sampleRate: 2,
    }));
    const slow = {
      ...ids(50),
      time: ago(10),
      duration: 2000 * MS,
      version: 'v2',
      error: true,
      environment: 'staging',
    };
    await insertTransactions(store.engine, [
      ...fast,
      slow,
      { ...ids(60), time: ago(10), duration: 5 * MS, name: 'GET /other' },
      { ...ids(61), time: ago(10), duration: 5 * MS, service: 'edge' },
      { ...ids(62), time: ago(90), duration: 5 * MS },
    ]);
    const select = {
      service: 'shop',
      transaction: 'GET /',
      fingerprint: 'ab',
      statement: 'SELECT ?',
      file: 'a.ts',
      line: 7,
    };
    await insertOperations(store.engine, [
      ...fast.map(({ time, ...each }) => ({
        ...select,
        time,
        traceId: each.traceId,
        spanId: each.spanId,
        durations: [20 * MS, 40 * MS],
        sampleRate: 2,
      })),
      { ...select, ...ids(50), time: ago(10), durations: [1000 * MS], environment: 'staging' },
      {
        ...select,
        ...ids(50),
        time: ago(10),
        fingerprint: 'cd',
        layer: 4,
        summary: 'GET',
        target: 'rates',
        durations: [500 * MS],
        environment: 'staging',
      },
      { ...select, ...ids(60), time: ago(10), transaction: 'GET /other', fingerprint: 'ef', durations: [1] },
    ]);
  });
  after(() => store.close());

  it('counts the requests of one transaction, weighted', async () => {
    const { figures, percentiles, histogram, series, versions, environments } = await ask();
    assert.equal(figures.hits, 19);
    assert.equal(figures.total, (2 * (9 * 100 + 36) + 2000) * MS);
    assert.equal(figures.errors, 1);
    near(percentiles.p50, 104 * MS);
    near(percentiles.p99, 2000 * MS);
    assert.equal(
      histogram.hits.reduce((sum, each) => sum + each, 0),
      19,
    );
    assert.equal(histogram.hits.at(-1), 1);
    assert.equal(histogram.errors.at(-1), 1);
    const begin = 2 ** ((histogram.first + histogram.hits.length - 1) / 8);
    assert.ok(begin <= 2000 * MS && 2000 * MS < begin * 2 ** (1 / 8));
    assert.equal(
      series.hits.reduce((sum, each) => sum + each, 0),
      19,
    );
    assert.deepEqual(versions.version, ['v1', 'v2']);
    assert.deepEqual(
      [versions.hits, versions.errors],
      [
        [18, 1],
        [0, 1],
      ],
    );
    assert.equal(versions.firstSeen[1], '2026-11-20T11:50:00.000000000Z');
    assert.deepEqual(environments, ['staging']);
  });

  it('tells its statements and calls, for a request', async () => {
    const { operations } = await ask();
    assert.deepEqual(operations.layer, ['db', 'http']);
    assert.deepEqual(operations.fingerprint, ['00000000000000ab', '00000000000000cd']);
    assert.equal(operations.callsPerRequest[0], (18 * 2 + 1) / 19);
    assert.equal(operations.timePerRequest[0], (18 * 60 + 1000) * (MS / 19));
    assert.deepEqual(
      [operations.share, operations.mostCalls],
      [
        [1, 1 / 19],
        [2, 1],
      ],
    );
    assert.deepEqual([operations.longest[0], operations.target[1]], [1000 * MS, 'rates']);
    assert.equal(operations.place[0], 'a.ts:7');
  });

  it('counts the runs of a job by attempt, weighted, and says none of requests', async () => {
    const runs = [0, 1, 1, 1, 2, 2, 3, 10, 14].map((attempts, at) => ({
      ...{ ...ids(200 + at), name: 'mails', kind: 1, time: ago(20), duration: MS },
      ...{ attempts, error: attempts === 2, sampleRate: attempts === 1 ? 4 : 1 },
    }));
    await insertTransactions(store.engine, runs);
    assert.deepEqual((await ask({ name: 'mails' })).attempts, {
      attempt: [1, 2, 3, 10, 0],
      runs: [12, 2, 1, 2, 1],
      failures: [0, 2, 0, 0, 0],
    });
    await insertTransactions(
      store.engine,
      runs.map((run) => ({ ...run, name: 'silent', attempts: 0 })),
    );
    const none = { attempt: [], runs: [], failures: [] };
    assert.deepEqual((await ask({ name: 'silent' })).attempts, none);
    assert.deepEqual((await ask()).attempts, none);
  });

  it('gives single requests from fast to slow', async () => {
    const { samples } = await ask();
    assert.deepEqual(
      samples.duration,
      [...samples.duration].sort((a, b) => a - b),
    );
    assert.equal(samples.traceId.at(-1), hex(51, 32));
    assert.deepEqual([samples.error.at(-1), samples.version.at(-1), samples.queries[0]], [true, 'v2', 2]);
    assert.equal(samples.layers.db[0], 60 * MS);
    assert.equal(new Set(samples.traceId).size, samples.traceId.length);
  });

  it('narrows to a part of the distribution, a version, an environment; the distribution stays whole', async () => {
    const part = await ask({ minDuration: '1s' });
    assert.deepEqual([part.figures.hits, part.samples.duration.length], [1, 1]);
    assert.deepEqual(part.operations.callsPerRequest, [1, 1]);
    assert.equal(
      part.histogram.hits.reduce((sum, each) => sum + each, 0),
      19,
    );
    near(part.percentiles.p50, 104 * MS);
    assert.equal((await ask({ maxDuration: '108ms' })).figures.hits, 18);
    assert.equal((await ask({ maxDuration: '107999999' })).figures.hits, 16);
    assert.equal((await ask({ version: 'v2' })).figures.hits, 1);
    assert.equal((await ask({ version: 'v2' })).versions.version.length, 2);
    assert.equal((await ask({ environment: 'staging' })).operations.calls[0], 1);
    const nothing = await ask({ name: 'GET /gone' });
    assert.deepEqual([nothing.figures.hits, nothing.histogram.hits, nothing.samples.traceId], [0, [], []]);
    await assert.rejects(ask({ minDuration: 'long' }), /minDuration/);
  });
});

describe('transactionProfile', () => {
  let store: TestStore;
  before(async () => {
    store = await openTestStore();
  });
  after(() => store.close());

  it('merges the spans of some requests, and of those near the p95', async () => {
    const request = (at: number, minutes: number, durationMs: number, queries: number) => {
      const ids = { traceId: hex(at, 32), service: 'shop' };
      const time = ago(minutes);
      return {
        row: { ...ids, spanId: hex(at * 1000, 16), time, duration: durationMs * MS },
        spans: [
          { ...ids, spanId: hex(at * 1000, 16), time, duration: durationMs * MS, name: 'GET /', kind: 2 },
          ...Array.from({ length: queries }, (_, nth) => ({
            ...ids,
            spanId: hex(at * 1000 + nth + 1, 16),
            parentSpanId: hex(at * 1000, 16),
            time: time + BigInt(nth * 10 * MS),
            duration: 10 * MS,
            name: 'SELECT',
            kind: 3,
            layer: 1,
            strings: { 'db.query.text': `SELECT * FROM slots WHERE id = ${nth}` },
          })),
        ],
      };
    };
    const requests = [
      ...Array.from({ length: 18 }, (_, at) => request(at + 1, 5 + at * 2, 100, 2)),
      request(101, 50, 1000, 42),
      request(102, 51, 1000, 42),
    ];
    await insertTransactions(
      store.engine,
      requests.map(({ row }) => row),
    );
    await store.insert(requests.flatMap(({ spans }) => spans));
    const ask = (more = {}) =>
      transactionProfile(store.engine, BIN, { service: 'shop', name: 'GET /', ...more }, NOW_MS);
    const { average, slow, mean } = await ask();
    assert.deepEqual([average?.requests, Math.round(average!.duration), mean], [20, 190 * MS, 190 * MS]);
    assert.deepEqual(average?.name, ['GET /', 'SELECT']);
    assert.deepEqual(average?.calls.map(rounded), [1, (18 * 2 + 2 * 42) / 20]);
    assert.deepEqual([slow?.requests, slow?.calls[1]], [2, 42]);
    const long = await ask({ minDuration: '500ms' });
    assert.deepEqual([long.slow?.requests, long.slow?.calls[1]], [2, 42]);
    assert.deepEqual(await ask({ name: 'GET /never' }).then(({ average, slow }) => [average, slow]), [
      null,
      null,
    ]);
  });

  it('makes the rare request of 4,000 statements the part of the average that it is', async () => {
    const requests = Array.from({ length: 200 }, (_, at) => {
      const isSlow = at % 33 === 7;
      const ids = { traceId: hex(5_000 + at, 32), spanId: hex((5_000 + at) * 10_000, 16), service: 'shop' };
      const root = {
        ...ids,
        time: ago(1 + (at % 50)),
        duration: (isSlow ? 2_000 : 20) * MS,
        name: 'GET /rare',
      };
      const child = (nth: number) => ({
        ...ids,
        spanId: hex((5_000 + at) * 10_000 + nth + 1, 16),
        parentSpanId: ids.spanId,
        time: root.time + BigInt(Math.round(nth * 0.4 * MS)),
        duration: 0.4 * MS,
        name: 'SELECT',
        kind: 3,
        layer: 1,
      });
      const children = Array.from({ length: isSlow ? 4_000 : 1 }, (_, nth) => child(nth));
      return { row: { ...root, spans: 1 + children.length }, spans: [{ ...root, kind: 2 }, ...children] };
    });
    await insertTransactions(
      store.engine,
      requests.map(({ row }) => row),
    );
    for (const { spans } of requests) await store.insert(spans);
    const search = { service: 'shop', name: 'GET /rare' };
    const { average, mean } = await transactionProfile(store.engine, BIN, search, NOW_MS);
    const expected = (6 * 2_000 + 194 * 20) / 200;
    assert.equal(mean, expected * MS);
    assert.ok(Math.abs(average!.duration - expected * MS) < 1);
    assert.ok(average!.requests <= 40);
    const [, statements = 0] = average!.calls;
    assert.ok(Math.abs(statements / ((6 * 4_000 + 194) / 200) - 1) < 0.02, `${statements}`);
    assert.ok(Math.abs(average!.total[1]! / (statements * 0.4 * MS) - 1) < 0.02);
  });

  it('says the mean of all, also where the spans of slow ones are gone', async () => {
    const row = (at: number, durationMs: number) => ({
      ...{ traceId: hex(2_000 + at, 32), spanId: hex(2_000 + at, 16), time: ago(1 + at), service: 'shop' },
      ...{ duration: durationMs * MS, name: 'GET /gone' },
    });
    const fast = Array.from({ length: 9 }, (_, at) => row(at, 100));
    await insertTransactions(store.engine, [...fast, row(10, 100), row(11, 100), row(12, 9_000)]);
    await store.insert(fast.map((each) => ({ ...each, kind: 2 })));
    const { average, mean } = await transactionProfile(
      store.engine,
      BIN,
      { service: 'shop', name: 'GET /gone' },
      NOW_MS,
    );
    assert.equal(mean, ((11 * 100 + 9_000) / 12) * MS);
    assert.deepEqual([average?.requests, Math.round(average!.duration)], [9, 100 * MS]);
  });

  it('takes what another service did out of the time of a call, and shows none of it', async () => {
    const at = { traceId: hex(900, 32), time: ago(3) };
    const span = (id: number, parent: number | undefined, durationMs: number, more: object) => ({
      ...at,
      spanId: hex(id, 16),
      ...(parent === undefined ? {} : { parentSpanId: hex(parent, 16) }),
      duration: durationMs * MS,
      service: 'shop',
      ...more,
    });
    await insertTransactions(store.engine, [
      { ...at, spanId: hex(901, 16), duration: 100 * MS, name: 'GET /call' },
    ]);
    await store.insert([
      span(901, undefined, 100, { name: 'GET /call', kind: 2 }),
      span(902, 901, 50, { name: 'GET', kind: 3, layer: 4 }),
      span(903, 902, 40, { name: 'GET /rates', kind: 2, service: 'rates' }),
      span(904, 903, 30, { name: 'reckon', service: 'rates' }),
      span(905, 901, 20, { name: 'later', time: at.time + 400_000_000_000n }),
    ]);
    const { average } = await transactionProfile(
      store.engine,
      BIN,
      { service: 'shop', name: 'GET /call' },
      NOW_MS,
    );
    assert.deepEqual(
      [average?.name, average?.self],
      [
        ['GET /call', 'GET'],
        [50 * MS, 10 * MS],
      ],
    );
  });
});

const rounded = (value: number) => Number(value.toPrecision(12));

/** Durations are counted in 9 bits. */
function near(found: number, expected: number): void {
  assert.ok(Math.abs(found - expected) <= expected * 0.004, `${found} is not near ${expected}`);
}
