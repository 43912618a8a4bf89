import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type CompareLine, compareRank, EventType, type PairPart } from '@tracebin/model';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { compareCohorts, compareLines } from './compare-cohorts.ts';
import { isFirst, tryCause } from './test/measure-planted.ts';
import { CAUSES } from './test/planted.ts';

const BIN = { bin: 'local', retentionHours: 24 };
const nowMs = Date.now();
const at = (index: number) => BigInt(nowMs - 1_800_000 + index) * 1_000_000n;
let store: TestStore;

before(async () => {
  store = await openTestStore();
  await store.insert(
    Array.from({ length: 400 }, (_, index) => ({
      time: at(index),
      duration: index < 100 ? 2e9 : 1e6,
      traceId: (index + 1).toString(16).padStart(32, '0'),
      spanId: (index + 1).toString(16).padStart(16, '0'),
      // One event in ten of the rest stands for ten.
      sampleRate: index >= 100 && index % 10 === 0 ? 10 : 1,
      strings: {
        route: index < 100 ? '/slow' : `/${index % 3}`,
        id: `id-${index}`,
        ...(index % 2 ? { odd: 'yes' } : {}),
      },
      ints: { rows: String(index < 100 ? 4_000 + index : index % 50) } as Record<string, string>,
    })),
  );
});

after(() => store.close());

const slow = { question: { timeRange: '1h' }, selection: { range: { column: 'duration', min: 1e9 } } };

test('shares are exact and weighted, missing is a value', async () => {
  const answer = await compareCohorts(store.engine, BIN, slow, { nowMs });
  assert.deepEqual(answer.selection, { events: 100, weight: 100, traces: 100 });
  assert.deepEqual(answer.rest, { events: 300, weight: 570, traces: 300 });
  const field = (name: string) => answer.ranked.find((each) => each.name === name)!;
  const route = field('route');
  assert.equal(route.strength, 'strong');
  assert.equal(route.difference, 1);
  assert.deepEqual(route.values!.value[0], '/slow');
  assert.equal(
    route.values!.rest.reduce((sum, count) => sum + count, 0),
    570,
  );
  const odd = field('odd').values!;
  const missing = odd.value.indexOf(null);
  assert.deepEqual([odd.selection[missing], odd.rest[missing]], [50, 420]);
  const rows = field('rows').numbers!;
  assert.equal(rows.selection.reduce((sum, count) => sum + count, 0) + rows.missing.selection, 100);
  assert.ok(rows.median.selection! >= 4_000 && rows.median.rest! < 50);
  assert.equal(field('id').demoted, 'near-unique');
  assert.equal(field('duration').demoted, 'selecting');
  assert.deepEqual(answer.ranked, [...answer.ranked].sort(compareRank));
});

test('the head comes first, then fields, then what it cost; together they are the whole answer', async () => {
  const lines: CompareLine[] = [];
  for await (const line of compareLines(store.engine, BIN, slow, { nowMs })) lines.push(line);
  assert.ok('head' in lines[0]!);
  assert.ok('end' in lines.at(-1)!);
  const fields = lines.flatMap((line) => ('fields' in line ? line.fields : []));
  const whole = await compareCohorts(store.engine, BIN, slow, { nowMs });
  assert.deepEqual(fields.sort(compareRank), whole.ranked);
});

test('beyond the cap a sample of traces stands for the rest, and the answer says so', async () => {
  const answer = await compareCohorts(store.engine, BIN, slow, { nowMs, maxExactEvents: 150 });
  assert.ok(answer.read.sampled !== null && answer.read.sampled < 0.9, String(answer.read.sampled));
  const route = answer.ranked.find(({ name }) => name === 'route')!.values!;
  assert.equal(route.selection[0], 100);
  const total = route.rest.reduce((sum, count) => sum + count, 0);
  assert.ok(Math.abs(total - 570) < 1e-6, String(total));
});

