import { createHash } from 'node:crypto';
import { EventType, SpanKind } from '@tracebin/model';
import { AttributeType } from '../../src/receive/event/attribute-type.ts';
import { EventRow } from '../../src/receive/event/event-row.ts';
import type { MetricPoint } from '../../src/receive/event/metric-point.ts';
import type { BinScope, EventSink } from '../../src/receive/ingest.ts';

export const DAY_MS = 86_400_000;
/** When these tests began. */
export const START = Date.now();
export const LOCAL: BinScope = { bin: 'local', retentionHours: 168 };

export function setTime(row: EventRow, nanos: bigint): void {
  row.timeLow = Number(nanos & 0xffffffffn);
  row.timeHigh = Number(nanos >> 32n);
}

/** A span whose ids follow from two names: the same names give the same span again. */
export function sampleSpan(trace: string, span: string, startMs = Date.now()): EventRow {
  const row = new EventRow();
  row.traceId.set(createHash('sha256').update(`trace ${trace}`).digest().subarray(0, 16));
  row.spanId.set(createHash('sha256').update(`span ${span}`).digest().subarray(0, 8));
  row.service = 'spots-web';
  row.name = `span ${span}`;
  row.kind = SpanKind.server;
  row.entry = true;
  row.duration = 1_500_000;
  setTime(row, BigInt(startMs) * 1_000_000n);
  row.resource.addText('service.name', AttributeType.string, 'spots-web');
  row.attributes.addText('http.route', AttributeType.string, '/api/week/:date');
  return row;
}

export function sampleLog(body: string): EventRow {
  const row = sampleSpan('log', 'log');
  row.type = EventType.log;
  row.body.text = body;
  row.duration = 0;
  row.severity = 9;
  return row;
}

/** A decoder that appends these rows and returns how many. */
export function appendAll(...rows: EventRow[]): (sink: EventSink) => number {
  return (sink) => {
    for (const row of rows) sink.append(row);
    return rows.length;
  };
}

export function samplePoint(changes: Partial<MetricPoint> = {}): MetricPoint {
  return {
    name: 'requests',
    description: 'Requests answered',
    unit: '1',
    type: 'sum',
    temporality: 2,
    monotonic: true,
    service: 'spots-web',
    scopeName: 'scope',
    scopeVersion: '1.0',
    resource: { 'service.name': 'spots-web' },
    attributes: { route: '/api', retries: 3 },
    startTimeNanos: 0n,
    timeNanos: BigInt(Date.now()) * 1_000_000n,
    flags: 0,
    value: 42.5,
    count: 0n,
    sum: 0,
    min: null,
    max: null,
    bounds: [],
    bucketCounts: [],
    scale: 0,
    zeroCount: 0n,
    zeroThreshold: 0,
    positiveOffset: 0,
    positiveCounts: [],
    negativeOffset: 0,
    negativeCounts: [],
    quantiles: [],
    quantileValues: [],
    exemplars: [],
    ...changes,
  };
}
