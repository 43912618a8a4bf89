import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EventType, parseQuestion } from '@tracebin/model';
import { openTestStore, type TestEvent, type TestStore } from '../../../test/support/test-store.ts';
import { answerQuestion } from './answer-question.ts';
import { findExample } from './find-example.ts';
import { listEvents } from './list-events.ts';

const nowMs = Date.now();
const now = BigInt(nowMs) * 1_000_000n;
const bin = { bin: 'long', retentionHours: 24 * 30 };
let store: TestStore;

const trace = (of: number) => of.toString(16).padStart(32, '0');
const span = (of: number, own: number) => ((of << 8) + own).toString(16).padStart(16, '0');
const at = (hoursAgo: number) => now - BigInt(Math.round(hoursAgo * 3600)) * 1_000_000_000n;

function spanOf(
  traceOf: number,
  own: number,
  parent: number | undefined,
  event: Partial<TestEvent>,
): TestEvent {
  return {
    bin: 'long',
    time: at(0.5),
    duration: 100,
    traceId: trace(traceOf),
    spanId: span(traceOf, own),
    parentSpanId: parent === undefined ? '' : span(traceOf, parent),
    ...event,
  };
}

before(async () => {
  store = await openTestStore();
  await store.insert([
    // 1: ordered ten days ago, delivered now, paid yesterday
    spanOf(1, 1, undefined, { time: at(240), service: 'shop', name: 'order', duration: 1000 }),
    spanOf(1, 2, 1, { time: at(24), service: 'bank', name: 'pay', duration: 300, status: 2 }),
    spanOf(1, 3, 1, { service: 'van', name: 'deliver', duration: 50, strings: { town: 'Ulm' } }),
    // 2: all at once
    spanOf(2, 1, undefined, { service: 'shop', name: 'order', duration: 500 }),
    spanOf(2, 2, 1, {
      service: 'van',
      name: 'deliver',
      duration: 70,
      strings: { town: 'Bonn' },
      sampleRate: 10,
    }),
    spanOf(2, 3, 1, { service: 'van', name: 'deliver', duration: 30, strings: { town: 'Ulm' } }),
    // 3: long ago, of no concern to anybody who asks about now
    spanOf(3, 1, undefined, { time: at(239), service: 'old', name: 'order' }),
    spanOf(3, 2, 1, { time: at(239), service: 'old', name: 'deliver' }),
    // A log record and a custom event written while it was delivered to Bonn; and a record of no span.
    ...[EventType.log, EventType.event].map((type) => ({
      bin: 'long',
      type,
      time: at(0.5),
      traceId: trace(2),
      spanId: span(2, 2),
      strings: { what: 'rang' },
    })),
    { bin: 'long', type: EventType.log, time: at(0.5), strings: { what: 'slept' } },
  ]);
  const row = (of: number, own: number, name: string) =>
    `('long', fromUnixTimestamp64Nano(${at(0.5)}, 'UTC'), unhex('${trace(of)}'), unhex('${span(of, own)}'), 1, '${name}', now() + 86400)`;
  await store.engine.command(
    `INSERT INTO transactions (bin, time, trace_id, span_id, sample_rate, name, expires_at) VALUES ${row(1, 3, 'deliver')}, ${row(2, 1, 'order')}`,
  );
});
after(() => store.close());

/** However many rows there are said to be. */
async function table(text: string): Promise<Record<string, (number | null)[]>> {
  const question = parseQuestion(text);
  const { table } = await answerQuestion(store.engine, bin, question, { nowMs });
  const asMany = await answerQuestion(store.engine, bin, question, { nowMs, manyRows: 1 });
  assert.deepEqual(asMany.table, table);
  return Object.fromEntries(
    Array.from({ length: table.count }, (_, row) => [
      table.groups.map((column) => column[row] ?? 'none').join(' '),
      table.values.map((column) => column[row]!),
    ]),
  );
}

