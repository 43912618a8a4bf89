import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type FindingKind, Layer, SpanKind, StatusCode } from '@tracebin/model';
import { emptyTables } from '../../../test/support/empty-tables.ts';
import { openTestStore, type TestEvent, type TestStore } from '../../../test/support/test-store.ts';
import { Deriver } from '../../derive/deriver.ts';
import { changeFindingState } from '../../derive/finding-states.ts';
import { listFindings } from '../findings.ts';
import { isComparedFinding } from '../is-compared-finding.ts';

const BIN = { bin: 'local', retentionHours: 48 };
const MS = 1_000_000n;
const HOUR_S = 3_600;
const NOW_S = Math.floor(Date.now() / 1000);

let store: TestStore;
before(async () => {
  store = await openTestStore();
});
after(() => store.close());
beforeEach(() => emptyTables(store.engine));

interface Request {
  agoSeconds: number;
  ms: number;
  version: string;
  queryMs?: number;
  error?: string;
  name?: string;
  sampleRate?: number;
  environment?: string;
}

let traces = 0;

function request({
  agoSeconds,
  ms,
  version,
  queryMs,
  error,
  name = 'GET /week',
  sampleRate = 1,
  environment = 'production',
}: Request): TestEvent[] {
  const traceId = (++traces).toString(16).padStart(32, '0');
  const time = BigInt(NOW_S - agoSeconds) * 1_000n * MS;
  const common = {
    traceId,
    service: 'scruffy',
    sampleRate,
    resource: { 'service.version': version, 'deployment.environment.name': environment },
  };
  const root: TestEvent = {
    ...common,
    spanId: '00000000000000ff',
    time,
    duration: BigInt(Math.round(ms * 1e6)),
    name,
    kind: SpanKind.server,
    ...(error === undefined
      ? {}
      : {
          status: StatusCode.error,
          events: [
            {
              time,
              name: 'exception',
              attributes: JSON.stringify({
                'exception.type': 'TypeError',
                'exception.message': error,
                'exception.stacktrace': 'File "rates.py", line 3, in load',
              }),
            },
          ],
        }),
  };
  if (queryMs === undefined) return [root];
  return [
    root,
    {
      ...common,
      spanId: '0000000000000001',
      parentSpanId: root.spanId!,
      time: time + MS,
      duration: BigInt(Math.round(queryMs * 1e6)),
      name: 'SELECT',
      kind: SpanKind.client,
      layer: Layer.db,
      strings: { 'db.query.text': 'SELECT * FROM slots WHERE id = $1', 'code.file.path': 'src/slot.ts' },
      ints: { 'code.line.number': '41' },
    },
  ];
}

async function derive(requests: readonly Request[]): Promise<void> {
  await store.insert(requests.flatMap(request));
  await new Deriver(store.engine).finish();
}

/** `count` requests a second apart, each a little longer or shorter than `ms`. */
const many = (count: number, { ms, ...rest }: Request): Request[] =>
  Array.from({ length: count }, (_, at) => ({
    ...rest,
    agoSeconds: rest.agoSeconds - at,
    ms: ms * (0.9 + 0.02 * (at % 11)),
  }));

const found = async (kind: FindingKind, search = {}) =>
  (await listFindings(store.engine, BIN, { kind, ...search })).findings;

