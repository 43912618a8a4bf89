/** Measurements as an OTLP `ExportMetricsServiceRequest` (opentelemetry-proto, metrics/v1): gauges, sums, histograms. */
import { epochNanos } from '../record/clock.ts';
import { type Scope, writeAttribute, writeResource } from './encode-values.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

export interface Measurement {
  scope: Scope;
  name: string;
  unit: string;
  kind: 'gauge' | 'up-down' | 'counter' | 'histogram';
  /** Since the start of process or host for counters, now for gauges; the sum of all values for a histogram. */
  value: number;
  distribution?: Distribution | undefined;
  attributes: Record<string, unknown> | undefined;
  /** Monotonic. */
  timeMs: number;
  release(): void;
}

/** Values of a histogram since the start of the process. */
export interface Distribution {
  count: number;
  min: number;
  max: number;
  /** Upper ends of all buckets but the last, which has none. */
  bounds: readonly number[];
  buckets: readonly number[];
}

const CUMULATIVE = 2;
const FIELD = { gauge: 5, 'up-down': 7, counter: 7, histogram: 9 } as const;
const time = new Uint32Array(2);

export function encodeMetrics(
  writer: ProtobufWriter,
  resource: Record<string, unknown>,
  measurements: readonly Measurement[],
): Buffer {
  return writeResource(writer, resource, measurements, writeMetric);
}

/** One point a metric: receivers put those of one name together. */
function writeMetric(writer: ProtobufWriter, measurement: Measurement): void {
  const { name, unit, kind, value, distribution, attributes, timeMs } = measurement;
  const metric = writer.begin(2);
  writer.text(1, name);
  writer.text(3, unit);
  const data = writer.begin(FIELD[kind]);
  const point = writer.begin(1);
  // Counters count from the start of the process.
  if (kind !== 'gauge') writer.fixed64(2, epochNanos(0, time));
  writer.fixed64(3, epochNanos(timeMs, time));
  if (distribution) writeDistribution(writer, value, distribution);
  else writer.double(4, value);
  for (const key in attributes) writeAttribute(writer, distribution ? 9 : 7, key, attributes[key]);
  writer.end(point);
  if (kind !== 'gauge') {
    writer.unsigned(2, CUMULATIVE);
    if (kind !== 'histogram') writer.unsigned(3, kind === 'counter' ? 1 : 0);
  }
  writer.end(data);
  writer.end(metric);
}

const words = new Uint32Array(2);

/** Repeated numbers one by one: receivers must take them packed and unpacked alike. */
function writeDistribution(writer: ProtobufWriter, sum: number, distribution: Distribution): void {
  const { count, min, max, bounds, buckets } = distribution;
  writer.fixed64(4, wordsOf(count));
  writer.double(5, sum);
  for (const bucket of buckets) writer.fixed64(6, wordsOf(bucket));
  for (const bound of bounds) writer.double(7, bound);
  writer.double(11, min);
  writer.double(12, max);
}

function wordsOf(count: number): Uint32Array {
  words[0] = count % 0x1_0000_0000;
  words[1] = Math.floor(count / 0x1_0000_0000);
  return words;
}
