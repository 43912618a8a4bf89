import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { DEFAULT_THRESHOLDS, Layer, SpanKind } from '@tracebin/model';
import { emptyTables } from '../../test/support/empty-tables.ts';
import { openTestStore, type TestEvent, type TestStore } from '../../test/support/test-store.ts';
import { Deriver } from '../derive/deriver.ts';
import { changeFindingState } from '../derive/finding-states.ts';
import { BadRequestError } from '../errors.ts';
import { listFindings } from './findings.ts';

const BIN = { bin: 'local', retentionHours: 48 };
const MS = 1_000_000n;
const START = BigInt(Math.floor(Date.now() / 1000) - 1_800) * 1_000n * MS;

let store: TestStore;
before(async () => {
  store = await openTestStore();
});
after(() => store.close());
beforeEach(() => emptyTables(store.engine));

/** A request in second `second`; 20 queries or more are an N+1 of as many milliseconds. */
function request(second: number, queries: number, version = '1.0'): TestEvent[] {
  const traceId = (second + 1).toString(16).padStart(32, '0');
  const time = START + BigInt(second) * 1_000n * MS;
  const common = { traceId, service: 'scruffy', resource: { 'service.version': version } };
  const root: TestEvent = {
    ...common,
    spanId: '00000000000000ff',
    time,
    duration: BigInt(queries + 10) * MS,
    name: 'GET /api/week/:date',
    kind: SpanKind.server,
  };
  const statements = Array.from({ length: queries }, (_, at) => ({
    ...common,
    spanId: (at + 1).toString(16).padStart(16, '0'),
    parentSpanId: root.spanId!,
    time: time + BigInt(at + 1) * MS,
    duration: MS,
    name: 'SELECT slots',
    kind: SpanKind.client,
    layer: Layer.db,
    strings: {
      'db.query.text': 'SELECT * FROM slots WHERE break_id = $1',
      ...(at > 3 ? { 'code.file.path': 'src/slot.ts', 'code.function.name': 'serializeSlot' } : {}),
    },
    ...(at > 3 ? { ints: { 'code.line.number': '31' } } : {}),
  }));
  return [root, ...statements];
}

async function derive(requests: TestEvent[][]): Promise<void> {
  await store.insert(requests.flat());
  await new Deriver(store.engine).finish();
}

const list = (search = {}) => listFindings(store.engine, BIN, search);

