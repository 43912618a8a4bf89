import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_THRESHOLDS, type FindingThresholds, Layer, SpanKind } from '@tracebin/model';
import { TraceAnalyser } from './analyse-trace.ts';
import type { TraceSpans } from './trace-spans.ts';

interface Span {
  name: string;
  /** Index of the parent; -1 for a root. */
  parent: number;
  at: number;
  took: number;
  kind?: number;
  layer?: number;
  statement?: string;
  file?: string;
}

const ROOT: Span = { name: 'GET /week', parent: -1, at: 0, took: 1_000, kind: SpanKind.server };

/** Times in milliseconds. */
function traceOf(spans: readonly Span[]): TraceSpans {
  const strings: string[] = [];
  const intern = (text: string): number => {
    const known = strings.indexOf(text);
    return known === -1 ? strings.push(text) - 1 : known;
  };
  const id = (index: number): string => (index + 1).toString(16).padStart(16, '0');
  const service = intern('scruffy');
  return {
    bin: 'local',
    traceId: 'a'.repeat(32),
    start: 0n,
    expiresAt: 0,
    strings,
    spans: {
      spanId: spans.map((_, index) => id(index)),
      parentSpanId: spans.map(({ parent }) => (parent === -1 ? '' : id(parent))),
      start: spans.map(({ at }) => at * 1e6),
      duration: spans.map(({ took }) => took * 1e6),
      name: spans.map(({ name }) => intern(name)),
      service: spans.map(() => service),
      kind: spans.map(({ kind }) => kind ?? SpanKind.internal),
      status: spans.map(() => 0),
      layer: spans.map(({ layer }) => layer ?? Layer.app),
      detail: spans.map(({ statement }) => (statement === undefined ? -1 : intern(statement))),
      host: spans.map(() => -1),
    },
    sampleRate: spans.map(() => 1),
    statusMessage: spans.map(() => ''),
    scope: spans.map(() => ''),
    attributes: spans.map(({ statement, file, parent }) => ({
      ...(statement === undefined ? {} : { 'db.query.text': statement }),
      ...(file === undefined ? {} : { 'code.file.path': file }),
      ...(parent === -1 ? { 'url.full': 'http://scruffy.example:80/week?day=1' } : {}),
    })),
    resource: spans.map(() => ({ 'service.version': '7' })),
    exceptions: spans.map(() => undefined),
  };
}

const find = (spans: readonly Span[], thresholds: Partial<FindingThresholds> = {}) =>
  new TraceAnalyser().analyse(traceOf(spans), { ...DEFAULT_THRESHOLDS, ...thresholds }).findings;

const query = (at: number, took: number): Span => ({
  name: 'SELECT',
  parent: 0,
  at,
  took,
  kind: SpanKind.client,
  layer: Layer.db,
  statement: 'SELECT * FROM slots WHERE id = $1',
});

/** `count` queries that were started at once, of which `limit` run at a time, 50 ms each. */
const atOnce = (count: number, limit: number): Span[] => [
  ROOT,
  ...Array.from({ length: count }, (_, index) => query(Math.floor(index / limit) * 50, 50)),
];

describe('calls at once that wait for a limit', () => {
  it('are found with the limit and with what they lose by it', () => {
    const [found, ...others] = find(atOnce(40, 10)).filter(({ kind }) => kind !== 'gap');
    assert.deepEqual(others, []);
    assert.deepEqual([found!.kind, found!.count, found!.lost], ['fan-out', 40, 150e6]);
    assert.deepEqual([found!.evidence.limit, found!.evidence.full], [10, 1]);
    assert.equal(found!.version, '7');
  });

  it('are found where the wait is inside of the spans, which end one after another', () => {
    const queued = (count: number, slower: (at: number) => number = (at) => 10 + 5 * at): Span[] => [
      ROOT,
      // Begun in one go, a microsecond each.
      ...Array.from({ length: count }, (_, at) => query(at / 1000, slower(at) - at / 1000)),
    ];
    const [found, ...others] = find(queued(40)).filter(({ kind }) => kind !== 'gap');
    assert.deepEqual(others, []);
    assert.deepEqual([found!.kind, found!.count, found!.lost], ['fan-out', 40, 195e6]);
    assert.deepEqual([found!.evidence.shortest, found!.evidence.longest], [10e6, 204_961_000]);
    const kinds = (spans: readonly Span[]) =>
      find(spans)
        .map(({ kind }) => kind)
        .filter((kind) => kind !== 'gap');
    assert.deepEqual(kinds(queued(19)), []);
    assert.deepEqual(kinds(queued(40, (at) => 100 + 2 * at)), [], 'less than twice as long as the first');
    assert.deepEqual(kinds(queued(40, (at) => 10 + 5 * ((at * 23) % 40))), [], 'in no order');
    assert.deepEqual(kinds(queued(40, (at) => (at === 39 ? 400 : 50))), [], 'one that takes long');
  });

  it('are none where they are few, where all of them run, or where they rarely wait', () => {
    const kinds = (spans: readonly Span[], thresholds = {}) =>
      find(spans, thresholds)
        .map(({ kind }) => kind)
        .filter((kind) => kind !== 'gap');
    assert.deepEqual(kinds(atOnce(19, 5)), []);
    assert.deepEqual(kinds(atOnce(20, 5)), ['fan-out']);
    assert.deepEqual(kinds(atOnce(20, 5), { fanOutCalls: 21 }), []);
    assert.deepEqual(kinds(atOnce(30, 30)), []);
    assert.deepEqual(kinds(atOnce(39, 20)), [], 'less than two rounds');
    const thin = [ROOT, ...Array.from({ length: 30 }, (_, at) => query(at * 20, at < 3 ? 50 : 25))];
    assert.deepEqual(kinds(thin), []);
  });
});

