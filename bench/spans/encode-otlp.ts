/**
 * OTLP `ExportTraceServiceRequest` and `ExportLogsServiceRequest` bodies from what was generated. Field numbers are those
 * of opentelemetry-proto `trace/v1/trace.proto` and `logs/v1/logs.proto`; the tests read the bodies back with a protobuf
 * library.
 */
import type { GeneratedRecord } from './generated-record.ts';
import type { GeneratedResource, GeneratedSpan } from './generated-span.ts';
import { type OtlpBody, OtlpWriter } from './otlp-writer.ts';

/** Bits 8 and 9: it is known whether the parent is remote, and it is not; bit 0: sampled. */
const SPAN_FLAGS = 0x101;
const SAMPLED = 1;

export class OtlpEncoder {
  readonly #to = new OtlpWriter();
  readonly #startNanos: bigint;

  /** @param startNanos beginning of the generated range, nanoseconds since the epoch */
  constructor(startNanos: bigint) {
    this.#startNanos = startNanos;
  }

  spans(resource: GeneratedResource, spans: readonly GeneratedSpan[]): OtlpBody {
    return this.#to.body(resource, spans, (span) => this.#span(span));
  }

  records(resource: GeneratedResource, records: readonly GeneratedRecord[]): OtlpBody {
    return this.#to.body(resource, records, (record) => this.#record(record));
  }

  #span(span: GeneratedSpan): void {
    const to = this.#to;
    const start = this.#startNanos + BigInt(span.start);
    const end = start + BigInt(span.duration);
    to.traceId(1, span.traceId);
    to.octets(2, span.spanId);
    if (span.parentSpanId.some((byte) => byte !== 0)) to.octets(4, span.parentSpanId);
    to.text(5, span.name);
    to.number(6, span.kind);
    to.time(7, start);
    to.time(8, end);
    for (let index = 0; index < span.keys.length; index++)
      to.attribute(9, span.keys[index]!, span.values[index]!);
    const { exception } = span;
    if (exception) {
      to.message(11, () => {
        to.time(1, end);
        to.text(2, 'exception');
        for (const [key, value] of Object.entries(exception)) to.attribute(3, key, value);
      });
    }
    if (span.status !== 0) {
      to.message(15, () => {
        to.text(2, span.statusMessage);
        to.number(3, span.status);
      });
    }
    to.fixed32(16, SPAN_FLAGS);
  }

  #record({
    time,
    severity,
    severityText,
    body,
    eventName,
    attributes,
    traceId,
    spanId,
  }: GeneratedRecord): void {
    const to = this.#to;
    const nanos = this.#startNanos + BigInt(time);
    to.time(1, nanos);
    if (severity > 0) to.number(2, severity);
    if (severityText !== '') to.text(3, severityText);
    if (body !== '') to.message(5, () => to.text(1, body));
    for (const [key, value] of Object.entries(attributes)) to.attribute(6, key, value);
    to.fixed32(8, SAMPLED);
    to.traceId(9, traceId);
    to.octets(10, spanId);
    to.time(11, nanos);
    if (eventName !== '') to.text(12, eventName);
  }
}
