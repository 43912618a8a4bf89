import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  DEFAULT_THRESHOLDS,
  type ExternalsAnswer,
  Layer,
  type QueriesAnswer,
  type ServicesAnswer,
  SpanKind,
  type TransactionsAnswer,
} from '@tracebin/model';
import fc from 'fast-check';
import { FaultyEngine } from '../../../../test/store/faulty-engine.ts';
import { emptyTables } from '../../../../test/support/empty-tables.ts';
import { openTestStore, type TestEvent, type TestStore } from '../../../../test/support/test-store.ts';
import { Deriver } from '../../../derive/deriver.ts';
import { rebuild } from '../../../derive/rebuild.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { listFindings } from '../../findings.ts';
import { listTransactions } from '../list-transactions.ts';
import { overview } from '../overview.ts';
import { getQuery } from '../queries/get-query.ts';
import { listQueries } from '../queries/list-queries.ts';
import { listExternals } from '../services/list-externals.ts';
import { serviceMap } from '../services/service-map.ts';
import { transactionDetail } from '../transaction/transaction-detail.ts';

const BIN = { bin: 'local', retentionHours: 48 };
const MS = 1_000_000n;
const MINUTE = 60_000n * MS;
const HOUR_MS = 3_600_000;
/** The last full hour, so that the hours before it are over. */
const NOW_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const START = BigInt(NOW_MS - 5 * HOUR_MS) * MS;

let store: TestStore;
before(async () => {
  store = await openTestStore();
});
after(() => store.close());
beforeEach(() => emptyTables(store.engine));

interface TestRequest {
  /** Minutes after the start. */
  minute: number;
  ms: number;
  service: string;
  environment: string;
  /** Where the service runs that is called by it. */
  stockIn: string;
  rate: number;
  statements: number;
  error: boolean;
}

const requests = fc.record<TestRequest>({
  minute: fc.integer({ min: 0, max: 299 }),
  ms: fc.integer({ min: 1, max: 5_000 }),
  service: fc.constantFrom('web', 'api'),
  environment: fc.constantFrom('', 'live', 'test'),
  stockIn: fc.constantFrom('', 'live', 'test'),
  rate: fc.constantFrom(1, 1, 2, 4),
  statements: fc.integer({ min: 0, max: 4 }),
  error: fc.boolean(),
});

/** So that there is something to find in small traces. */
const EAGER = {
  ...DEFAULT_THRESHOLDS,
  newErrors: 1,
  fixedRequests: 1,
  slowerEndpointPercent: 101,
  slowerQueryPercent: 101,
};

const traceIdOf = (number: number): string => (number + 1).toString(16).padStart(32, 'a');

function traceOf(number: number, request: TestRequest): TestEvent[] {
  const common = {
    traceId: traceIdOf(number),
    service: request.service,
    sampleRate: request.rate,
    resource: {
      'service.version': request.minute < 150 ? '1' : '2',
      'deployment.environment.name': request.environment,
    },
  };
  const time = START + BigInt(request.minute) * MINUTE;
  const root: TestEvent = {
    ...common,
    spanId: '00000000000000ff',
    time,
    duration: BigInt(request.ms) * MS,
    name: number % 3 === 0 ? 'GET /slots' : 'GET /',
    kind: SpanKind.server,
    status: request.error ? 2 : 0,
  };
  const statements = Array.from({ length: request.statements }, (_, at) => ({
    ...common,
    spanId: (at + 1).toString(16).padStart(16, '0'),
    parentSpanId: root.spanId!,
    time: time + BigInt(at) * MS,
    duration: BigInt(at + 1) * MS,
    name: 'SELECT',
    kind: SpanKind.client,
    layer: Layer.db,
    strings: {
      'db.query.text': `SELECT * FROM ${at % 2 === 0 ? 'slots' : 'spots'} WHERE id = 1`,
      'db.system.name': 'postgresql',
      'db.namespace': 'ads',
    },
  }));
  return [root, ...statements, ...stockOf(common, root, request)];
}

