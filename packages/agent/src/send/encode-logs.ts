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
  const span = log.span;
  if (span) {
    writer.id128(9, span.trace0, span.trace1, span.trace2, span.trace3);
    writer.id64(10, span.id0, span.id1);
  }
  writer.fixed64(11, time);
  if (log.eventName) writer.text(12, log.eventName);
  writer.end(message);
}