test('groups, spans of time, filters, traces and one version against another select too', async () => {
  const count = async (selection: object, against?: object) => {
    const request = { ...slow, selection, ...(against === undefined ? {} : { against }) };
    const { selection: a, rest } = await compareCohorts(
      store.engine,
      BIN,
      { ...request, fields: ['route'] },
      { nowMs },
    );
    return [a.events, rest.events];
  };
  assert.deepEqual(await count({ group: [{ column: 'route', value: '/1' }] }), [100, 300]);
  assert.deepEqual(await count({ group: [{ column: 'odd', value: null }] }), [200, 200]);
  const iso = (index: number) => new Date(nowMs - 1_800_000 + index).toISOString();
  assert.deepEqual(await count({ from: iso(0), to: iso(10) }), [10, 390]);
  assert.deepEqual(await count({ filters: [{ column: 'rows', op: '>=', value: 4_000 }] }), [100, 300]);
  assert.deepEqual(await count({ traceIds: ['1'.padStart(32, '0')] }), [1, 399]);
  const against = { group: [{ column: 'route', value: '/2' }] };
  assert.deepEqual(await count({ group: [{ column: 'route', value: '/1' }] }, against), [100, 100]);
});

test('fields that divide the events in the same way are told, those with the same counts only are not', async () => {
  const bin = { bin: 'alike', retentionHours: 24 };
  await store.insert(
    Array.from({ length: 60 }, (_, index) => ({
      bin: bin.bin,
      time: at(index),
      duration: index < 20 ? 2e9 : 1e6,
      traceId: (index + 1).toString(16).padStart(32, '0'),
      strings: {
        city: index % 2 === 0 ? 'Oslo' : 'Rome',
        country: index % 2 === 0 ? 'NO' : 'IT',
        half: index % 4 < 2 ? 'a' : 'b',
      },
    })),
  );
  const { ranked } = await compareCohorts(store.engine, bin, slow, { nowMs });
  const sameAs = (name: string) => ranked.find((field) => field.name === name)!.sameAs;
  assert.deepEqual([sameAs('city'), sameAs('country'), sameAs('half')], [null, 'city', null]);
});

test('each of several events of one parent has its fields, and those of the root', async () => {
  const bin = { bin: 'kin', retentionHours: 24 };
  const id = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const [TRACES, SPANS] = [20, 5];
  await store.insert(
    Array.from({ length: TRACES * SPANS }, (_, index) => {
      const trace = Math.floor(index / SPANS);
      const isRoot = index % SPANS === 0;
      return {
        bin: bin.bin,
        time: at(index),
        duration: trace < TRACES / 2 ? 2e9 : 1e6,
        traceId: id(trace + 1, 32),
        spanId: id(index + 1, 16),
        ...(isRoot ? {} : { parentSpanId: id(trace * SPANS + 1, 16) }),
        name: isRoot ? 'root' : 'child',
        strings: isRoot ? { plan: trace < TRACES / 2 ? 'large' : 'small' } : {},
      };
    }),
  );
  const question = { timeRange: '1h', filters: [{ column: 'name', op: '=' as const, value: 'child' }] };
  const { ranked } = await compareCohorts(store.engine, bin, { ...slow, question }, { nowMs });
  for (const name of ['parent.plan', 'root.plan']) {
    const { value, selection, rest, other } = ranked.find((field) => field.name === name)!.values!;
    assert.deepEqual([value, selection, rest, other], [['large', 'small'], [40, 0], [0, 40], null], name);
  }
});

