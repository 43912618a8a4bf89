/**
 * One event on its way from a decoder into the column builders. There is one row per decoder, filled again
 * for every event: a decoder writes it, `EventSink.append` copies it out at once and keeps no reference.
 *
 * All byte ranges refer to `source`. Times are unsigned 64-bit nanoseconds since the epoch in two halves,
 * because a double cannot hold them and a BigInt per span costs more than decoding it.
 */
import { EventType, Layer, SpanKind, StatusCode } from '@tracebin/model';
import { AttributeList } from './attribute-list.ts';

/** A text that is a byte range of the source, or a string when `start` is -1. */
export interface TextSlot {
  start: number;
  end: number;
  text: string;
}

export interface SpanEventSlot {
  timeLow: number;
  timeHigh: number;
  name: string;
  /** JSON object of AttributeValue; `{}` when there are none. */
  attributesJson: string;
}

export interface SpanLinkSlot {
  /** 16 and 8 bytes. */
  traceId: Uint8Array;
  spanId: Uint8Array;
  traceState: string;
  attributesJson: string;
}

export class EventRow {
  source: Uint8Array = new Uint8Array(0);
  type: EventType = EventType.span;
  /** All zero where there is none (logs and custom events outside a trace). */
  readonly traceId = new Uint8Array(16);
  readonly spanId = new Uint8Array(8);
  readonly parentSpanId = new Uint8Array(8);
  timeLow = 0;
  timeHigh = 0;
  /** Nanoseconds, 0 for logs. */
  duration = 0;
  /** Texts with few different values, as interned strings. */
  service = '';
  /** Span name, log event name or custom event name. */
  name = '';
  scopeName = '';
  scopeVersion = '';
  severityText = '';
  kind: SpanKind = SpanKind.unspecified;
  status: StatusCode = StatusCode.unset;
  layer: Layer = Layer.app;
  /** A span of kind SERVER or CONSUMER, or one without parent: where a transaction may begin. */
  entry = false;
  severity = 0;
  flags = 0;
  /** How many events this one stands for; 1 when nothing was sampled away. */
  sampleRate = 1;
  readonly statusMessage: TextSlot = { start: -1, end: -1, text: '' };
  readonly traceState: TextSlot = { start: -1, end: -1, text: '' };
  /** A log's body as text; a structured body as JSON. */
  readonly body: TextSlot = { start: -1, end: -1, text: '' };
  readonly attributes = new AttributeList();
  /** Shared by all events of one resource; its `version` changes with the next resource. */
  resource = new AttributeList();
  /** Used up to `eventCount` and `linkCount`. */
  readonly events: SpanEventSlot[] = [];
  eventCount = 0;
  readonly links: SpanLinkSlot[] = [];
  linkCount = 0;
}
