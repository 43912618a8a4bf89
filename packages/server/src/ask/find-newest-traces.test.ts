import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { TraceSearch } from '@tracebin/model';
import fc from 'fast-check';
import { openTestStore, type TestEvent, type TestStore } from '../../test/support/test-store.ts';
import { findNewestTraces } from './find-newest-traces.ts';
import type { TimeRange } from './time-range.ts';

const NOW = BigInt(Date.parse('2026-11-20T12:00:00Z')) * 1_000_000n;
const SECOND = 1_000_000_000n;

type Span = Required<Pick<TestEvent, 'traceId' | 'service' | 'name' | 'status' | 'strings'>> &
  TestEvent & { duration: number };

let store: TestStore;
before(async () => {
  store = await openTestStore();
});
after(() => store.close());

/** Of a trace: seconds before now, and what its spans are. Some begin in one second, some after hours of silence, some tomorrow. */
const anyStart = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 18_000, max: 18_030 }) },
  { weight: 3, arbitrary: fc.integer({ min: 18_000, max: 30_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 200_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -3_000, max: 20 }) },
);
const anySpan = fc.record({
  afterSeconds: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40_000 })),
  service: fc.constantFrom('web', 'web', 'web', 'rare'),
  name: fc.constantFrom('a', 'a', 'b'),
  status: fc.constantFrom(0, 0, 2),
  strings: fc.constantFrom({}, { k: 'v' }, { k: 'w' }),
  duration: fc.constantFrom(0, 1_000_000, 5_000_000_000),
});
const anyTraces = fc.array(
  fc.record({ start: anyStart, spans: fc.array(anySpan, { minLength: 1, maxLength: 4 }) }),
  {
    minLength: 1,
    maxLength: 120,
  },
);
const SEARCHES: TraceSearch[] = [
  {},
  {},
  { name: 'b' },
  { service: 'rare' },
  { errors: true },
  { attribute: ['k=v'] },
  { name: 'b', service: 'rare', errors: true, attribute: ['k=v'] },
];
const anyQuestion = fc.record({
  search: fc.constantFrom(...SEARCHES),
  fromSeconds: fc.constantFrom(86_400, 300_000, 18_010, 25_000),
  toSeconds: fc.constantFrom(0, 0, 60, 18_000, 18_009),
  isOpen: fc.boolean(),
  min: fc.constantFrom(undefined, undefined, 2_000_000_000),
  wanted: fc.integer({ min: 1, max: 30 }),
  options: fc.record({
    rowsATrace: fc.constantFrom(0.1, 1, 3, 100),
    rowsAMatch: fc.constantFrom(0.1, 1, 3, 100),
    spareTraces: fc.constantFrom(0, 0.3),
  }),
});
type Question = typeof anyQuestion extends fc.Arbitrary<infer Value> ? Value : never;

it('finds what reading everything finds, whatever silence, bursts and long traces there are', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      anyTraces,
      fc.array(anyQuestion, { minLength: 6, maxLength: 6 }),
      async (traces, questions) => {
        const bin = `bin-${run++}`;
        const spans = spansOf(traces, bin);
        // One part of the store for each of these, so that the index tells them apart.
        for (let at = 0; at < spans.length; at += 60) await store.insert(spans.slice(at, at + 60));
        for (const question of questions) {
          assert.deepEqual(await find(bin, question), expected(spans, question), JSON.stringify(question));
        }
      },
    ),
    { numRuns: 12, endOnFailure: true, includeErrorInReport: true },
  );
});

it('finds the same where the store does not tell how many rows there are', async () => {
  const spans = spansOf(fc.sample(anyTraces, { numRuns: 1, seed: 4 })[0]!, 'untold');
  await store.insert(spans);
  const { engine } = store;
  const silent: TestStore['engine'] = Object.create(engine, {
    query: {
      value: (sql: string, ...rest: []) =>
        engine.query(sql.replace('mergeTreeIndex', 'noSuchFunction'), ...rest),
    },
  });
  for (const question of fc.sample(anyQuestion, { numRuns: 8, seed: 4 })) {
    assert.deepEqual(await find('untold', question, silent), expected(spans, question));
  }
});

async function find(bin: string, asked: Question, engine = store.engine): Promise<string[]> {
  const { search, wanted, options } = asked;
  const question = { bin, search, wanted, range: rangeOf(asked), duration: durationOf(asked) };
  return (await findNewestTraces(engine, question, options)).ids;
}

/** By looking at every span. */
function expected(spans: readonly Span[], question: Question): string[] {
  const { search, wanted } = question;
  const { from, to, isOpen } = rangeOf(question);
  const traces = groupedByTrace(spans);
  const matches = ({ time, service, name, status, strings }: Span) =>
    time >= from &&
    (isOpen || time < to) &&
    (search.service === undefined || service === search.service) &&
    (search.name === undefined || name === search.name) &&
    (search.errors !== true || status === 2) &&
    (search.attribute === undefined || strings.k === 'v');
  return [...traces]
    .filter(([, own]) => own.some(matches))
    .map(([id, own]) => {
      const start = own.reduce((least, { time }) => (time < least ? time : least), own[0]!.time);
      const end = own.reduce((most, { time, duration }) => {
        const last = time + BigInt(duration);
        return last > most ? last : most;
      }, 0n);
      return { id, start, duration: end - start };
    })
    .filter(({ duration }) => duration >= BigInt(durationOf(question).min ?? 0))
    .sort((a, b) => (a.start === b.start ? (a.id < b.id ? -1 : 1) : a.start > b.start ? -1 : 1))
    .slice(0, wanted)
    .map(({ id }) => id);
}

function rangeOf({ fromSeconds, toSeconds, isOpen }: Question): TimeRange {
  return { from: NOW - BigInt(fromSeconds) * SECOND, to: NOW - BigInt(toSeconds) * SECOND, isOpen };
}

function durationOf({ min }: Question): { min?: number } {
  return min === undefined ? {} : { min };
}

/** In the order of their times, as they would arrive. */
function spansOf(
  traces: typeof anyTraces extends fc.Arbitrary<infer Value> ? Value : never,
  bin: string,
): Span[] {
  const spans = traces.flatMap(({ start, spans }, trace) =>
    spans.map(({ afterSeconds, ...span }, index) => ({
      ...span,
      bin,
      time: NOW - BigInt(start - afterSeconds) * SECOND,
      traceId: (trace + 1).toString(16).padStart(32, '0'),
      spanId: (index + 1).toString(16).padStart(16, '0'),
      parentSpanId: index === 0 ? '' : '1'.padStart(16, '0'),
    })),
  );
  return spans.sort((a, b) => (a.time < b.time ? -1 : 1));
}

function groupedByTrace(spans: readonly Span[]): Map<string, Span[]> {
  const traces = new Map<string, Span[]>();
  for (const span of spans) traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span]);
  return traces;
}