test('log records and custom events are compared by the spans they were written in, too', async () => {
  const id = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  for (const [dataset, type] of [
    ['logs', EventType.log],
    ['events', EventType.event],
  ] as const) {
    const bin = { bin: `written-${dataset}`, retentionHours: 24 };
    await store.insert(
      Array.from({ length: 120 }, (_, index) => {
        const [trace, isSpan] = [Math.floor(index / 2), index % 2 === 0];
        return {
          bin: bin.bin,
          time: at(index),
          type: isSpan ? EventType.span : type,
          traceId: id(trace + 1, 32),
          spanId: id(trace + 1, 16),
          ...(isSpan
            ? { strings: { plan: trace % 3 === 0 ? 'large' : 'small' } }
            : { severity: trace % 3 === 0 ? 17 : 9, ints: { size: String(trace % 3) } }),
        };
      }),
    );
    const selection = { range: { column: 'size', max: 1 } };
    const question = { timeRange: '1h', dataset };
    const { ranked } = await compareCohorts(store.engine, bin, { question, selection }, { nowMs });
    for (const name of ['parent.plan', 'root.plan']) {
      const { value, selection, rest } = ranked.find((field) => field.name === name)!.values!;
      assert.deepEqual(
        [value, selection, rest],
        [
          ['large', 'small'],
          [20, 0],
          [0, 40],
        ],
        `${dataset} ${name}`,
      );
    }
  }
});

test('what cannot be compared is refused with the reason', async () => {
  const refused = async (selection: object, against: object | undefined, code: string) => {
    const request = { ...slow, selection, ...(against === undefined ? {} : { against }) };
    await assert.rejects(compareCohorts(store.engine, BIN, request, { nowMs }), { code });
  };
  const slowOnes = { range: { column: 'duration', min: 1e9 } };
  await refused({}, undefined, 'bad-selection');
  await refused({ range: { column: 'duration', min: 1e12 } }, undefined, 'empty-selection');
  await refused({ range: { column: 'duration', min: 0 } }, undefined, 'empty-rest');
  await refused(slowOnes, slowOnes, 'empty-rest');
});

for (const cause of CAUSES) {
  test(`planted cause: ${cause.name}`, async () => {
    const { answer } = await tryCause(store.engine, cause, 1);
    const isInSlices = answer.sql.some((statement) => statement.includes('GROUP BY slice'));
    assert.equal(isInSlices, cause.maxKinEvents !== undefined, 'relatives are read in slices of time');
    const called = answer.ranked.filter(({ demoted, strength }) => demoted === null && strength !== 'none');
    const names = called.map(({ name }) => name);
    if (cause.truth.length === 0) assert.deepEqual(names, []);
    else assert.ok(isFirst(names, cause), names.join(', '));
    const pairs = answer.pairs.map(({ parts }) => parts.map(({ name }: PairPart) => name).sort());
    assert.deepEqual(pairs, cause.truth.length === 2 ? [cause.truth.toSorted()] : []);
    for (const { selection, rest, difference } of answer.pairs) {
      const shares = selection / answer.selection.weight - rest / answer.rest.weight;
      assert.ok(Math.abs(shares - difference) < 1e-9);
    }
  });
}

test('a handful of events drawn blindly differs in nothing', async () => {
  // About three, six and nine of 6,000.
  for (const background of [0.000_5, 0.001, 0.001_5]) {
    const { answer } = await tryCause(
      store.engine,
      { ...CAUSES.at(-1)!, name: `blindly ${background}`, background },
      7,
    );
    assert.ok(answer.selection.events > 0 && answer.selection.events < 20, `${answer.selection.events}`);
    const called = answer.ranked.filter(({ demoted, strength }) => demoted === null && strength !== 'none');
    assert.deepEqual([called.map(({ name }) => name), answer.pairs], [[], []], `${background}`);
  }
});

test('what is selected by other spans of the trace is compared too', async () => {
  const question = { timeRange: '1h', filters: [{ column: 'any.route', op: 'exists' as const }] };
  for (const column of ['root.route', 'any.route']) {
    const selection = { group: [{ column, value: '/slow' }] };
    const { ranked } = await compareCohorts(store.engine, BIN, { question, selection }, { nowMs });
    assert.equal(ranked[0]!.name, 'route', column);
  }
});
