/**
 * Spans as rows of ClickHouse's RowBinary format, in the columns of `SOURCE_COLUMNS`. The storage benchmark
 * feeds every variant from these rows and must not depend on the encoder that it helps to choose the schema for.
 */
import { Double, type GeneratedSpan } from '../spans/generated-span.ts';

export const SOURCE_COLUMNS = `bin String, type UInt8, entry Bool, time DateTime64(9, 'UTC'), duration UInt64,
  trace_id FixedString(16), span_id FixedString(8), parent_span_id FixedString(8), service String, name String,
  kind UInt8, status UInt8, layer UInt8, status_message String, trace_state String, sample_rate Float64,
  flags UInt32, severity UInt8, severity_text String, body String, scope_name String, scope_version String,
  strings Map(String, String), ints Map(String, Int64), doubles Map(String, Float64), bools Map(String, Bool),
  jsons Map(String, String), resource Map(String, String), event_times Array(UInt64), event_names Array(String),
  event_attributes Array(String), link_trace_ids Array(FixedString(16)), link_span_ids Array(FixedString(8)),
  link_trace_states Array(String), link_attributes Array(String), received_at DateTime, expires_at DateTime`;

export const BIN = 'b0local00';
const RETENTION_SECONDS = 7 * 86400;

export class RowBinaryWriter {
  #bytes = Buffer.allocUnsafe(16 << 20);
  #at = 0;

  /** @param startNanos beginning of the generated range */
  add(span: GeneratedSpan, startNanos: bigint): void {
    if (this.#bytes.length - this.#at < 65536)
      this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2);
    const root = span.parentSpanId.every((byte) => byte === 0);
    const nanos = startNanos + BigInt(span.start);
    this.#string(BIN);
    this.#byte(0);
    this.#byte(root || span.kind === 2 || span.kind === 5 ? 1 : 0);
    this.#int64(nanos);
    this.#int64(BigInt(span.duration));
    this.#fixed(span.traceId);
    this.#fixed(span.spanId);
    this.#fixed(span.parentSpanId);
    this.#string(span.resource.service);
    this.#string(span.name);
    this.#byte(span.kind);
    this.#byte(span.status);
    this.#byte(span.layer);
    this.#string(span.statusMessage);
    this.#string('');
    this.#at = this.#bytes.writeDoubleLE(1, this.#at);
    this.#at = this.#bytes.writeUInt32LE(257, this.#at);
    this.#byte(0);
    this.#string('');
    this.#string('');
    this.#string(span.resource.scopeName);
    this.#string(span.resource.scopeVersion);
    this.#attributes(span);
    this.#byte(0);
    const resource = Object.entries(span.resource.attributes);
    this.#varint(resource.length + 1);
    this.#string('service.name');
    this.#string(span.resource.service);
    for (const [key, value] of resource) {
      this.#string(key);
      this.#string(value);
    }
    this.#varint(span.exception ? 1 : 0);
    if (span.exception) this.#int64(nanos + BigInt(span.duration));
    this.#varint(span.exception ? 1 : 0);
    if (span.exception) this.#string('exception');
    this.#varint(span.exception ? 1 : 0);
    if (span.exception) this.#string(JSON.stringify(span.exception));
    for (let list = 0; list < 4; list++) this.#byte(0);
    const seconds = Number(nanos / 1_000_000_000n);
    this.#at = this.#bytes.writeUInt32LE(seconds, this.#at);
    this.#at = this.#bytes.writeUInt32LE(seconds + RETENTION_SECONDS, this.#at);
  }

  /** The rows so far; the writer starts again from nothing. Valid until the next `add`. */
  take(): Uint8Array {
    const rows = this.#bytes.subarray(0, this.#at);
    this.#at = 0;
    return rows;
  }

  #attributes(span: GeneratedSpan): void {
    const { keys, values } = span;
    const count = (wanted: (index: number) => boolean) =>
      keys.reduce((sum, _, index) => sum + (wanted(index) ? 1 : 0), 0);
    const isInt = (index: number) => typeof values[index] === 'number';
    this.#varint(count((index) => typeof values[index] === 'string'));
    keys.forEach((key, index) => {
      if (typeof values[index] === 'string') {
        this.#string(key);
        this.#string(values[index] as string);
      }
    });
    this.#varint(count(isInt));
    keys.forEach((key, index) => {
      if (isInt(index)) {
        this.#string(key);
        this.#int64(BigInt(values[index] as number));
      }
    });
    this.#varint(count((index) => values[index] instanceof Double));
    keys.forEach((key, index) => {
      const value = values[index];
      if (value instanceof Double) {
        this.#string(key);
        this.#at = this.#bytes.writeDoubleLE(value.value, this.#at);
      }
    });
    this.#varint(count((index) => typeof values[index] === 'boolean'));
    keys.forEach((key, index) => {
      if (typeof values[index] === 'boolean') {
        this.#string(key);
        this.#byte(values[index] ? 1 : 0);
      }
    });
  }

  #byte(value: number): void {
    this.#bytes[this.#at++] = value;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }

  #int64(value: bigint): void {
    this.#at = this.#bytes.writeBigInt64LE(value, this.#at);
  }

  #fixed(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #string(text: string): void {
    const length = Buffer.byteLength(text);
    this.#varint(length);
    this.#at += this.#bytes.write(text, this.#at);
  }
}