/** Another service that is called, perhaps in another environment, asks its database, and gives somebody work. */
function stockOf(
  common: Pick<TestEvent, 'traceId' | 'sampleRate'>,
  { spanId, time }: TestEvent,
  { stockIn, environment, statements, error }: TestRequest,
): TestEvent[] {
  if (statements % 2 === 0) return [];
  const span = (number: number, parent: string, ranIn: string, more: Partial<TestEvent>): TestEvent => ({
    ...common,
    spanId: `${number}`.padStart(16, 'd'),
    parentSpanId: parent,
    time: time + BigInt(number) * MS,
    duration: 3n * MS,
    resource: { 'deployment.environment.name': ranIn },
    ...more,
  });
  const call = span(1, spanId!, environment, {
    service: 'web',
    kind: SpanKind.client,
    layer: Layer.http,
    name: 'GET',
    strings: { 'server.address': 'stock' },
  });
  const server = span(2, call.spanId!, stockIn, {
    service: 'stock',
    kind: SpanKind.server,
    name: 'GET /stock',
    status: error ? 2 : 0,
  });
  const asked = span(3, server.spanId!, stockIn, {
    service: 'stock',
    kind: SpanKind.client,
    layer: Layer.db,
    name: 'SELECT',
    duration: 700n * MS,
    strings: {
      'db.query.text': 'SELECT * FROM slots WHERE id = 1',
      'db.system.name': 'postgresql',
      'db.namespace': 'stock',
    },
  });
  const sent = span(4, server.spanId!, stockIn, {
    service: 'stock',
    kind: SpanKind.producer,
    layer: Layer.queue,
    name: 'send',
    strings: { 'messaging.destination.name': 'orders' },
  });
  const worked = span(5, sent.spanId!, environment, {
    service: 'worker',
    kind: SpanKind.consumer,
    layer: Layer.queue,
    name: 'order',
    strings: { 'messaging.destination.name': 'orders' },
  });
  return [call, server, asked, sent, worked];
}

/** A span that comes late and begins before all others of its trace. */
const lateSpan = (
  number: number,
  { minute, service, environment }: TestRequest,
  minutes: number,
): TestEvent => ({
  traceId: traceIdOf(number),
  spanId: '00000000000000ee',
  service: `${service}-proxy`,
  resource: { 'deployment.environment.name': environment },
  time: START + BigInt(minute - minutes) * MINUTE,
  duration: BigInt(minutes + 1) * MINUTE,
  name: 'POST /late',
  kind: SpanKind.server,
});

/** The same store, of which nothing says that there are sums. */
const withoutSums = (engine: Engine): Engine =>
  new Proxy(engine, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== 'query') return value.bind(target);
      return (sql: string, ...rest: unknown[]) =>
        value.call(target, sql.replace(/(FROM summed_quarters FINAL\s+WHERE )/, '$1 false AND '), ...rest);
    },
  });

/** Single calls are told from rows anyway, and equally long ones of the same moment in any order. */
const comparable = (answer: object): object => ({
  ...answer,
  slowest: [],
  elapsedMs: 0,
  readRows: 0,
  derivedUntil: '',
});

/** The first so many of the pages know nothing but sums of quarters that are whole. */
const FROM_SUMS_ALONE = 5;

async function pages(engine: Engine, search: object): Promise<object[]> {
  const asked: Promise<object>[] = [
    listTransactions(engine, BIN, search, NOW_MS),
    listQueries(engine, BIN, search, NOW_MS),
    serviceMap(engine, BIN, search, NOW_MS),
    listFindings(engine, { ...BIN, thresholds: EAGER }, search, NOW_MS),
    listExternals(engine, BIN, { ...search, layer: 'http' }, NOW_MS),
    overview(engine, { ...BIN, apdexMs: 500 }, search, NOW_MS),
    transactionDetail(engine, { ...BIN, apdexMs: 500 }, { ...search, service: 'web', name: 'GET /' }, NOW_MS),
  ];
  const { fingerprint } = await listQueries(engine, BIN, { from: '-24h' }, NOW_MS);
  for (const each of fingerprint) asked.push(getQuery(engine, BIN, each, search, NOW_MS));
  return (await Promise.all<object>(asked)).map(comparable);
}