describe('an endpoint slower than before a deploy', () => {
  it('is found by its median, with what it was before, and only where it is no chance', async () => {
    await derive([
      ...many(40, { agoSeconds: 3_000, ms: 100, version: '1.0' }),
      ...many(40, { agoSeconds: 2_000, ms: 140, version: '1.1' }),
      ...many(40, { agoSeconds: 3_000, ms: 100, version: '1.0', name: 'GET /same' }),
      ...many(40, { agoSeconds: 2_000, ms: 101, version: '1.1', name: 'GET /same' }),
      ...many(40, { agoSeconds: 3_000, ms: 100, version: '1.0', name: 'GET /gone' }),
      ...many(40, { agoSeconds: 2_000, ms: 900, version: '1.1', name: 'GET /new' }),
      ...many(29, { agoSeconds: 3_000, ms: 100, version: '1.0', name: 'GET /rare' }),
      ...many(40, { agoSeconds: 2_000, ms: 900, version: '1.1', name: 'GET /rare' }),
    ]);
    const findings = await found('slower-endpoint');
    assert.deepEqual(
      findings.map(({ transaction }) => transaction),
      ['GET /week'],
    );
    const [slower] = findings;
    assert.deepEqual([slower!.lastVersion, slower!.requests, slower!.status], ['1.1', 40, 'open']);
    const { before, now } = slower!.evidence as Record<'before' | 'now', { version: string; median: number }>;
    assert.deepEqual([before.version, now.version], ['1.0', '1.1']);
    assert.ok(Math.abs(now.median / before.median - 1.4) < 0.01);
    assert.equal(slower!.lost.median, now.median - before.median);
    assert.equal(slower!.examples.length, 5);
    assert.ok(slower!.examples.every(({ lost }, at, all) => at === 0 || lost <= all[at - 1]!.lost));
  });

  it('is none where a few requests were very slow', async () => {
    await derive([
      ...many(40, { agoSeconds: 3_000, ms: 100, version: '1.0' }),
      ...many(36, { agoSeconds: 2_000, ms: 100, version: '1.1' }),
      ...many(4, { agoSeconds: 1_000, ms: 9_000, version: '1.1' }),
    ]);
    assert.deepEqual(await found('slower-endpoint'), []);
  });

  it('weighs a request as many as it stands for', async () => {
    // Of the new version 40 slow requests were kept, and 40 quick ones that stand for 100 each.
    await derive([
      ...many(40, { agoSeconds: 3_000, ms: 100, version: '1.0' }),
      ...many(40, { agoSeconds: 2_000, ms: 100, version: '1.1', sampleRate: 100 }),
      ...many(41, { agoSeconds: 1_500, ms: 200, version: '1.1' }),
    ]);
    assert.deepEqual(await found('slower-endpoint'), []);
    // And the other way round; 40 that stand for many tell as much as 40.
    await derive(many(40, { agoSeconds: 1_000, ms: 200, version: '1.1', sampleRate: 1_000 }));
    const [slower] = await found('slower-endpoint');
    assert.equal(slower!.requests, 40 * 100 + 41 + 40 * 1_000);
  });

  it('is known by its key, so that people can say something of it', async () => {
    await derive([
      ...many(40, { agoSeconds: 3_000, ms: 100, version: '1.0' }),
      ...many(40, { agoSeconds: 2_000, ms: 200, version: '1.1' }),
    ]);
    const [slower] = await found('slower-endpoint');
    await changeFindingState(store.engine, 'local', slower!.key, { status: 'acknowledged' }, (key) =>
      isComparedFinding(store.engine, BIN, key),
    );
    assert.equal((await found('slower-endpoint'))[0]!.status, 'acknowledged');
    assert.equal(await isComparedFinding(store.engine, BIN, '0'.repeat(16)), false);
  });
});

describe('a query slower than it was', () => {
  const before = many(50, { agoSeconds: 3 * HOUR_S, ms: 100, version: '1.0', queryMs: 20 });

  it('is found against its own history, not by an absolute bar', async () => {
    await derive([...before, ...many(50, { agoSeconds: 600, ms: 100, version: '1.0', queryMs: 41 })]);
    const [slower] = await found('slower-query');
    assert.equal(slower!.statement, 'SELECT * FROM slots WHERE id = ?');
    assert.equal(slower!.transaction, 'GET /week');
    assert.equal(slower!.requests, 50);
    assert.deepEqual(slower!.place, { file: 'src/slot.ts', line: 41, function: '' });
    const { before: old, now } = slower!.evidence as Record<'before' | 'now', { p95: number }>;
    assert.ok(Math.abs(now.p95 / 41e6 - 1) < 0.01 && Math.abs(old.p95 / 20e6 - 1) < 0.01);
  });

  it('is none where its calls take no longer in all: a few that were very slow are gone', async () => {
    const beforeWith = (ms: number) => [
      ...before.slice(1),
      ...many(1, { agoSeconds: 3 * HOUR_S, ms: 3_000, version: '1.0', queryMs: ms }),
    ];
    const now = many(50, { agoSeconds: 600, ms: 100, version: '1.0', queryMs: 41 });
    // Their mean: 40.98 ms and, with the other, 41.
    await derive([...beforeWith(1_069), ...now]);
    assert.equal((await found('slower-query')).length, 1);
    await emptyTables(store.engine);
    await derive([...beforeWith(1_070), ...now]);
    assert.deepEqual(await found('slower-query'), []);
  });

  it('is none below twice as long, nor where it was too rare to tell', async () => {
    await derive([...before, ...many(50, { agoSeconds: 600, ms: 100, version: '1.0', queryMs: 39 })]);
    assert.deepEqual(await found('slower-query'), []);
    await derive(many(49, { agoSeconds: 300, ms: 100, version: '1.0', queryMs: 90, name: 'GET /rare' }));
    assert.deepEqual(await found('slower-query', { from: '-301s' }), []);
  });
});

describe('an error that is new since a version', () => {
  it('is found where the version before answered such requests without', async () => {
    await derive([
      ...many(20, { agoSeconds: 3_000, ms: 10, version: '1.0' }),
      ...many(2, { agoSeconds: 2_900, ms: 10, version: '1.0', error: 'known before 12' }),
      ...many(3, { agoSeconds: 2_000, ms: 10, version: '1.1', error: 'no rate for 12' }),
      ...many(4, { agoSeconds: 1_000, ms: 10, version: '1.1', error: 'known before 13' }),
    ]);
    const findings = await found('new-error');
    assert.deepEqual(
      findings.map(({ statement, requests, firstVersion }) => [statement, requests, firstVersion]),
      [['TypeError: no rate for ?', 3, '1.1']],
    );
    assert.equal(findings[0]!.examples.length, 3);
    assert.deepEqual(findings[0]!.place, { file: 'rates.py', line: 0, function: 'load' });
  });

  it('is none twice, nor where nobody asked for it before', async () => {
    await derive([
      ...many(20, { agoSeconds: 3_000, ms: 10, version: '1.0' }),
      ...many(2, { agoSeconds: 2_000, ms: 10, version: '1.1', error: 'only twice' }),
      ...many(19, { agoSeconds: 3_000, ms: 10, version: '1.0', name: 'GET /rare' }),
      ...many(9, { agoSeconds: 2_000, ms: 10, version: '1.1', name: 'GET /rare', error: 'who knows' }),
    ]);
    assert.deepEqual(await found('new-error'), []);
  });
});

