import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Layer, SpanKind } from '@tracebin/model';
import type { TraceSpans } from '../../../derive/index.ts';
import { mergeRequests } from './merge-requests.ts';

interface Drawn {
  name: string;
  parent?: number;
  start: number;
  duration: number;
  service?: string;
  statement?: string;
}

/** Spans of a trace; the first is the request. Times in milliseconds. */
function traceOf(spans: Drawn[]): TraceSpans {
  const strings: string[] = [];
  const add = (text: string) => (strings.includes(text) ? strings.indexOf(text) : strings.push(text) - 1);
  return {
    bin: 'local',
    traceId: '0'.repeat(32),
    start: 0n,
    expiresAt: 0,
    strings,
    spans: {
      spanId: spans.map((_, at) => String(at)),
      parentSpanId: spans.map(({ parent }) => (parent === undefined ? '' : String(parent))),
      start: spans.map(({ start }) => start * 1e6),
      duration: spans.map(({ duration }) => duration * 1e6),
      name: spans.map(({ name }) => add(name)),
      service: spans.map(({ service = 'web' }) => add(service)),
      kind: spans.map(({ parent }) => (parent === undefined ? SpanKind.server : SpanKind.internal)),
      status: spans.map(() => 0),
      layer: spans.map(({ statement }) => (statement === undefined ? Layer.app : Layer.db)),
      detail: spans.map(({ statement }) => (statement === undefined ? -1 : add(statement))),
      host: spans.map(() => -1),
    },
    sampleRate: spans.map(() => 1),
    statusMessage: spans.map(() => ''),
    scope: spans.map(() => ''),
    attributes: spans.map(() => ({})),
    resource: spans.map(() => ({})),
    exceptions: spans.map(() => undefined),
  };
}

const query = (id: number, start: number, duration: number): Drawn => ({
  name: 'SELECT',
  parent: 0,
  start,
  duration,
  statement: `SELECT * FROM slots WHERE id = ${id}`,
});

test('requests become one waterfall: repeats are one row with their mean count, times are means over all', () => {
  const profile = mergeRequests([
    {
      trace: traceOf([
        { name: 'GET /week', start: 0, duration: 100 },
        query(1, 10, 20),
        query(2, 40, 20),
        query(3, 70, 20),
      ]),
      ...{ spanId: '0', weight: 1, scale: 1 },
    },
    {
      trace: traceOf([
        { name: 'GET /week', start: 5, duration: 60 },
        { name: 'auth', parent: 0, start: 5, duration: 10 },
        query(4, 25, 20),
        { name: 'elsewhere', parent: 0, start: 50, duration: 10, service: 'rates' },
      ]),
      ...{ spanId: '0', weight: 1, scale: 1 },
    },
  ]);
  assert.ok(profile !== null);
  assert.deepEqual([profile.requests, profile.duration], [2, 80e6]);
  assert.deepEqual(profile.name, ['GET /week', 'auth', 'SELECT']);
  assert.deepEqual(profile.depth, [0, 1, 1]);
  assert.deepEqual(profile.layer, ['app', 'app', 'db']);
  assert.match(profile.statement[2]!, /SELECT \* FROM slots WHERE id = \?/);
  assert.deepEqual(profile.calls, [1, 0.5, 2]);
  assert.deepEqual(profile.share, [1, 0.5, 1]);
  assert.deepEqual(profile.total, [80e6, 5e6, 40e6]);
  // In the first 10 to 90 ms of the request, in the second 20 to 40.
  assert.deepEqual([profile.start[2], profile.end[2]], [15e6, 65e6]);
  assert.deepEqual([profile.start[1], profile.end[1]], [0, 10e6]);
  assert.equal(profile.self[0], (40e6 + 20e6) / 2);
});

test('what takes next to no time is left out and counted; without requests there is nothing', () => {
  const trace = traceOf([
    { name: 'GET /', start: 0, duration: 1000 },
    { name: 'just', parent: 0, start: 1, duration: 1 },
    { name: 'below', parent: 0, start: 1, duration: 0.9 },
  ]);
  const profile = mergeRequests([{ trace, spanId: '0', weight: 1, scale: 1 }]);
  assert.deepEqual([profile?.name, profile?.leftOut], [['GET /', 'just'], 1]);
  assert.equal(mergeRequests([]), null);
  assert.equal(mergeRequests([{ trace, spanId: 'gone', weight: 1, scale: 1 }]), null);
});

test('a request counts for as many as it stands for, and its times for theirs', () => {
  const fast = traceOf([{ name: 'GET /week', start: 0, duration: 20 }, query(1, 5, 10)]);
  const slow = traceOf([
    { name: 'GET /week', start: 0, duration: 2_500 },
    { name: 'load', parent: 0, start: 0, duration: 500 },
    query(1, 500, 1_000),
    query(2, 1_500, 1_000),
  ]);
  const profile = mergeRequests([
    { trace: fast, spanId: '0', weight: 0.97, scale: 1 },
    { trace: slow, spanId: '0', weight: 0.03, scale: 0.8 },
  ]);
  assert.ok(profile !== null);
  const near = (found: number[], expected: number[]) =>
    assert.deepEqual(
      found.map((each) => Number(each.toPrecision(9))),
      expected,
    );
  assert.deepEqual([profile.requests, profile.name], [2, ['GET /week', 'load', 'SELECT']]);
  near([profile.duration], [0.97 * 20e6 + 0.03 * 2_000e6]);
  near(profile.calls, [1, 0.03, 1.03]);
  near(profile.share, [1, 0.03, 1]);
  near(profile.total, [79.4e6, 0.03 * 400e6, 0.97 * 10e6 + 0.03 * 1_600e6]);
  near(profile.self, [0.97 * 10e6, 0.03 * 400e6, 0.97 * 10e6 + 0.03 * 1_600e6]);
  // Where a row lies is the mean of those that have it.
  near([profile.start[1]!, profile.end[1]!], [0, 400e6]);
  near([profile.start[2]!, profile.end[2]!], [0.97 * 5e6 + 0.03 * 400e6, 0.97 * 15e6 + 0.03 * 2_000e6]);
  // Whatever the weights add up to.
  const twice = mergeRequests([
    { trace: fast, spanId: '0', weight: 97, scale: 1 },
    { trace: slow, spanId: '0', weight: 3, scale: 0.8 },
  ]);
  near(
    twice!.total,
    profile.total.map((each) => Number(each.toPrecision(9))),
  );
});
