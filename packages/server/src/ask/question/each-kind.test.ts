/** Every kind of calculation over every kind of row: with its own filter, in HAVING and ORDER, beside an earlier period, in a heatmap. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CALCULATION_OPS,
  type Calculation,
  type CalculationOp,
  DATASETS,
  type Dataset,
  EventType,
  type HavingOp,
  needsColumn,
  parseQuestion,
  printQuestion,
  type Question,
} from '@tracebin/model';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { answerQuestion } from './answer-question.ts';

const BIN = { bin: 'local', retentionHours: 24 };
const nowMs = Date.now();
const MINUTE = 60_000_000_000n;
/** Two periods of ten minutes, one after the other. */
const begin = ((BigInt(nowMs) * 1_000_000n) / MINUTE) * MINUTE - 40n * MINUTE;
const EVENTS = 120;
const SERVICES = ['api', 'batch', 'cron', 'docs'];
/** Of the percentiles three. */
const KINDS = CALCULATION_OPS.filter((op) => !/^(HEATMAP|P(?!001$|50$|999$).*)$/.test(op));
const ROWS = DATASETS.filter((dataset) => dataset !== 'all');
let store: TestStore;

const events = Array.from({ length: EVENTS }, (_, at) => ({
  second: (at * 397) % 1_200,
  duration: ((at * 53) % 90) * 1e9,
  service: SERVICES[(at * 7 + (at % 3)) % SERVICES.length]!,
  size: (at * at * 31) % 997,
  sampleRate: at % 5 === 0 ? 4 : 1,
}));

before(async () => {
  store = await openTestStore();
  await store.insert(
    [EventType.span, EventType.log, EventType.event].flatMap((type) =>
      events.map(({ second, size, ...event }, at) => ({
        ...event,
        type,
        time: begin + BigInt(second) * 1_000_000_000n,
        traceId: (at + 1).toString(16).padStart(32, '0'),
        ints: { queries: String(size) } as Record<string, string>,
      })),
    ),
  );
  const rows = events.map(
    ({ second, duration, service, size, sampleRate }) =>
      `('local', fromUnixTimestamp64Nano(${begin + BigInt(second) * 1_000_000_000n}, 'UTC'), ${duration}, '${service}', ${sampleRate}, ${size}, now() + 86400)`,
  );
  await store.engine.command(
    `INSERT INTO transactions (bin, time, duration, service, sample_rate, queries, expires_at) VALUES ${rows.join(', ')}`,
  );
});
after(() => store.close());

const iso = (minute: bigint) => new Date(Number((begin + minute * MINUTE) / 1_000_000n)).toISOString();
const period = (dataset: Dataset, from = 10n): Question => ({
  dataset,
  startTime: iso(from),
  timeRange: '10m',
  granularity: 60,
});
const ask = (question: Question) => answerQuestion(store.engine, BIN, question, { nowMs });
const of = (op: CalculationOp): Calculation => (needsColumn(op) ? { op, column: 'queries' } : { op });
const large = { column: 'queries', op: '>=' as const, value: 300 };

for (const dataset of ROWS) {
  test(`${dataset}: each kind is the same number as over spans, and so is a heatmap`, async () => {
    const question = { calculations: CALCULATION_OPS.map(of), breakdowns: ['service'] };
    const wanted = await ask({ ...period('spans'), ...question });
    const { table, series, heatmaps } = await ask({ ...period(dataset), ...question });
    assert.deepEqual(table, wanted.table);
    assert.deepEqual(series, wanted.series);
    assert.deepEqual(heatmaps, wanted.heatmaps);
    assert.deepEqual([heatmaps[0]!.groups.length, table.count], [SERVICES.length, SERVICES.length]);
    assert.ok(heatmaps[0]!.all.events > EVENTS / 2);
    assert.ok(!table.total.includes(null));
  });

  test(`${dataset}: each kind takes a filter of its own`, async () => {
    const calculations = CALCULATION_OPS.map((op) => ({ ...of(op), filters: [large] }));
    const own = await ask({ ...period(dataset), calculations });
    const all = await ask({ ...period(dataset), calculations: CALCULATION_OPS.map(of), filters: [large] });
    assert.deepEqual(own.table.total, all.table.total);
    assert.deepEqual(own.series, all.series);
    assert.deepEqual(own.heatmaps, all.heatmaps);
  });

  test(`${dataset}: each kind beside an earlier period is what was asked then`, async () => {
    const question = { calculations: CALCULATION_OPS.map(of), breakdowns: ['service'] };
    const now = await ask({ ...period(dataset), ...question, compareTo: '10m' });
    const earlier = now.before;
    const then = await ask({ ...period(dataset, 0n), ...question });
    assert.deepEqual(earlier!.table.total, then.table.total);
    assert.deepEqual(earlier!.series!.total, then.series!.total);
    const [map, mapThen] = [earlier!.heatmaps![0]!, then.heatmaps[0]!];
    assert.deepEqual(map.all.edges, now.heatmaps[0]!.all.edges);
    assert.equal(map.all.events, mapThen.all.events);
    assert.equal(sum(map.all.count), map.all.events);
    assert.deepEqual(
      map.groups.map(({ events }) => events),
      now.table.groups[0]!.map((name) => mapThen.groups[then.table.groups[0]!.indexOf(name)]!.events),
    );
    const groupOf = (table: typeof then.table, name: string) => table.groups[0]!.indexOf(name);
    for (const service of SERVICES) {
      const [a, b] = [groupOf(earlier!.table, service), groupOf(then.table, service)];
      const values = (table: typeof then.table, group: number) => table.values.map((each) => each[group]);
      assert.deepEqual(values(earlier!.table, a), values(then.table, b), service);
    }
  });
}

