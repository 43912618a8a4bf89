import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { insertTransactions } from '../../../../test/support/derived-rows.ts';
import { insertEdges, insertOperations } from '../../../../test/support/operation-rows.ts';
import { openTestStore, type TestStore } from '../../../../test/support/test-store.ts';
import { listExternals } from './list-externals.ts';
import { serviceMap } from './service-map.ts';

const NOW_MS = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const BIN = { bin: 'local', retentionHours: 48 };
const MS = 1_000_000;
const NAME = `'; DROP TABLE edges; -- {p0:String} \\ "<script>`;
/** Nanoseconds since the epoch, minutes before now. */
const ago = (minutes: number): bigint => BigInt(NOW_MS - minutes * 60_000) * 1_000_000n;

describe('services', () => {
  let store: TestStore;
  const map = (search = {}) => serviceMap(store.engine, BIN, search, NOW_MS);
  const externals = (search = {}) => listExternals(store.engine, BIN, search, NOW_MS);

  before(async () => {
    store = await openTestStore();
    const trace = { time: ago(5), traceId: 'aa'.repeat(16) };
    const environment = 'live';
    await insertTransactions(store.engine, [
      {
        ...trace,
        service: 'web',
        duration: 100 * MS,
        layers: { db: 60 * MS },
        sampleRate: 2,
        environment,
      },
      { ...trace, service: 'worker', kind: 1, duration: 10 * MS, error: true },
      { ...trace, service: NAME, duration: MS },
    ]);
    await insertEdges(store.engine, [
      {
        ...trace,
        from: 'web',
        to: 'ads',
        kind: 'db',
        calls: 3,
        total: 60 * MS,
        max: 40 * MS,
        sampleRate: 2,
        environment,
      },
      { ...trace, from: 'worker', to: 'ads', kind: 'db', calls: 1, errors: 1, total: 10 * MS },
      { ...trace, from: 'web', to: 'jobs', kind: 'queue', calls: 1, total: 2 * MS, environment },
      { ...trace, from: 'jobs', to: 'worker', kind: 'delivery', calls: 1, total: 500 * MS },
      {
        ...trace,
        time: ago(2),
        traceId: 'bb'.repeat(16),
        from: 'web',
        to: NAME,
        kind: 'host',
        calls: 1,
        total: MS,
      },
      { ...trace, time: ago(90), from: 'web', to: 'old', kind: 'host', calls: 1, total: MS },
      { ...trace, bin: 'other', from: 'web', to: 'secret', kind: 'host', calls: 1, total: MS },
    ]);
    await insertOperations(store.engine, [
      { ...trace, fingerprint: '01', target: 'ads', durations: [MS], system: 'postgresql', service: 'web' },
      {
        ...trace,
        fingerprint: '02',
        layer: 4,
        target: 'rates.example',
        summary: 'GET',
        service: 'web',
        durations: [30 * MS, 50 * MS],
        environment,
        sampleRate: 2,
        errors: 1,
      },
      {
        ...trace,
        fingerprint: '03',
        layer: 4,
        target: 'rates.example',
        summary: 'POST',
        service: 'worker',
        transaction: 'report',
        durations: [20 * MS],
      },
      {
        ...trace,
        fingerprint: '04',
        layer: 5,
        target: 'mails',
        summary: 'send mails',
        service: 'web',
        durations: [2 * MS, 4 * MS],
        sampleRate: 2,
      },
      {
        ...trace,
        fingerprint: '02',
        layer: 4,
        target: NAME,
        summary: NAME,
        service: NAME,
        transaction: NAME,
        durations: [MS],
      },
    ]);
  });
  after(() => store.close());

  it('maps who calls whom, weighted, with what sends no spans', async () => {
    const { nodes, edges } = await map();
    const named = (index: number) => `${nodes[index]!.kind} ${nodes[index]!.name}`;
    assert.deepEqual(
      nodes.map(({ kind, name, system, calls, errors }) => [kind, name, system, calls, errors]),
      [
        ['service', 'web', '', 2, 0],
        ['service', 'worker', '', 1, 1],
        ['service', NAME, '', 1, 0],
        ['db', 'ads', 'postgresql', 7, 1],
        ['host', NAME, '', 1, 0],
        ['queue', 'jobs', '', 1, 0],
      ],
    );
    assert.deepEqual(
      edges.map(({ from, to, calls, errors, total }) => [named(from), named(to), calls, errors, total / MS]),
      [
        ['service web', 'db ads', 6, 0, 120],
        ['queue jobs', 'service worker', 1, 0, 500],
        ['service web', `host ${NAME}`, 1, 0, 1],
        ['service web', 'queue jobs', 1, 0, 2],
        ['service worker', 'db ads', 1, 1, 10],
      ],
    );
    assert.deepEqual([nodes[0]!.layers?.db, nodes[0]!.total], [120 * MS, 200 * MS]);
    assert.equal(nodes[3]!.layers, null);
    near(nodes[0]!.p95, 100 * MS);
    near(edges[0]!.median, 20 * MS);
    near(edges[1]!.p95, 500 * MS);
    assert.equal(edges[0]!.max, 40 * MS);
  });

  it('keeps to the environment, the range and the bin', async () => {
    const live = await map({ environment: 'live' });
    assert.deepEqual(
      live.nodes.map(({ name }) => name),
      ['web', 'ads', 'jobs'],
    );
    assert.deepEqual(
      live.edges.map(({ calls }) => calls),
      [6, 1],
    );
    assert.deepEqual(live.environments, ['live']);
    const old = await map({ from: '-2h', to: '-1h' });
    assert.deepEqual(
      old.nodes.map(({ name }) => name),
      ['old', 'web'],
    );
    const nothing = await map({ environment: NAME });
    assert.deepEqual([nothing.nodes, nothing.edges, nothing.more], [[], [], false]);
  });

  it('lists the hosts that are called, most time first', async () => {
    const { hosts, all } = await externals();
    assert.deepEqual(
      hosts.map(({ host, methods, callers, calls, errors }) => [host, methods, callers, calls, errors]),
      [
        ['rates.example', ['GET', 'POST'], ['web', 'worker'], 5, 2],
        [NAME, [NAME], [NAME], 1, 0],
      ],
    );
    const { transaction, transactions, total, p95, max, callsMax, trend } = hosts[0]!;
    assert.deepEqual([transaction, transactions, callsMax], ['GET /', 2, 2]);
    assert.deepEqual([total, max], [180 * MS, 50 * MS]);
    near(p95, 50 * MS);
    assert.equal(
      trend.reduce((sum, each) => sum + each, 0),
      total,
    );
    assert.deepEqual(all, { calls: 6, total: 181 * MS });
    assert.deepEqual(
      (await externals({ service: 'worker' })).hosts.map(({ calls }) => calls),
      [1],
    );
    assert.deepEqual(
      (await externals({ environment: 'live' })).hosts.map(({ host, calls }) => [host, calls]),
      [['rates.example', 4]],
    );
    const queues = await externals({ layer: 'queue' });
    assert.deepEqual(
      queues.hosts.map(({ host, callers, calls, total }) => [host, callers, calls, total]),
      [['mails', ['web'], 4, 12 * MS]],
    );
    const one = await externals({ limit: 1 });
    assert.deepEqual([one.count, one.more, one.all.calls], [1, true, 6]);
    assert.equal((await externals({ limit: 1000 })).more, false);
    await assert.rejects(externals({ limit: 0 }), /"limit"/);
    await assert.rejects(externals({ limit: 1001 }), /"limit"/);
  });
});

/** Durations are kept in steps of less than 1 %. */
function near(found: number, expected: number): void {
  assert.ok(Math.abs(found - expected) <= expected * 0.005, `${found} is not near ${expected}`);
}
