/** Small OTLP JSON requests. */
import { randomBytes } from 'node:crypto';

export interface TestSpan {
  traceId?: string;
  spanId?: string;
  name?: string;
  /** Milliseconds since the epoch; default now. */
  startMs?: number;
  durationMs?: number;
  attributes?: Record<string, string>;
}

export const newTraceId = (): string => randomBytes(16).toString('hex');
export const newSpanId = (): string => randomBytes(8).toString('hex');

/** One export request with the spans of one service. */
export function otlpJson(spans: readonly TestSpan[], service = 'shop'): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
        scopeSpans: [{ spans: spans.map(spanJson) }],
      },
    ],
  });
}

function spanJson({
  traceId,
  spanId,
  name,
  startMs = Date.now() - 50,
  durationMs = 40,
  attributes,
}: TestSpan) {
  const start = BigInt(Math.round(startMs)) * 1_000_000n;
  return {
    traceId: traceId ?? newTraceId(),
    spanId: spanId ?? newSpanId(),
    name: name ?? 'GET /',
    kind: 2,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(Math.round(durationMs * 1e6))),
    attributes: Object.entries(attributes ?? {}).map(([key, stringValue]) => ({
      key,
      value: { stringValue },
    })),
  };
}

/** POSTs OTLP JSON; `path` may hold a key. */
export async function postSpans(
  url: string,
  body: string,
  headers: Record<string, string> = {},
  path = '/v1/traces',
): Promise<Response> {
  return await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}
