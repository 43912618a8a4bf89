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
}

const ROOT: Span = { name: 'GET /week', parent: -1, at: 0, took: 1_000, kind: SpanKind.server };

/** Times in milliseconds. */
function traceOf(spans: readonly Span[]): TraceSpans {
  const strings: string[] = [];
  const intern = (text: string): number => strings.push(text) - 1;
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
    attributes: spans.map(({ statement }) => (statement === undefined ? {} : { 'db.query.text': statement })),
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
