import { NOW_MS } from './arbitrary-requests.ts';

/** A sound span that ended now; fields given replace its own. */
export function spanFields(fields: object = {}): object {
  const now = BigInt(NOW_MS) * 1_000_000n;
  return {
    traceId: Buffer.alloc(16, 0xab),
    spanId: Buffer.alloc(8, 0xcd),
    name: 'GET /shop',
    kind: 2,
    startTimeUnixNano: String(now - 5_000_000n),
    endTimeUnixNano: String(now),
    ...fields,
  };
}

/** A trace request with a span for each argument (one sound span when there is none). */
export function spanRequest(...spans: object[]): object {
  const service = { key: 'service.name', value: { stringValue: 'shop' } };
  const records = (spans.length === 0 ? [{}] : spans).map(spanFields);
  return {
    resourceSpans: [
      { resource: { attributes: [service] }, scopeSpans: [{ scope: { name: 'test' }, spans: records }] },
    ],
  };
}
