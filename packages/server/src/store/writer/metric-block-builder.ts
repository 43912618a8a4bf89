import type { AttributeValue } from '@tracebin/model';
import type { Exemplar, MetricPoint } from '../../receive/event/metric-point.ts';
import type { BinScope, MetricSink } from '../../receive/ingest.ts';
import type { BlockColumn } from '../engine/engine.ts';
import { encodeNativeBlock, type MapColumn, type RowSelection, type StringColumn } from '../native/index.ts';
import { expiryOf } from './expiry.ts';
import { metricColumns } from './metric-columns.ts';

/** Metric points as columns of one open block; the counterpart of EventBlockBuilder at a hundredth of its rate. */
export class MetricBlockBuilder implements MetricSink {
  readonly table = 'metrics';
  readonly #columns = metricColumns();
  readonly #columnList = Object.values(this.#columns);
  #bin = 0;
  #retentionHours = 0;
  #receivedAt = 0;

  get rows(): number {
    return this.#columns.flags.length;
  }

  get byteLength(): number {
    let bytes = 0;
    for (const column of this.#columnList) bytes += column.byteLength;
    return bytes;
  }

  get blockColumns(): BlockColumn[] {
    return Object.entries(this.#columns).map(([name, { type }]) => ({ name, type }));
  }

  openRequest(scope: BinScope, receivedAtSeconds: number): void {
    this.#bin = this.#columns.bin.indexOf(scope.bin);
    this.#retentionHours = scope.retentionHours;
    this.#receivedAt = receivedAtSeconds;
  }

  append(point: MetricPoint): void {
    const columns = this.#columns;
    columns.bin.appendIndex(this.#bin);
    for (const name of ['name', 'type', 'unit', 'description', 'service'] as const)
      columns[name].append(point[name]);
    columns.scope_name.append(point.scopeName);
    columns.scope_version.append(point.scopeVersion);
    columns.temporality.append(point.temporality);
    columns.monotonic.append(point.monotonic ? 1 : 0);
    appendAttributes(columns.resource, point.resource);
    appendAttributes(columns.attributes, point.attributes);
    columns.start_time.appendBigInt(point.startTimeNanos);
    columns.time.appendBigInt(point.timeNanos);
    columns.flags.append(point.flags);
    columns.value.append(point.value);
    columns.count.appendBigInt(point.count);
    columns.sum.append(point.sum);
    columns.min.append(point.min);
    columns.max.append(point.max);
    columns.scale.append(point.scale);
    columns.zero_count.appendBigInt(point.zeroCount);
    columns.zero_threshold.append(point.zeroThreshold);
    columns.positive_offset.append(point.positiveOffset);
    columns.negative_offset.append(point.negativeOffset);
    for (const [column, values] of [
      [columns.bounds, point.bounds],
      [columns.quantiles, point.quantiles],
      [columns.quantile_values, point.quantileValues],
    ] as const) {
      for (const value of values) column.elements.append(value);
      column.endRow();
    }
    for (const [column, counts] of [
      [columns.bucket_counts, point.bucketCounts],
      [columns.positive_counts, point.positiveCounts],
      [columns.negative_counts, point.negativeCounts],
    ] as const) {
      for (const count of counts) column.elements.appendBigInt(count);
      column.endRow();
    }
    this.#appendExemplars(point.exemplars);
    columns.received_at.append(this.#receivedAt);
    const time = BigInt.asUintN(64, point.timeNanos);
    columns.expires_at.append(
      expiryOf(Number(time & 0xffffffffn), Number(time >> 32n), this.#retentionHours),
    );
  }

  traceIdOf(): Uint8Array {
    throw new Error('a metric point has no trace id');
  }

  mark(): number {
    return this.rows;
  }

  rollback(mark: number): void {
    for (const column of this.#columnList) column.truncate(mark);
  }

  encode(rows?: RowSelection): Uint8Array[] {
    return encodeNativeBlock(this.#columns, rows);
  }

  clear(): void {
    for (const column of this.#columnList) column.clear();
  }

  #appendExemplars(exemplars: Exemplar[]): void {
    const { exemplar_times, exemplar_values, exemplar_trace_ids, exemplar_span_ids, exemplar_attributes } =
      this.#columns;
    for (const exemplar of exemplars) {
      exemplar_times.elements.appendBigInt(exemplar.timeNanos);
      exemplar_values.elements.append(exemplar.value);
      exemplar_trace_ids.elements.append(idBytes(exemplar.traceId, 16));
      exemplar_span_ids.elements.append(idBytes(exemplar.spanId, 8));
      exemplar_attributes.elements.appendText(JSON.stringify(exemplar.attributes));
    }
    for (const column of [
      exemplar_times,
      exemplar_values,
      exemplar_trace_ids,
      exemplar_span_ids,
      exemplar_attributes,
    ]) {
      column.endRow();
    }
  }
}

/** Labels of a metric are text, as resource attributes are; a structured value is JSON. */
function appendAttributes(column: MapColumn<StringColumn>, attributes: Record<string, AttributeValue>): void {
  for (const [key, value] of Object.entries(attributes)) {
    column.keys.append(key);
    column.values.appendText(typeof value === 'string' ? value : attributeJson(value));
  }
  column.endRow();
}

function attributeJson(value: AttributeValue): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function idBytes(hex: string, width: number): Uint8Array {
  const bytes = new Uint8Array(width);
  bytes.set(Buffer.from(hex, 'hex').subarray(0, width));
  return bytes;
}