describe('sums of quarters', () => {
  it('count what the rows count, whatever is asked and whatever comes late', async () => {
    const [draw] = fc.sample(
      fc.record({
        rounds: fc.array(fc.array(requests, { minLength: 20, maxLength: 60 }), {
          minLength: 2,
          maxLength: 2,
        }),
        late: fc.array(fc.integer({ min: 0, max: 70 }), { minLength: 2, maxLength: 2 }),
        cuts: fc.array(fc.integer({ min: 0, max: 300 * 60 }), { minLength: 4, maxLength: 4 }),
      }),
      1,
    );
    const told = JSON.stringify(draw);
    const deriver = new Deriver(store.engine, { thresholdsOf: () => ({ ...EAGER, repeatCount: 2 }) });
    const all: TestRequest[] = [];
    let summed = 0;
    for (const [round, drawn] of draw!.rounds.entries()) {
      await store.insert(drawn.flatMap((request, at) => traceOf(all.length + at, request)));
      all.push(...drawn);
      await deriver.finish();
      await deriver.sumQuarters();
      // The first of the round changes again; in the last round its quarters keep the sums that they have not.
      const first = all.length - drawn.length;
      await store.insert([lateSpan(first, all[first]!, draw!.late[round]!)]);
      await deriver.finish();
      if (round === 0) await deriver.sumQuarters();
      const [a, b] = draw!.cuts
        .slice(round * 2)
        .map((second) => new Date(NOW_MS - 5 * HOUR_MS + second * 1000));
      const [from, to] = a! < b! ? [a!, b!] : [b!, new Date(a!.getTime() + 1)];
      const searches = [
        { from: '-6h' },
        { from: '-24h', environment: 'live' },
        { from: from.toISOString(), to: to.toISOString(), ...(round === 0 ? {} : { environment: '' }) },
      ];
      for (const search of searches) {
        const counted = await pages(store.engine, search);
        assert.deepEqual(
          counted,
          await pages(withoutSums(store.engine), search),
          `${JSON.stringify(search)} of ${told}`,
        );
      }
      const { columns } = await store.engine.query(
        'SELECT toFloat64(countIf(valid)) AS valid FROM summed_quarters FINAL',
      );
      summed += columns.valid![0] as number;
    }
    assert.ok(summed > 0, 'nothing was summed');
    const before = await pages(store.engine, { from: '-6h' });
    await rebuild(store.engine, { thresholdsOf: () => ({ ...EAGER, repeatCount: 2 }) });
    assert.deepEqual(await pages(store.engine, { from: '-6h' }), before, told);
  });

  it('are read instead of the rows, and taken back before a row changes', async () => {
    const request: TestRequest = {
      minute: 20,
      ms: 100,
      service: 'web',
      environment: 'live',
      stockIn: 'test',
      rate: 1,
      statements: 3,
      error: false,
    };
    await store.insert(traceOf(0, request));
    const deriver = new Deriver(store.engine);
    await deriver.finish();
    await deriver.sumQuarters();
    // Lines over time are made of sums where their steps are as long as a quarter.
    const whole = { from: '-13h' };
    const environments = ['live', 'test', 'nowhere'];
    const summedAlone = async (search: object) =>
      (await pages(store.engine, search)).slice(0, FROM_SUMS_ALONE);
    const searches = [whole, ...environments.map((environment) => ({ ...whole, environment }))];
    const before: object[][] = [];
    for (const search of searches) before.push(await summedAlone(search));
    // What is counted in one environment is not in another, and together it is all.
    const callsOf = ([, queries, map, , externals]: object[]): number[] => [
      (queries as QueriesAnswer).all.calls,
      (map as ServicesAnswer).edges.reduce((sum, { calls }) => sum + calls, 0),
      (externals as ExternalsAnswer).all.calls,
    ];
    assert.deepEqual(before.map(callsOf), [
      [4, 7, 1],
      [3, 5, 1],
      [1, 2, 0],
      [0, 0, 0],
    ]);
    // Nobody but this test takes rows away under their sums, or changes them.
    for (const table of ['transactions', 'edges']) await store.engine.command(`TRUNCATE TABLE ${table}`);
    await store.engine.command(
      "ALTER TABLE operations UPDATE environment = 'nowhere', calls = 99 WHERE true SETTINGS mutations_sync = 1",
    );
    for (const [at, search] of searches.entries())
      assert.deepEqual(await summedAlone(search), before[at], JSON.stringify(search));

    const engine = new FaultyEngine(store.engine);
    const statements: string[] = [];
    engine.beforeCommand = (sql) => {
      statements.push(sql.trim().split(/\s+/, 3).join(' '));
    };
    engine.beforeInsert = (table) => {
      statements.push(table);
    };
    await store.insert([lateSpan(0, request, 1)]);
    await new Deriver(engine).finish();
    const taken = statements.indexOf('INSERT INTO summed_quarters');
    const written = statements.indexOf('transactions');
    assert.ok(taken >= 0 && taken < written, statements.join('\n'));
    await rebuild(store.engine);
    const [after] = await pages(store.engine, whole);
    assert.deepEqual((after as TransactionsAnswer).name, ['POST /late', 'GET /slots', 'GET /stock']);
  });
});