describe('time that no span explains', () => {
  const gapOf = (spans: readonly Span[], thresholds = {}) =>
    find(spans, thresholds).filter(({ kind }) => kind === 'gap');

  it('is found with its place between two spans', () => {
    const [found] = gapOf([ROOT, query(10, 100), { name: 'render', parent: 0, at: 700, took: 300 }]);
    assert.equal(found!.lost, 590e6);
    assert.deepEqual(
      [found!.evidence.after, found!.evidence.before, found!.evidence.path],
      ['SELECT', 'render', ['GET /week']],
    );
    assert.deepEqual(found!.evidence.spanIds, ['0000000000000001']);
  });

  it('is none below its bars, of a program’s own span, or where nothing is watched', () => {
    const spans = [ROOT, query(0, 400), query(900, 100)];
    assert.equal(gapOf(spans).length, 1);
    assert.equal(gapOf(spans, { gapMs: 501 }).length, 0);
    assert.equal(gapOf(spans, { gapPercent: 51 }).length, 0);
    assert.equal(gapOf([{ ...ROOT, kind: SpanKind.internal }, ...spans.slice(1)]).length, 0);
    assert.equal(gapOf([ROOT]).length, 0);
  });
});

describe('statements that repeat', () => {
  const kinds = (spans: readonly Span[], thresholds = {}) =>
    find(spans, thresholds)
      .map(({ kind }) => kind)
      .filter((kind) => kind !== 'gap');
  /** One after another, `took` ms each. */
  const repeated = (
    count: number,
    took: number,
    statementOf = (_: number) => 'SELECT a FROM b WHERE id = $1',
  ) => [
    ROOT,
    ...Array.from({ length: count }, (_, at) => ({ ...query(at * took, took), statement: statementOf(at) })),
  ];

  it('are an N+1 from the bars of the bin on', () => {
    assert.deepEqual(kinds(repeated(5, 10)), ['n-plus-one']);
    assert.deepEqual(kinds(repeated(4, 100)), []);
    assert.deepEqual(kinds(repeated(4, 100), { repeatCount: 4 }), ['n-plus-one']);
    assert.deepEqual(kinds(repeated(7, 7)), [], '49 ms of 1,000');
    assert.deepEqual(kinds(repeated(7, 7), { repeatMs: 49 }), ['n-plus-one']);
    assert.deepEqual(kinds(repeated(7, 7), { repeatPercent: 4 }), ['n-plus-one']);
    assert.deepEqual(kinds(repeated(7, 7), { repeatPercent: 5 }), []);
  });

  it('have the place of the statement that is named first, however late an agent looked for it', () => {
    const rounds = (known: { first?: number; second?: number }) =>
      Array.from({ length: 12 }, (_, at) => {
        const isSecond = at % 2 === 1;
        const name = isSecond ? 'slots' : 'breaks';
        const isKnown = at >= ((isSecond ? known.second : known.first) ?? 12);
        return {
          ...query(at * 10, 10),
          statement: `SELECT a FROM ${name} WHERE id = $1`,
          ...(isKnown ? { file: `src/${name}.ts` } : {}),
        };
      });
    for (const [known, file] of [
      [{ first: 6, second: 3 }, 'src/breaks.ts'],
      [{ second: 3 }, 'src/slots.ts'],
      [{}, ''],
    ] as const) {
      const [found] = find([ROOT, ...rounds(known)]);
      assert.match(found!.statement, /^SELECT a FROM breaks.*;\nSELECT a FROM slots/);
      assert.equal(found!.place.file, file);
    }
  });

  it('are a duplicate where all of them have the same values in their text', () => {
    assert.deepEqual(kinds(repeated(6, 20, () => 'SELECT a FROM b WHERE id = 7')), ['duplicate-query']);
    assert.deepEqual(kinds(repeated(6, 20, (at) => `SELECT a FROM b WHERE id = ${at}`)), ['n-plus-one']);
  });

  it('say what the request would ask if nothing repeated, and what it asked for', () => {
    const others = Array.from({ length: 3 }, (_, at) => ({
      ...query(900 + at, 1),
      statement: 'SELECT now()',
    }));
    const [found] = find([...repeated(40, 10), ...others]);
    assert.equal(found!.evidence.queriesOnce, 4);
    assert.equal(found!.evidence.urlPath, '/week');
    assert.equal(found!.lost, 390e6, 'one of forty would remain');
  });
});

