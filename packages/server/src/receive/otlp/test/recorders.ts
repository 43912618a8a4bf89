/** Sinks that keep what they are given, as plain objects that compare. */

import type { AttributeList } from '../../event/attribute-list.ts';
import { AttributeType } from '../../event/attribute-type.ts';
import type { EventRow, TextSlot } from '../../event/event-row.ts';
import { signedToBigInt, unsignedToBigInt } from '../../event/int64.ts';
import type { MetricPoint } from '../../event/metric-point.ts';
import type { BinScope, EventSink, Ingest, MetricSink } from '../../ingest.ts';

export type RecordedValue =
  | { string: string }
  | { int: bigint }
  | { double: number }
  | { bool: boolean }
  | { json: unknown };

export interface RecordedEvent {
  type: number;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  time: bigint;
  duration: number;
  service: string;
  name: string;
  scope: string;
  kind: number;
  status: number;
  statusMessage: string;
  traceState: string;
  layer: number;
  entry: boolean;
  severity: number;
  severityText: string;
  body: string;
  flags: number;
  sampleRate: number;
  attributes: Record<string, RecordedValue>;
  resource: Record<string, RecordedValue>;
  events: { time: bigint; name: string; attributes: unknown }[];
  links: { traceId: string; spanId: string; traceState: string; attributes: unknown }[];
}

export class EventRecorder implements EventSink {
  readonly rows: RecordedEvent[] = [];

  append(row: EventRow): void {
    this.rows.push({
      type: row.type,
      traceId: hex(row.traceId),
      spanId: hex(row.spanId),
      parentSpanId: hex(row.parentSpanId),
      time: unsignedToBigInt(row.timeLow, row.timeHigh),
      duration: row.duration,
      service: row.service,
      name: row.name,
      scope: `${row.scopeName}@${row.scopeVersion}`,
      kind: row.kind,
      status: row.status,
      statusMessage: textOf(row, row.statusMessage),
      traceState: textOf(row, row.traceState),
      layer: row.layer,
      entry: row.entry,
      severity: row.severity,
      severityText: row.severityText,
      body: textOf(row, row.body),
      flags: row.flags,
      sampleRate: row.sampleRate,
      attributes: attributesOf(row, row.attributes),
      resource: attributesOf(row, row.resource),
      events: row.events.slice(0, row.eventCount).map((event) => ({
        time: unsignedToBigInt(event.timeLow, event.timeHigh),
        name: event.name,
        attributes: JSON.parse(event.attributesJson),
      })),
      links: row.links.slice(0, row.linkCount).map((link) => ({
        traceId: hex(link.traceId),
        spanId: hex(link.spanId),
        traceState: link.traceState,
        attributes: JSON.parse(link.attributesJson),
      })),
    });
  }
}

export class MetricRecorder implements MetricSink {
  readonly points: MetricPoint[] = [];

  append(point: MetricPoint): void {
    this.points.push(structuredClone(point));
  }
}

/** An `Ingest` that keeps what it is given; when `failure` is set, it refuses before decoding. */
export class RecordingIngest implements Ingest {
  readonly eventRecorder = new EventRecorder();
  readonly metricRecorder = new MetricRecorder();
  failure: Error | undefined;

  get rows(): RecordedEvent[] {
    return this.eventRecorder.rows;
  }

  get points(): MetricPoint[] {
    return this.metricRecorder.points;
  }

  async events<T>(_scope: BinScope, _bodyBytes: number, decode: (sink: EventSink) => T): Promise<T> {
    if (this.failure !== undefined) throw this.failure;
    return decode(this.eventRecorder);
  }

  async metrics<T>(_scope: BinScope, _bodyBytes: number, decode: (sink: MetricSink) => T): Promise<T> {
    if (this.failure !== undefined) throw this.failure;
    return decode(this.metricRecorder);
  }
}

function textOf(row: EventRow, slot: TextSlot): string {
  return slot.start === -1
    ? slot.text
    : Buffer.from(row.source.subarray(slot.start, slot.end)).toString('utf8');
}

function attributesOf(row: EventRow, list: AttributeList): Record<string, RecordedValue> {
  const values: Record<string, RecordedValue> = Object.create(null);
  for (let index = 0; index < list.length; index++) {
    const key = list.keys[index]!;
    if (key in values) throw new Error(`the attribute ${key} is there twice`);
    values[key] = valueAt(row, list, index);
  }
  return { ...values };
}

function valueAt(row: EventRow, list: AttributeList, index: number): RecordedValue {
  switch (list.types[index]) {
    case AttributeType.int:
      return { int: signedToBigInt(list.lows[index]!, list.highs[index]!) };
    case AttributeType.double:
      return { double: list.doubles[index]! };
    case AttributeType.bool:
      return { bool: list.lows[index] === 1 };
    case AttributeType.json:
      return { json: JSON.parse(list.texts[index]!) };
    default: {
      const slot = { start: list.starts[index]!, end: list.ends[index]!, text: list.texts[index] ?? '' };
      return { string: textOf(row, slot) };
    }
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
