import { signedToNumber, unsignedToBigInt } from '../../event/int64.ts';
import type { Exemplar } from '../../event/metric-point.ts';
import { LIMITS } from '../../limits.ts';
import { type AnyValueJson, objectOf } from './any-value-json.ts';
import { tagOf, type WireReader, WireType } from './wire-reader.ts';

/** Fields of Exemplar (opentelemetry-proto, metrics/v1/metrics.proto). */
const TIME = tagOf(2, WireType.fixed64);
const AS_DOUBLE = tagOf(3, WireType.fixed64);
const SPAN_ID = tagOf(4, WireType.length);
const TRACE_ID = tagOf(5, WireType.length);
const AS_INT = tagOf(6, WireType.fixed64);
const ATTRIBUTE = tagOf(7, WireType.length);

/** Adds the exemplar that reaches from the reader's position to `end`, unless there are enough. */
export function readExemplar(reader: WireReader, json: AnyValueJson, end: number, into: Exemplar[]): void {
  if (into.length === LIMITS.maxExemplars) {
    reader.position = end;
    return;
  }
  const exemplar: Exemplar = { timeNanos: 0n, value: 0, traceId: '', spanId: '', attributes: {} };
  const attributes = new Map<string, string>();
  json.out.begin();
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === TIME) {
      reader.fixed64(end);
      exemplar.timeNanos = unsignedToBigInt(reader.low, reader.high);
    } else if (tag === AS_DOUBLE) exemplar.value = reader.double(end);
    else if (tag === AS_INT) {
      reader.fixed64(end);
      exemplar.value = signedToNumber(reader.low, reader.high);
    } else if (tag === SPAN_ID) exemplar.spanId = hexId(reader, end, 8);
    else if (tag === TRACE_ID) exemplar.traceId = hexId(reader, end, 16);
    else if (tag === ATTRIBUTE && json.out.hasRoom()) json.keyValue(reader.lengthEnd(end), 0, attributes);
    else reader.skip(tag, end);
  }
  exemplar.attributes = JSON.parse(objectOf(attributes));
  into.push(exemplar);
}

/** '' for an id of another length: the measurement is sound without it. */
function hexId(reader: WireReader, end: number, length: number): string {
  const idEnd = reader.lengthEnd(end);
  const start = reader.position;
  reader.position = idEnd;
  return idEnd - start === length ? reader.bytes.toString('hex', start, idEnd) : '';
}