describe('findings', () => {
  it('say how often, how much and where, with the costliest request first', async () => {
    await derive([request(0, 60), request(1, 100), request(2, 60), request(3, 2)]);
    const { findings, more } = await list();
    assert.equal(findings.length, 1);
    assert.equal(more, false);
    const [found] = findings;
    assert.equal(found!.kind, 'n-plus-one');
    assert.equal(found!.statement, 'SELECT * FROM slots WHERE break_id = ?');
    assert.deepEqual(found!.place, { file: 'src/slot.ts', line: 31, function: 'serializeSlot' });
    assert.deepEqual(found!.count, { median: 60, p95: 100, max: 100 });
    assert.deepEqual([found!.requests, found!.share, found!.requestsSince], [3, 0.75, 1]);
    assert.deepEqual(
      found!.examples.map(({ count }) => count),
      [100, 60, 60],
    );
    assert.equal(found!.examples[0]!.traceId, '2'.padStart(32, '0'));
    // One of a hundred would remain.
    const { median, p95, ...lost } = found!.lost;
    assert.deepEqual(lost, { total: 217e6, perHour: 217e6 });
    // Percentiles are told in steps of less than 1 %.
    assert.ok(Math.abs(median - 59e6) <= 59e6 * 0.004, `${median}`);
    assert.ok(Math.abs(p95 - 99e6) <= 99e6 * 0.004, `${p95}`);
    assert.ok(found!.firstSeen < found!.lastSeen);
    // Of a shorter range the numbers are its own, but since when it is there is told from the days before.
    const from = new Date(Number((START + 1_500n * MS) / MS)).toISOString();
    const [later] = (await list({ from })).findings;
    assert.deepEqual([later!.requests, later!.firstSeen], [1, found!.firstSeen]);
    assert.equal(found!.evidence.rounds, 100);
    assert.match(found!.key, /^[0-9a-f]{16}$/);
    assert.deepEqual((await list({ transaction: 'GET /other' })).findings, []);
    assert.deepEqual((await list({ kind: 'slow-query' })).findings, []);
    assert.deepEqual((await listFindings(store.engine, { ...BIN, bin: 'other' })).findings, []);
  });

  it('are none where nothing repeats enough', async () => {
    await derive([request(0, 4), request(1, 0)]);
    assert.deepEqual((await list()).findings, []);
  });

  it('are fixed when a person says so, and back when they are seen again', async () => {
    await derive([request(0, 60)]);
    const { key } = (await list()).findings[0]!;
    await changeFindingState(store.engine, 'local', key, { status: 'acknowledged', note: 'next week' });
    await changeFindingState(store.engine, 'local', key, { status: 'fixed' });
    const [fixed] = (await list({ status: 'fixed' })).findings;
    assert.deepEqual([fixed!.status, fixed!.statusBy, fixed!.note], ['fixed', 'person', 'next week']);
    assert.deepEqual((await list({ status: 'open' })).findings, []);
    // A little in the future, as the mark was made now and the requests lie in the past.
    await derive([request(1_900, 60)]);
    const [back] = (await list({ to: new Date(Date.now() + 3_600_000).toISOString() })).findings;
    assert.deepEqual([back!.status, back!.note], ['back', 'next week']);
    await assert.rejects(changeFindingState(store.engine, 'local', 'zz', {}), BadRequestError);
  });

  it('keep their status when a note is written', async () => {
    const without = (from: number, version: string) =>
      Array.from({ length: 20 }, (_, at) => request(from + at, 1, version));
    const note = (key: string) => changeFindingState(store.engine, 'local', key, { note: 'who is on it?' });
    const shown = async () => {
      const [{ status, statusBy, note } = assert.fail()] = (await list()).findings;
      return [status, statusBy, note];
    };
    await derive([request(0, 60)]);
    const { key } = (await list()).findings[0]!;
    await note(key);
    assert.deepEqual(await shown(), ['open', null, 'who is on it?']);
    await derive([...without(10, '1.1'), request(60, 60, '1.2')]);
    assert.deepEqual(await shown(), ['back', 'version', 'who is on it?']);
    await note(key);
    assert.deepEqual(await shown(), ['back', 'version', 'who is on it?']);
    await changeFindingState(store.engine, 'local', key, { status: 'acknowledged' });
    assert.deepEqual(await shown(), ['acknowledged', 'person', 'who is on it?']);
    // Fixed half an hour ago, as somebody said, and seen again since.
    await store.engine.command('TRUNCATE TABLE finding_states');
    await store.engine.command(
      `INSERT INTO finding_states (bin, key, status, note, changed_at)
       SELECT 'local', {key:UInt64}, 'fixed', 'batched', fromUnixTimestamp64Nano({at:Int64})`,
      { key: BigInt(`0x${key}`).toString(), at: START.toString() },
    );
    assert.deepEqual(await shown(), ['back', null, 'batched']);
    await note(key);
    assert.deepEqual(await shown(), ['back', null, 'who is on it?']);
  });

  it('take a status and a note that come at once', async () => {
    await derive([request(0, 60)]);
    const { key } = (await list()).findings[0]!;
    for (const status of ['acknowledged', 'fixed', 'open'] as const) {
      const changes = [{ note: `now ${status}` }, { status }];
      await Promise.all(changes.map((change) => changeFindingState(store.engine, 'local', key, change)));
      const [found] = (await list()).findings;
      assert.deepEqual([found!.status, found!.note], [status, `now ${status}`]);
    }
  });

  it('are fixed when a new version answers 20 requests without, and not at 19', async () => {
    const quick = Array.from({ length: 19 }, (_, at) => request(10 + at, 1, '1.1'));
    await derive([request(0, 60), ...quick]);
    assert.equal((await list()).findings[0]!.status, 'open');
    await derive([request(60, 1, '1.1')]);
    const [found] = (await list()).findings;
    assert.deepEqual([found!.status, found!.statusBy, found!.lastVersion], ['fixed', 'version', '1.0']);
  });

  it('come back when a later version has them again', async () => {
    const without = (from: number, count: number, version: string) =>
      Array.from({ length: count }, (_, at) => request(from + at, 1, version));
    await derive([request(0, 60, '1.0'), ...without(10, 19, '1.1'), request(60, 60, '1.2')]);
    assert.equal((await list()).findings[0]!.status, 'open', '19 requests without could be luck');
    await derive([...without(30, 1, '1.1')]);
    const [found] = (await list()).findings;
    assert.deepEqual(
      [found!.status, found!.statusBy, found!.firstVersion, found!.lastVersion],
      ['back', 'version', '1.0', '1.2'],
    );
    await derive([...without(100, 20, '1.3')]);
    assert.equal((await list()).findings[0]!.status, 'fixed');
  });

  it('go by what the bin has set', async () => {
    const thresholds = { ...DEFAULT_THRESHOLDS, repeatCount: 61 };
    await store.insert([...request(0, 60), ...request(1, 61)]);
    await new Deriver(store.engine, { thresholdsOf: () => thresholds }).finish();
    const { findings } = await list();
    assert.deepEqual(
      findings.map(({ count }) => count.max),
      [61],
    );
    const quick = [request(10, 1, '1.1')];
    await derive(quick);
    const search = (fixedRequests: number) =>
      listFindings(store.engine, { ...BIN, thresholds: { ...thresholds, fixedRequests } });
    assert.equal((await search(1)).findings[0]!.status, 'fixed');
    assert.equal((await search(2)).findings[0]!.status, 'open');
  });
});
