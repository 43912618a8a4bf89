/**
 * One metric data point as decoders hand it on. Metrics come at a hundredth of the rate of spans, so a plain
 * object per point is fast enough and easier to read.
 */
import type { AttributeValue, SpanId, TraceId } from '@tracebin/model';

export type MetricType = 'gauge' | 'sum' | 'histogram' | 'exponential-histogram' | 'summary';

export interface Exemplar {
  timeNanos: bigint;
  value: number;
  traceId: TraceId | '';
  spanId: SpanId | '';
  attributes: Record<string, AttributeValue>;
}

export interface MetricPoint {
  name: string;
  description: string;
  unit: string;
  type: MetricType;
  /** OTLP AggregationTemporality: 0 unspecified (gauge, summary), 1 delta, 2 cumulative. */
  temporality: 0 | 1 | 2;
  monotonic: boolean;
  service: string;
  scopeName: string;
  scopeVersion: string;
  resource: Record<string, AttributeValue>;
  attributes: Record<string, AttributeValue>;
  startTimeNanos: bigint;
  timeNanos: bigint;
  flags: number;
  /** Gauge and sum. */
  value: number;
  /** Histograms and summary. */
  count: bigint;
  sum: number;
  /** Null where the sender did not say. */
  min: number | null;
  max: number | null;
  /** Histogram: n bounds and n + 1 counts. */
  bounds: number[];
  bucketCounts: bigint[];
  /** Exponential histogram. */
  scale: number;
  zeroCount: bigint;
  zeroThreshold: number;
  positiveOffset: number;
  positiveCounts: bigint[];
  negativeOffset: number;
  negativeCounts: bigint[];
  /** Summary. */
  quantiles: number[];
  quantileValues: number[];
  exemplars: Exemplar[];
}
