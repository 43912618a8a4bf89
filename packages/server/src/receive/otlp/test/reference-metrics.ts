/** What the data points of a request have to be; as reference-decoder.ts. */
import { normaliseAttributes } from '@tracebin/model';
import type { MetricPoint, MetricType } from '../../event/metric-point.ts';
import { NOW_MS } from './arbitrary-requests.ts';
import { nestedRecord, RETENTION_HOURS } from './reference-decoder.ts';

const NOW = BigInt(NOW_MS) * 1_000_000n;
const OLDEST = NOW - BigInt(RETENTION_HOURS) * 3_600_000_000_000n;
const NEWEST = NOW + 86_400_000_000_000n;

// biome-ignore lint/suspicious/noExplicitAny: messages of the generic library have no types
type Message = any;

const TYPES: readonly [string, MetricType][] = [
  ['gauge', 'gauge'],
  ['sum', 'sum'],
  ['histogram', 'histogram'],
  ['exponentialHistogram', 'exponential-histogram'],
  ['summary', 'summary'],
];

export function expectedPoints(request: Message): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (const group of request.resourceMetrics ?? []) {
    const resource = normaliseAttributes(nestedRecord(group.resource?.attributes ?? []), 0);
    const name = nestedRecord(group.resource?.attributes ?? [])['service.name'];
    const service = typeof name === 'string' && name !== '' ? name : 'unknown_service';
    for (const scopeGroup of group.scopeMetrics ?? []) {
      for (const metric of scopeGroup.metrics ?? []) {
        for (const [field, type] of TYPES) {
          const data = metric[field];
          for (const item of data?.dataPoints ?? []) {
            const point = pointOf(metric, data, item, type);
            point.service = service;
            point.resource = resource;
            point.scopeName = scopeGroup.scope?.name ?? '';
            point.scopeVersion = scopeGroup.scope?.version ?? '';
            if (isTaken(point, item)) points.push(point);
          }
        }
      }
    }
  }
  return points;
}

function pointOf(metric: Message, data: Message, item: Message, type: MetricType): MetricPoint {
  const isNumber = type === 'gauge' || type === 'sum';
  const temporality = data.aggregationTemporality ?? 0;
  return {
    name: metric.name ?? '',
    description: metric.description ?? '',
    unit: metric.unit ?? '',
    type,
    temporality: temporality > 2 ? 0 : temporality,
    monotonic: data.isMonotonic ?? false,
    service: '',
    scopeName: '',
    scopeVersion: '',
    resource: {},
    attributes: normaliseAttributes(nestedRecord(item.attributes ?? []), 0),
    startTimeNanos: BigInt(item.startTimeUnixNano ?? 0),
    timeNanos: BigInt(item.timeUnixNano ?? 0),
    flags: item.flags ?? 0,
    value: isNumber ? numberOf(item) : Number.NaN,
    count: isNumber ? 0n : BigInt(item.count ?? 0),
    sum: item.sum ?? 0,
    min: item.min ?? null,
    max: item.max ?? null,
    bounds: item.explicitBounds ?? [],
    bucketCounts: (item.bucketCounts ?? []).map(BigInt),
    scale: item.scale ?? 0,
    zeroCount: BigInt(item.zeroCount ?? 0),
    zeroThreshold: item.zeroThreshold ?? 0,
    positiveOffset: item.positive?.offset ?? 0,
    positiveCounts: (item.positive?.bucketCounts ?? []).map(BigInt),
    negativeOffset: item.negative?.offset ?? 0,
    negativeCounts: (item.negative?.bucketCounts ?? []).map(BigInt),
    quantiles: (item.quantileValues ?? []).map((one: Message) => one.quantile ?? 0),
    quantileValues: (item.quantileValues ?? []).map((one: Message) => one.value ?? 0),
    exemplars: (item.exemplars ?? []).map((one: Message) => ({
      timeNanos: BigInt(one.timeUnixNano ?? 0),
      value: Number.isNaN(numberOf(one)) && one.asDouble === undefined ? 0 : numberOf(one),
      traceId: idOf(one.traceId, 16),
      spanId: idOf(one.spanId, 8),
      attributes: nestedRecord(one.filteredAttributes ?? []),
    })),
  };
}

function numberOf(item: Message): number {
  if (item.asDouble !== undefined) return item.asDouble;
  return item.asInt === undefined ? Number.NaN : Number(item.asInt);
}

function isTaken(point: MetricPoint, item: Message): boolean {
  const isNumber = point.type === 'gauge' || point.type === 'sum';
  const hasValue = item.asDouble !== undefined || item.asInt !== undefined;
  if (isNumber && !hasValue && (point.flags & 1) === 0) return false;
  const { bounds, bucketCounts } = point;
  if (point.type === 'histogram' && bucketCounts.length > 0 && bucketCounts.length !== bounds.length + 1)
    return false;
  return (
    point.name !== '' &&
    point.timeNanos >= OLDEST &&
    point.timeNanos <= NEWEST &&
    point.startTimeNanos < 2n ** 63n
  );
}

const idOf = (bytes: Uint8Array | undefined, length: number): string =>
  bytes?.length === length ? Buffer.from(bytes).toString('hex') : '';
