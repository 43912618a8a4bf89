import assert from 'node:assert/strict';
import { OtlpDecoder } from '../otlp-decoder.ts';
import type { Encoding, Signal } from '../signal.ts';
import { NOW_MS } from './arbitrary-requests.ts';
import { asOtlpJson } from './as-otlp-json.ts';
import { encodeRequest } from './otlp-schema.ts';
import { EventRecorder, MetricRecorder, type RecordedEvent } from './recorders.ts';
import { spanRequest } from './span-request.ts';

export const RETENTION_HOURS = 168;
export const NOW = BigInt(NOW_MS) * 1_000_000n;
export const HOUR = 3_600_000_000_000n;

const decoder = new OtlpDecoder();

/** Decodes a request, given as a plain object, in one of the encodings. */
export function decodeRequest(
  encoding: Encoding,
  request: object,
  signal: Signal = 'traces',
  retentionHours = RETENTION_HOURS,
) {
  const scope = { bin: 'b1', retentionHours };
  const body =
    encoding === 'json' ? Buffer.from(JSON.stringify(asOtlpJson(request))) : encodeRequest(signal, request);
  const events = new EventRecorder();
  const metrics = new MetricRecorder();
  const outcome =
    signal === 'metrics'
      ? decoder.metrics(encoding, body, scope, metrics, NOW_MS)
      : decoder.events(signal, encoding, body, scope, events, NOW_MS);
  return { rows: events.rows, points: metrics.points, outcome };
}

/** The row of a sound span with these fields, of which nothing is objected to. */
export function spanWith(encoding: Encoding, fields: object): RecordedEvent {
  const { rows, outcome } = decodeRequest(encoding, spanRequest(fields));
  assert.equal(outcome.message, '');
  return rows[0]!;
}

/** Why a span with these fields is rejected; undefined when it is taken. */
export function spanObjection(encoding: Encoding, fields: object): string | undefined {
  const { rows, outcome } = decodeRequest(encoding, spanRequest(fields));
  assert.equal(rows.length, outcome.accepted);
  assert.equal(outcome.rejected, 1 - rows.length);
  return /^1 span rejected: (.*) \(1, first: "GET \/shop"\)$/.exec(outcome.message)?.[1];
}

export const textAttribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
