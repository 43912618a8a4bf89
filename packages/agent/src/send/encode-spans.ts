/**
 * Finished spans as an OTLP `ExportTraceServiceRequest` (opentelemetry-proto, collector/trace/v1 and
 * trace/v1). Field numbers below are those of the .proto files.
 */
import { epochNanos } from '../record/clock.ts';
import type { RecordedSpan } from '../record/span.ts';
import { writeAttribute, writeResource } from './encode-values.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

export function encodeSpans(
  writer: ProtobufWriter,
  resource: Record<string, unknown>,
  spans: readonly RecordedSpan[],
): Buffer {
  return writeResource(writer, resource, spans, writeSpan);
}

function writeSpan(writer: ProtobufWriter, span: RecordedSpan): void {
  const message = writer.begin(2);
  writer.words(1, [span.trace0, span.trace1, span.trace2, span.trace3]);
  writer.words(2, [span.id0, span.id1]);
  if (span.traceState) writer.text(3, span.traceState);
  if (span.parent0 !== 0 || span.parent1 !== 0) writer.words(4, [span.parent0, span.parent1]);
  writer.text(5, span.name);
  // OTLP counts from 1 (internal), the API from 0.
  writer.unsigned(6, span.kind + 1);
  writer.fixed64(7, epochNanos(span.startMs));
  writer.fixed64(8, epochNanos(span.endMs));
  for (const key in span.attributes) writeAttribute(writer, 9, key, span.attributes[key]);
  const more = span.more;
  if (more) {
    for (let index = 0; index < more.length; index += 2) {
      if (isLast(more, index)) writeAttribute(writer, 9, more[index] as string, more[index + 1]);
    }
  }
  for (const event of span.events ?? []) {
    const eventMessage = writer.begin(11);
    writer.fixed64(1, epochNanos(event.timeMs));
    writer.text(2, event.name);
    for (const key in event.attributes) writeAttribute(writer, 3, key, event.attributes[key]);
    writer.end(eventMessage);
  }
  for (const link of span.links ?? []) writeLink(writer, link);
  if (span.statusCode !== 0) {
    const status = writer.begin(15);
    if (span.statusMessage) writer.text(2, span.statusMessage);
    writer.unsigned(3, span.statusCode);
    writer.end(status);
  }
  writer.end(message);
}

function writeLink(writer: ProtobufWriter, link: NonNullable<RecordedSpan['links']>[number]): void {
  const message = writer.begin(13);
  writer.rawBytes(1, Buffer.from(link.context.traceId, 'hex'));
  writer.rawBytes(2, Buffer.from(link.context.spanId, 'hex'));
  for (const key in link.attributes) writeAttribute(writer, 4, key, link.attributes[key]);
  writer.end(message);
}

/** An attribute set twice keeps its last value: earlier ones are left out. */
function isLast(more: unknown[], index: number): boolean {
  for (let later = index + 2; later < more.length; later += 2) if (more[later] === more[index]) return false;
  return true;
}