describe('a version that was put back', () => {
  const slow = { ms: 200, version: '1.1' };
  const fast = { ms: 100, version: '1.0' };

  it('is the newest: what only the version before it did is found no more', async () => {
    await derive([
      ...many(100, { ...fast, agoSeconds: 3 * HOUR_S }),
      ...many(100, { ...slow, agoSeconds: 2 * HOUR_S, error: 'no rate for 12' }),
    ]);
    const kinds = async () =>
      (await listFindings(store.engine, BIN, { from: '-4h' })).findings.map(({ kind }) => kind).sort();
    assert.deepEqual(await kinds(), ['new-error', 'slower-endpoint']);
    await derive(many(100, { ...fast, agoSeconds: HOUR_S }));
    assert.deepEqual(await kinds(), []);
    // What begins with the rollback is new, though its version is the oldest.
    await derive(many(3, { ...fast, agoSeconds: 600, error: 'rates are gone' }));
    const [gone] = await found('new-error', { from: '-4h' });
    assert.equal(gone!.statement, 'TypeError: rates are gone');
    // Put in once more, it is slower again.
    await derive(many(100, { ...slow, agoSeconds: 300 }));
    assert.deepEqual(
      (await found('slower-endpoint', { from: '-4h' })).map(({ lastVersion }) => lastVersion),
      ['1.1'],
    );
  });

  it('fixes what it does not do, and brings back what it did', async () => {
    const slowQuery = { queryMs: 600, ms: 700 };
    const status = async () =>
      (await found('slow-query', { from: '-4h' })).map(({ status, statusBy }) => [status, statusBy]);
    await derive([
      ...many(100, { ...fast, agoSeconds: 3 * HOUR_S }),
      ...many(100, { ...slow, ...slowQuery, agoSeconds: 2 * HOUR_S }),
    ]);
    assert.deepEqual(await status(), [['open', null]]);
    await derive(many(100, { ...fast, agoSeconds: HOUR_S }));
    assert.deepEqual(await status(), [['fixed', 'version']]);
    await derive(many(100, { ...slow, ...slowQuery, agoSeconds: 600 }));
    assert.deepEqual(await status(), [['back', 'version']]);
  });
});

describe('one environment', () => {
  it('has the findings of its own requests, against its own versions', async () => {
    const slower = { ms: 200, version: '1.1', queryMs: 90, error: 'no rate for 12' };
    const before = { agoSeconds: 2 * HOUR_S, ms: 100, version: '1.0', queryMs: 20 };
    await derive([
      ...many(50, { ...before, environment: 'production' }),
      ...many(50, { ...before, environment: 'staging' }),
      ...many(50, { ...slower, agoSeconds: 1_000, environment: 'staging' }),
      ...many(50, { ...before, agoSeconds: 900, environment: 'production' }),
    ]);
    const kinds = async (environment?: string) =>
      (await listFindings(store.engine, BIN, environment === undefined ? {} : { environment })).findings
        .map(({ kind, share, requests }) => `${kind} ${requests} ${share}`)
        .sort();
    const all = ['new-error 50 1', 'slower-endpoint 50 1', 'slower-query 50 1'];
    assert.deepEqual(await kinds('staging'), all);
    assert.deepEqual(await kinds('production'), []);
    assert.deepEqual(await kinds('nowhere'), []);
  });

  it('counts what was noticed in single requests, of those of the environment', async () => {
    const n1 = (environment: string, ms: number) =>
      many(4, { agoSeconds: 900, ms, version: '1.0', queryMs: 600, environment });
    await derive([
      ...n1('production', 700),
      ...n1('staging', 700),
      ...many(4, { agoSeconds: 800, ms: 9, version: '1.0', environment: 'staging' }),
    ]);
    const slow = async (environment: string) =>
      (await found('slow-query', { environment })).map(({ requests, share }) => [requests, share]);
    assert.deepEqual(await slow('production'), [[4, 1]]);
    assert.deepEqual(await slow('staging'), [[4, 0.5]]);
    assert.deepEqual(await slow('nowhere'), []);
  });
});

describe('an app that runs as it did', () => {
  it('has no finding of any kind', async () => {
    const alike = (version: string, agoSeconds: number) =>
      many(60, { agoSeconds, ms: 100, version, queryMs: 20 });
    await derive([...alike('1.0', 3 * HOUR_S), ...alike('1.0', 3_000), ...alike('1.1', 600)]);
    assert.deepEqual((await listFindings(store.engine, BIN)).findings, []);
  });
});
