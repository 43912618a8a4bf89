import assert from 'node:assert/strict';
import type { Attribute, AttributeValue, TraceAnswer } from '@tracebin/model';
import { cannedSpan } from './canned-spans.ts';

/** Sends a canned trace through the OTLP door, with the attributes, events, links and logs of `cannedSpan`; it begins at `startMs`. */
export async function sendTrace(url: string, trace: TraceAnswer, startMs: number): Promise<void> {
  const { spans } = trace;
  const begin = BigInt(startMs) * 1_000_000n;
  const byService = new Map<string, { resource: Attribute[]; spans: unknown[]; logs: unknown[] }>();
  for (const [i, spanId] of spans.spanId.entries()) {
    const span = cannedSpan(trace, spanId)!;
    const start = begin + BigInt(spans.start[i]!);
    const at = (iso: string) => `${begin + (nanosOf(iso) - nanosOf(trace.start))}`;
    let group = byService.get(span.service);
    if (group === undefined) {
      group = { resource: span.resource, spans: [], logs: [] };
      byService.set(span.service, group);
    }
    group.spans.push({
      traceId: trace.traceId,
      spanId,
      ...(span.parentSpanId === '' ? {} : { parentSpanId: span.parentSpanId }),
      name: span.name,
      kind: span.kind,
      startTimeUnixNano: `${start}`,
      endTimeUnixNano: `${start + BigInt(span.duration)}`,
      status: { code: span.status, message: span.statusMessage },
      attributes: keyValues(span.attributes),
      events: span.events.map((event) => ({
        timeUnixNano: at(event.at),
        name: event.name,
        attributes: keyValues(event.attributes),
      })),
      links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
    });
    for (const log of span.logs) {
      group.logs.push({
        timeUnixNano: at(log.at),
        severityNumber: log.severity,
        severityText: log.severityText,
        body: { stringValue: log.body },
        traceId: trace.traceId,
        spanId,
        attributes: keyValues(log.attributes),
      });
    }
  }
  const resources = [...byService.values()];
  await post(`${url}/v1/traces`, {
    resourceSpans: resources.map(({ resource, spans }) => ({
      resource: { attributes: keyValues(resource) },
      scopeSpans: [{ scope: { name: 'canned', version: '1' }, spans }],
    })),
  });
  await post(`${url}/v1/logs`, {
    resourceLogs: resources.map(({ resource, logs }) => ({
      resource: { attributes: keyValues(resource) },
      scopeLogs: [{ logRecords: logs }],
    })),
  });
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.deepEqual({ status: response.status, body: await response.text() }, { status: 200, body: '{}' });
}

const nanosOf = (iso: string): bigint =>
  BigInt(Math.floor(Date.parse(iso) / 1000)) * 1_000_000_000n +
  BigInt((/\.(\d+)/.exec(iso)?.[1] ?? '0').padEnd(9, '0'));

const keyValues = (attributes: readonly Attribute[]) =>
  attributes.map(({ key, value }) => ({ key, value: anyValue(value) }));

function anyValue(value: AttributeValue): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (value !== null && 'int' in value && typeof value.int === 'string') return { intValue: value.int };
  return {};
}
