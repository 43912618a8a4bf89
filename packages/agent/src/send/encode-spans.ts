/**
 * Finished spans as an OTLP `ExportTraceServiceRequest` (opentelemetry-proto, collector/trace/v1 and
 * trace/v1). Field numbers below are those of the .proto files.
 */
import type { Attributes } from '@opentelemetry/api';
import { epochNanos } from '../record/clock.ts';
import type { FixedAttributes } from '../record/fixed-attributes.ts';
import { RETURNED_ROWS, type RecordedSpan } from '../record/span.ts';
import { encodedKey, writeAttribute, writeResource } from './encode-values.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';
import { writeSpanHead } from './span-head.ts';

export function encodeSpans(
  writer: ProtobufWriter,
  resource: Record<string, unknown>,
  spans: readonly RecordedSpan[],
): Buffer {
  return writeResource(writer, resource, spans, writeSpan);
}

const time = new Uint32Array(2);
const ROWS_KEY = encodedKey(RETURNED_ROWS);
/** Numbers of rows whose attribute is kept as bytes: those below it. */
const USUAL_ROWS = 128;
const usualRows: (Uint8Array | undefined)[] = new Array(USUAL_ROWS).fill(undefined);

function writeSpan(writer: ProtobufWriter, span: RecordedSpan): void {
  const message = writer.beginLong(2);
  writeSpanHead(writer, span);
  if (span.traceState) writer.text(3, span.traceState);
  const { fixed } = span;
  if (fixed !== undefined && fixed.name === span.name && span.more === undefined) {
    writeShared(writer, fixed, span.place);
    for (const key in span.attributes) writeAttribute(writer, 9, key, span.attributes[key]);
  } else {
    writer.text(5, span.name);
    writeAttributes(writer, span);
  }
  if (span.returnedRows >= 0) writeRows(writer, span.returnedRows);
  if (span.events)
    for (const event of span.events) {
      const eventMessage = writer.begin(11);
      writer.fixed64(1, epochNanos(event.timeMs, time));
      writer.text(2, event.name);
      for (const key in event.attributes) writeAttribute(writer, 3, key, event.attributes[key]);
      writer.end(eventMessage);
    }
  if (span.links) for (const link of span.links) writeLink(writer, link);
  if (span.statusCode !== 0) {
    const status = writer.begin(15);
    if (span.statusMessage) writer.text(2, span.statusMessage);
    writer.unsigned(3, span.statusCode);
    writer.end(status);
  }
  writer.endLong(message);
}

/** Each key once, as OTLP asks for: what was set later wins over what was given at the start. */
function writeAttributes(writer: ProtobufWriter, { fixed, place, attributes, more }: RecordedSpan): void {
  if (more === undefined) {
    if (fixed) writeFixed(writer, fixed);
    if (place) writeFixed(writer, place);
    for (const key in attributes) writeAttribute(writer, 9, key, attributes[key]);
    return;
  }
  for (const shared of [fixed, place]) {
    if (shared === undefined) continue;
    if (anyIn(more, shared.values)) writeUnlessIn(writer, more, shared.values);
    else writeFixed(writer, shared);
  }
  writeUnlessIn(writer, more, attributes);
  for (let index = 0; index < more.length; index += 2) {
    if (!isSetFrom(more, index + 2, more[index] as string))
      writeAttribute(writer, 9, more[index] as string, more[index + 1]);
  }
}

function writeUnlessIn(writer: ProtobufWriter, more: unknown[], attributes: Attributes | undefined): void {
  for (const key in attributes) if (!isSetFrom(more, 0, key)) writeAttribute(writer, 9, key, attributes[key]);
}

function anyIn(more: unknown[], attributes: Attributes): boolean {
  for (const key in attributes) if (isSetFrom(more, 0, key)) return true;
  return false;
}

function isSetFrom(more: unknown[], index: number, key: string): boolean {
  for (let at = index; at < more.length; at += 2) if (more[at] === key) return true;
  return false;
}

function writeFixed(writer: ProtobufWriter, fixed: FixedAttributes): void {
  if (fixed.encoded === undefined) {
    const start = writer.length;
    for (const key in fixed.values) writeAttribute(writer, 9, key, fixed.values[key]);
    // Not a Buffer: that would be a piece of a pool which it keeps alive.
    fixed.encoded = new Uint8Array(writer.bytesFrom(start));
  } else writer.encoded(fixed.encoded);
}

function writeRows(writer: ProtobufWriter, rows: number): void {
  const known = rows < USUAL_ROWS ? usualRows[rows] : undefined;
  if (known !== undefined) {
    writer.encoded(known);
    return;
  }
  const start = writer.length;
  writer.countAttribute(9, ROWS_KEY, rows);
  if (rows < USUAL_ROWS && Number.isInteger(rows)) usualRows[rows] = new Uint8Array(writer.bytesFrom(start));
}

/** The name, and all that spans of one statement have in common: of a query, nothing else is left to be said. */
function writeShared(
  writer: ProtobufWriter,
  fixed: FixedAttributes,
  place: FixedAttributes | undefined,
): void {
  const { placed } = fixed;
  if (place !== undefined && placed !== undefined && placed.place === place) {
    writer.encoded(placed.encoded);
    return;
  }
  const start = writer.length;
  if (fixed.named === undefined) {
    writer.text(5, fixed.name as string);
    writeFixed(writer, fixed);
    fixed.named = new Uint8Array(writer.bytesFrom(start));
  } else writer.encoded(fixed.named);
  if (place === undefined) return;
  writeFixed(writer, place);
  if (placed === undefined) fixed.placed = { place, encoded: new Uint8Array(writer.bytesFrom(start)) };
}

function writeLink(writer: ProtobufWriter, link: NonNullable<RecordedSpan['links']>[number]): void {
  const message = writer.begin(13);
  writer.rawBytes(1, Buffer.from(link.context.traceId, 'hex'));
  writer.rawBytes(2, Buffer.from(link.context.spanId, 'hex'));
  for (const key in link.attributes) writeAttribute(writer, 4, key, link.attributes[key]);
  writer.end(message);
}
