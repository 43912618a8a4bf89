/** Log records as an OTLP `ExportLogsServiceRequest` (opentelemetry-proto, logs/v1); field numbers are those of it. */
import { epochNanos } from '../record/clock.ts';
import type { RecordedLog } from '../record/logger.ts';
import { writeAttribute, writeResource, writeValue } from './encode-values.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

export function encodeLogs(
  writer: ProtobufWriter,
  resource: Record<string, unknown>,
  logs: readonly RecordedLog[],
): Buffer {
  return writeResource(writer, resource, logs, writeLog);
}

const time = new Uint32Array(2);

/** Tag and length of a field of bytes. */
const TRACE_ID = 0x4a10;
const SPAN_ID = 0x5208;

function writeLog(writer: ProtobufWriter, log: RecordedLog): void {
  const message = writer.begin(2);
  epochNanos(log.timeMs, time);
  writer.fixed64(1, time);
  if (log.severityNumber) writer.unsigned(2, log.severityNumber);
  if (log.severityText) writer.text(3, log.severityText);
  const body = writer.begin(5);
  writeValue(writer, log.body);
  writer.end(body);
  for (const key in log.attributes) writeAttribute(writer, 6, key, log.attributes[key]);
  if (log.span) writeIds(writer, log.span);
  writer.fixed64(11, time);
  if (log.eventName) writer.text(12, log.eventName);
  writer.end(message);
}

function writeIds(writer: ProtobufWriter, span: NonNullable<RecordedLog['span']>): void {
  const at = writer.room(28);
  const { view } = writer;
  view.setUint16(at, TRACE_ID);
  view.setInt32(at + 2, span.trace0);
  view.setInt32(at + 6, span.trace1);
  view.setInt32(at + 10, span.trace2);
  view.setInt32(at + 14, span.trace3);
  view.setUint16(at + 18, SPAN_ID);
  view.setInt32(at + 20, span.id0);
  view.setInt32(at + 24, span.id1);
  writer.wrote(at + 28);
}