test('a heatmap has at most 300 x 60 cells, whatever the buckets of time', async () => {
  for (const granularity of [1.2, 3.99, 4, 4.01, 60, 1_200]) {
    const question = { ...period('spans', 0n), timeRange: '20m', granularity };
    const { heatmaps } = await ask({ ...question, calculations: [of('HEATMAP')], unweighted: true });
    const { width, edges, x, y, events: counted } = heatmaps[0]!.all;
    assert.ok(width <= 300 && width >= 20, `${width} columns`);
    assert.ok(edges.length - 1 <= 60 && edges.length - 1 >= 30, `${edges.length - 1} rows`);
    assert.ok(x.every((each) => each >= 0 && each < width) && y.every((each) => each < edges.length - 1));
    assert.equal(counted, EVENTS);
  }
});

const HAVINGS: [HavingOp, (value: number, limit: number) => boolean][] = [
  ['>', (value, limit) => value > limit],
  ['>=', (value, limit) => value >= limit],
  ['<', (value, limit) => value < limit],
  ['<=', (value, limit) => value <= limit],
  ['=', (value, limit) => value === limit],
  ['!=', (value, limit) => value !== limit],
];

for (const [at, op] of KINDS.entries()) {
  test(`${op} chooses groups and orders them`, async () => {
    const asked: Question = {
      ...period('spans'),
      breakdowns: ['service'],
      calculations: [of(op), of('COUNT')],
    };
    const { table } = await ask({ ...asked, orders: [{ column: 'service' }] });
    assert.deepEqual(table.groups[0], SERVICES);
    const known = SERVICES.map((service, group) => ({ service, value: table.values[0]![group]! }));
    const ascending = known.toSorted((a, b) => a.value - b.value || a.service.localeCompare(b.service));
    const by = needsColumn(op) ? { column: 'queries' } : {};
    const up = await ask({ ...asked, orders: [{ op, ...by, order: 'ascending' }], limit: 3 });
    const names = (of: typeof known) => of.map(({ service }) => service);
    assert.deepEqual(up.table.groups[0], names(ascending.slice(0, 3)));
    assert.deepEqual(
      up.table.values[0],
      ascending.slice(0, 3).map(({ value }) => value),
    );
    assert.equal(up.table.more, true);
    // By the first calculation where nothing else is said.
    const down = await ask({ ...asked, disableSeries: true });
    assert.deepEqual(
      down.table.values[0],
      ascending.toReversed().map(({ value }) => value),
    );
    const limit = ascending[1]!.value;
    for (const [having, holds] of [HAVINGS[at % HAVINGS.length]!, HAVINGS[(at + 3) % HAVINGS.length]!]) {
      const havings = [{ calculateOp: op, ...by, op: having, value: limit }];
      const question = { ...asked, havings, orders: [{ column: 'service' }] };
      const kept = await ask(question);
      assert.deepEqual(
        kept.table.groups[0],
        names(known.filter(({ value }) => holds(value, limit))),
        `HAVING ${op} ${having} ${limit}`,
      );
      assert.deepEqual(kept.table.total, table.total);
      assert.deepEqual(parseQuestion(printQuestion(question)), question);
    }
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
