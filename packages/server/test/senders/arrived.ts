/** Holds what the server has against what was sent, attribute by attribute. */
import assert from 'node:assert/strict';
import {
  type Attribute,
  type SpanAnswer,
  SpanKind,
  StatusCode,
  type TraceAnswer,
  type TracesAnswer,
} from '@tracebin/model';
import { poll } from './poll.ts';
import type { SentIds } from './run-sender.ts';
import type { RunningServer } from './running-server.ts';
import { SENT } from './sent.ts';

const MILLISECOND = 1e6;

export async function assertTraceArrived(
  server: RunningServer,
  service: string,
  ids: SentIds,
): Promise<void> {
  const trace = await poll('the whole trace', async () => {
    const answer = await server.get<TraceAnswer>(`traces/${ids.traceId}`);
    return answer?.spans.spanId.length === 3 ? answer : undefined;
  });
  assert.deepEqual(trace.spans.spanId, [ids.request, ids.query, ids.enqueue], 'in the order of their start');
  assert.deepEqual(trace.spans.parentSpanId, ['', ids.request, ids.request]);
  assert.deepEqual(trace.spans.start, [0, 100 * MILLISECOND, 300 * MILLISECOND]);
  assert.deepEqual(trace.spans.duration, [500 * MILLISECOND, 100 * MILLISECOND, 10 * MILLISECOND]);
  assert.equal(trace.duration, 500 * MILLISECOND);
  assert.deepEqual(trace.spans.kind, [SpanKind.server, SpanKind.client, SpanKind.producer]);
  assert.deepEqual(trace.spans.status, [StatusCode.unset, StatusCode.error, StatusCode.unset]);
  assert.deepEqual(trace.spans.events, [0, 2, 0]);
  assert.deepEqual(trace.spans.links, [0, 0, 1]);
  for (const index of trace.spans.service) assert.equal(trace.strings[index], service);
  await assertRequest(server, service, ids);
  await assertQuery(server, ids);
  await assertEnqueue(server, ids);
  await assertFound(server, service, ids);
}

async function assertRequest(server: RunningServer, service: string, ids: SentIds): Promise<void> {
  const span = await spanOf(server, ids, ids.request);
  assert.equal(span.name, SENT.request.name);
  assert.deepEqual(object(span.attributes), SENT.request.attributes);
  assert.deepEqual(span.scope, SENT.scope);
  assert.equal(span.sampleRate, 1);
  const resource = object(span.resource);
  for (const [key, value] of Object.entries({ ...SENT.resource, 'service.name': service })) {
    assert.equal(resource[key], value, key);
  }
}

async function assertQuery(server: RunningServer, ids: SentIds): Promise<void> {
  const span = await spanOf(server, ids, ids.query);
  assert.equal(span.name, SENT.query.name);
  assert.deepEqual(object(span.attributes), SENT.query.attributes);
  assert.equal(span.statusMessage, SENT.query.statusMessage);
  const [lock, exception] = span.events;
  assert.equal(lock?.name, SENT.query.event.name);
  assert.equal(lock?.offset, 50 * MILLISECOND);
  assert.deepEqual(object(lock?.attributes ?? []), SENT.query.event.attributes);
  assert.equal(exception?.name, 'exception');
  assert.equal(exception?.offset, 80 * MILLISECOND);
  const thrown = object(exception?.attributes ?? []);
  assert.equal(thrown['exception.type'], 'TimeoutError');
  assert.equal(thrown['exception.message'], 'lock not available');
}

async function assertEnqueue(server: RunningServer, ids: SentIds): Promise<void> {
  const span = await spanOf(server, ids, ids.enqueue);
  assert.equal(span.name, SENT.enqueue.name);
  assert.deepEqual(
    span.links.map((link) => ({ ...link, attributes: object(link.attributes) })),
    [{ ...SENT.enqueue.link, traceState: '', attributes: SENT.enqueue.linkAttributes }],
  );
}

export async function assertLogsArrived(server: RunningServer, ids: SentIds): Promise<void> {
  const [record] = await logsOf(server, ids, ids.query);
  assert.equal(record?.body, SENT.log.body);
  assert.equal(record?.severity, 13);
  assert.equal(record?.severityText.slice(0, 4), 'WARN');
  const attributes = object(record?.attributes ?? []);
  for (const [key, value] of Object.entries(SENT.log.attributes))
    assert.deepEqual(attributes[key], value, key);
  const [structured] = await logsOf(server, ids, ids.request);
  assert.deepEqual(JSON.parse(structured?.body ?? ''), SENT.structuredLog.body);
  assert.equal(structured?.severity, 9);
}

function logsOf(server: RunningServer, ids: SentIds, spanId: string): Promise<SpanAnswer['logs']> {
  return poll('the log record', async () => {
    const { logs } = await spanOf(server, ids, spanId);
    return logs.length > 0 ? logs : undefined;
  });
}

/** The list of traces finds it by each kind of value. */
async function assertFound(server: RunningServer, service: string, ids: SentIds): Promise<void> {
  for (const attribute of ['user.name=Zoë 🛒', 'cart.items=3', 'cart.weight=0.25', 'cart.is_gift=true']) {
    const search = new URLSearchParams({ service, attribute, name: SENT.request.name, minDuration: '500ms' });
    const found = await server.get<TracesAnswer>(`traces?${search}`);
    assert.deepEqual(found?.traceId, [ids.traceId], attribute);
    assert.deepEqual([found?.spans, found?.errors, found?.rootName], [[3], [1], [SENT.request.name]]);
  }
  const other = await server.get<TracesAnswer>(
    `traces?${new URLSearchParams({ service, attribute: 'cart.items=4' })}`,
  );
  assert.deepEqual(other?.traceId, []);
}

async function spanOf(server: RunningServer, ids: SentIds, spanId: string): Promise<SpanAnswer> {
  const span = await server.get<SpanAnswer>(`traces/${ids.traceId}/spans/${spanId}`);
  assert.ok(span, `span ${spanId} is there`);
  return span;
}

function object(attributes: Attribute[]): Record<string, unknown> {
  const keys = new Set(attributes.map(({ key }) => key));
  assert.equal(keys.size, attributes.length, 'no attribute comes twice');
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value]));
}