test('other spans are found wherever in the retention they lie', async () => {
  assert.deepEqual(
    await table('COUNT, MAX(root.duration) WHERE name = deliver GROUP BY root.service OVER 1h'),
    {
      shop: [12, 1000],
    },
  );
  assert.deepEqual(await table('COUNT WHERE any.error = true GROUP BY name, any.name OVER 1h'), {
    'deliver pay': [1],
  });
  assert.deepEqual(
    await table(
      'COUNT, SUM(child.duration) WHERE is_root = true GROUP BY child.service SINCE -250h UNTIL -239h30m',
    ),
    {
      bank: [1, 300],
      van: [1, 50],
    },
  );
  assert.deepEqual(await table('COUNT GROUP BY none.town, service OVER 1h'), {
    'false van': [12],
    'false shop': [1],
  });
});

test('in a group a span is the one that put the event there', async () => {
  assert.deepEqual(
    await table(
      'COUNT, COUNT_DISTINCT(child.span_id), AVG(child.duration), P50(child.duration) WHERE is_root = true GROUP BY child.town OVER 1h',
    ),
    { Bonn: [1, 1, 70, 70], Ulm: [1, 1, 30, 30] },
  );
  assert.deepEqual(
    await table(
      'SUM(any.duration) IF (any.duration > 60) AS slow, SUM(any.duration) WHERE is_root = true AND any.service = van GROUP BY name OVER 1h',
    ),
    { order: [70, 100] },
  );
});

test('transactions have relations too', async () => {
  assert.deepEqual(
    await table(
      'COUNT, MAX(root.duration) FROM transactions GROUP BY name, parent.service, child.town OVER 1h ORDER BY name',
    ),
    {
      'deliver shop none': [1, 1000],
      'order none Bonn': [1, 500],
      'order none Ulm': [1, 500],
    },
  );
  assert.deepEqual(await table('COUNT FROM transactions WHERE parent.name = "order" GROUP BY name OVER 1h'), {
    deliver: [1],
  });
});

test('the parent of a log record or custom event is the span it was written in', async () => {
  for (const rows of ['logs', 'events']) {
    assert.deepEqual(
      await table(
        `COUNT, MAX(parent.duration), SUM(any.duration) FROM ${rows} WHERE what = rang GROUP BY parent.town, root.name OVER 1h`,
      ),
      { 'Bonn order': [1, 70, 600] },
      rows,
    );
    assert.deepEqual(await table(`COUNT FROM ${rows} WHERE parent.town = Bonn GROUP BY what OVER 1h`), {
      rang: [1],
    });
    assert.deepEqual(
      await table(`COUNT FROM ${rows} WHERE NOT parent.town = Ulm AND none.error = true OVER 1h`),
      {
        '': [rows === 'logs' ? 2 : 1],
      },
    );
  }
  assert.deepEqual(
    await table('COUNT FROM all WHERE parent.name exists GROUP BY type, parent.name OVER 1h'),
    {
      'span order': [12],
      'log deliver': [1],
      'event deliver': [1],
    },
  );
});

test('examples and events know them', async () => {
  const question = parseQuestion('COUNT WHERE is_root = true GROUP BY child.town OVER 1h');
  const { example } = await findExample(store.engine, bin, { question, group: ['Bonn'] }, { nowMs });
  assert.equal(example?.spanId, span(2, 1));
  const none = await findExample(store.engine, bin, { question, group: ['Rome'] }, { nowMs });
  assert.equal(none.example, null);
  const request = { question, columns: ['child.town', 'none.town'] };
  const { values } = await listEvents(store.engine, bin, request, { nowMs });
  assert.deepEqual(values, [['Bonn, Ulm'], ['false']]);
});

test('what is read beside the range does not grow with one long trace', async () => {
  for (const manyRows of [1, undefined]) {
    const { sql } = await answerQuestion(
      store.engine,
      bin,
      parseQuestion('COUNT WHERE root.service = shop OVER 1h'),
      { nowMs, manyRows },
    );
    assert.match(sql.at(-1)!, /UNION ALL/);
    assert.ok(sql.at(-1)!.includes(trace(1)) && !sql.at(-1)!.includes(trace(3)));
    // The other trace of the range is named where its rows are few.
    assert.equal(sql.at(-1)!.includes(trace(2)), manyRows === undefined);
  }
});