describe('requests to others one after another', () => {
  const calls = (count: number, gap: number): Span[] => [
    ROOT,
    ...Array.from({ length: count }, (_, at) => ({
      name: 'GET',
      parent: 0,
      at: at * gap,
      took: 50,
      kind: SpanKind.client,
      layer: Layer.http,
    })),
  ];
  const kinds = (spans: readonly Span[], thresholds = {}) =>
    find(spans, thresholds)
      .map(({ kind }) => kind)
      .filter((kind) => kind !== 'gap');

  it('are found from three on, where they do not run side by side', () => {
    const [found] = find(calls(3, 60));
    assert.deepEqual([found!.kind, found!.count, found!.lost], ['sequential-calls', 3, 100e6]);
    assert.deepEqual(kinds(calls(2, 60)), []);
    assert.deepEqual(kinds(calls(2, 60), { sequentialCalls: 2 }), ['sequential-calls']);
    assert.deepEqual(kinds(calls(3, 60), { sequentialCalls: 4 }), []);
    assert.deepEqual(kinds(calls(6, 1)), []);
  });
});

describe('slow queries', () => {
  it('are found from the bar on, those of one statement together', () => {
    const slow = (spans: readonly Span[], thresholds = {}) =>
      find([ROOT, ...spans], thresholds).filter(({ kind }) => kind === 'slow-query');
    assert.equal(slow([query(0, 499.999)]).length, 0);
    assert.equal(slow([query(0, 499.999)], { slowQueryMs: 499 }).length, 1);
    const [found, ...others] = slow([query(0, 500), query(500, 510), query(0, 20)]);
    assert.deepEqual(others, []);
    assert.deepEqual([found!.count, found!.lost, found!.evidence.time], [2, 1_010e6, 510e6]);
  });
});

describe('jobs that wait in a queue', () => {
  const waits = (wait: number, run: number, thresholds = {}) =>
    find(
      [
        { ...ROOT, took: 10 },
        { name: 'publish', parent: 0, at: 0, took: 5, kind: SpanKind.producer, layer: Layer.queue },
        { name: 'work', parent: 1, at: wait, took: run, kind: SpanKind.consumer },
      ],
      thresholds,
    ).filter(({ kind }) => kind === 'queue-wait');

  it('are found where they wait long, and longer than they run', () => {
    const [found] = waits(1_000, 999);
    assert.deepEqual([found!.transaction, found!.lost, found!.evidence.run], ['work', 1_000e6, 999e6]);
    assert.equal(waits(999, 10).length, 0);
    assert.equal(waits(999, 10, { queueWaitMs: 999 }).length, 1);
    assert.equal(waits(1_000, 1_000).length, 0);
  });
});

it('nothing is found in a request that does nothing of the kind', () => {
  const clean: Span[] = [
    { ...ROOT, took: 200 },
    query(5, 20),
    { ...query(30, 20), statement: 'SELECT * FROM breaks WHERE week_id = $1' },
    { name: 'GET', parent: 0, at: 60, took: 80, kind: SpanKind.client, layer: Layer.http },
    { name: 'render', parent: 0, at: 150, took: 45, layer: Layer.view },
  ];
  assert.deepEqual(find(clean), []);
});
