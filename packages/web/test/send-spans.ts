import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

/** A span as a test writes it. */
export interface TestSpan {
  service: string;
  name: string;
  /** Of the service: `service.version`, `deployment.environment.name`. */
  version?: string;
  environment?: string;
  /** Milliseconds ago that it started. */
  agoMs: number;
  durationMs: number;
  /** Milliseconds from the start of its parent to its own; default 0. */
  afterMs?: number;
  attributes?: Record<string, string | number>;
  failed?: boolean;
  children?: Omit<TestSpan, 'service' | 'version' | 'environment' | 'agoMs'>[];
}

/** Sends each span, with its children, as a trace of its own in OTLP JSON; gives the trace ids when all is stored. */
export async function sendTraces(url: string, spans: readonly TestSpan[], key?: string): Promise<string[]> {
  const ids: string[] = [];
  const resourceSpans = spans.map((span) => {
    const traceId = randomBytes(16).toString('hex');
    const spanId = randomBytes(8).toString('hex');
    ids.push(traceId);
    const start = Date.now() - span.agoMs;
    const write = (
      each: Omit<TestSpan, 'service' | 'agoMs'>,
      id: string,
      parentSpanId: string,
      kind: number,
    ) => ({
      traceId,
      spanId: id,
      ...(parentSpanId === '' ? {} : { parentSpanId }),
      name: each.name,
      kind,
      startTimeUnixNano: `${start + (each.afterMs ?? 0)}000000`,
      endTimeUnixNano: `${BigInt(start + (each.afterMs ?? 0)) * 1_000_000n + BigInt(Math.round(each.durationMs * 1e6))}`,
      attributes: Object.entries(each.attributes ?? {}).map(([name, value]) => ({
        key: name,
        value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
      })),
      status: { code: each.failed ? 2 : 0 },
    });
    return {
      resource: {
        attributes: Object.entries({
          'service.name': span.service,
          'service.version': span.version,
          'deployment.environment.name': span.environment,
        }).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: { stringValue: value } }])),
      },
      scopeSpans: [
        {
          spans: [
            write(span, spanId, '', 2),
            ...(span.children ?? []).map((child) => write(child, randomBytes(8).toString('hex'), spanId, 1)),
          ],
        },
      ],
    };
  });
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'x-tracebin-key': key }) },
    body: JSON.stringify({ resourceSpans }),
  });
  assert.equal(response.status, 200, await response.text());
  return ids;
}
