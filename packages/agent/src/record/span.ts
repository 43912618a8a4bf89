/**
 * A span as the agent records it: flat fields, ids as 32-bit words, attributes borrowed from the caller.
 * It implements the OpenTelemetry `Span`, so that manual spans and instrumentation packages work on it.
 *
 * The object may outlive its span by hours, because sockets and timers keep the context in which they were
 * made. `release()` therefore drops everything but the ids once the span was handed on.
 */
import type {
  Attributes,
  AttributeValue,
  Exception,
  Link,
  Span,
  SpanContext,
  SpanStatus,
  TimeInput,
} from '@opentelemetry/api';
import { monotonicMs, nowMs } from './clock.ts';
import type { FixedAttributes } from './fixed-attributes.ts';
import { wordToHex } from './random-ids.ts';
import type { Transaction } from './transaction.ts';

export interface RecordedEvent {
  name: string;
  timeMs: number;
  attributes: Attributes | undefined;
}

export interface Scope {
  name: string;
  version: string;
}

export const RETURNED_ROWS = 'db.response.returned_rows';

/** 128 attributes, events and links per span, as the OpenTelemetry specification sets by default. */
export const MAX_ATTRIBUTES = 128;
export const MAX_EVENTS = 128;
/** Longer texts are counted, so that what waits to be encoded is bounded by bytes as well. */
const LONG_TEXT = 256;
/** Longer attributes are cut. */
const MAX_TEXT = 32_768;

export class RecordedSpan implements Span {
  trace0 = 0;
  trace1 = 0;
  trace2 = 0;
  trace3 = 0;
  id0 = 0;
  id1 = 0;
  parent0 = 0;
  parent1 = 0;
  traceState = '';
  name: string;
  /** SpanKind of the OpenTelemetry API: internal 0, server 1, client 2, producer 3, consumer 4. */
  kind: number;
  startMs: number;
  endMs = -1;
  statusCode = 0;
  statusMessage = '';
  /** Shared with other spans; what is set on this one wins. */
  fixed: FixedAttributes | undefined = undefined;
  /** Where in the code it was caused, for spans that repeat or are slow; shared as well. */
  place: FixedAttributes | undefined = undefined;
  /** Of a query; -1 for none. A field, because a list for this one number would cost each query more than its encoding. */
  returnedRows = -1;
  /** Attributes given at the start, not copied; later ones in `more` as key, value, key, value. */
  attributes: Attributes | undefined;
  more: unknown[] | undefined = undefined;
  events: RecordedEvent[] | undefined = undefined;
  links: Link[] | undefined = undefined;
  scope: Scope;
  transaction: Transaction<RecordedSpan> | undefined;
  /** Characters of long texts on it, for the bound of what may gather. */
  weight = 0;
  #context: SpanContext | undefined = undefined;

  constructor(
    name: string,
    kind: number,
    scope: Scope,
    attributes: Attributes | undefined,
    startMs: number,
    transaction: Transaction<RecordedSpan> | undefined,
  ) {
    this.name = name;
    this.kind = kind;
    this.scope = scope;
    this.attributes = attributes;
    this.startMs = startMs;
    this.transaction = transaction;
  }

  spanContext(): SpanContext {
    this.#context ??= {
      traceId: this.traceIdHex(),
      spanId: this.spanIdHex(),
      traceFlags: this.transaction?.sampled === false ? 0 : 1,
    };
    return this.#context;
  }

  traceIdHex(): string {
    return wordToHex(this.trace0) + wordToHex(this.trace1) + wordToHex(this.trace2) + wordToHex(this.trace3);
  }

  spanIdHex(): string {
    return wordToHex(this.id0) + wordToHex(this.id1);
  }

  isRecording(): boolean {
    return this.endMs < 0;
  }

  setAttribute(key: string, value: AttributeValue | undefined): this {
    if (this.endMs >= 0 || value === undefined || typeof key !== 'string') return this;
    this.more ??= [];
    if (this.more.length < MAX_ATTRIBUTES * 2) {
      if (typeof value === 'string' && value.length > LONG_TEXT) this.more.push(key, this.#bounded(value));
      else this.more.push(key, value);
    }
    return this;
  }

  #bounded(text: string): string {
    const kept = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
    this.weight += kept.length;
    return kept;
  }

  /** The value that will be sent: the one that was set last. */
  attribute(key: string): unknown {
    const at = this.more?.lastIndexOf(key) ?? -1;
    if (at >= 0 && at % 2 === 0) return this.more?.[at + 1];
    if (key === RETURNED_ROWS && this.returnedRows >= 0) return this.returnedRows;
    return this.attributes?.[key] ?? this.fixed?.values[key] ?? this.place?.values[key];
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes) this.setAttribute(key, attributes[key]);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.endMs >= 0) return this;
    this.events ??= [];
    if (this.events.length >= MAX_EVENTS) return this;
    const isTime = isTimeInput(attributesOrTime);
    this.events.push({
      name,
      timeMs: monotonicMs(isTime ? attributesOrTime : time),
      attributes: isTime ? undefined : attributesOrTime,
    });
    return this;
  }

  addLink(link: Link): this {
    this.links ??= [];
    if (this.links.length < MAX_EVENTS) this.links.push(link);
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (this.endMs >= 0) return this;
    this.statusCode = status.code;
    this.statusMessage = status.message ?? '';
    return this;
  }

  updateName(name: string): this {
    if (this.endMs < 0) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes: Attributes = {};
    // Anything can be thrown, and so be handed on to here.
    if (typeof exception !== 'object' || exception === null)
      attributes['exception.message'] = String(exception);
    else {
      const type = exception.code === undefined ? exception.name : String(exception.code);
      if (type !== undefined) attributes['exception.type'] = type;
      if (exception.message !== undefined) attributes['exception.message'] = exception.message;
      if (exception.stack !== undefined)
        attributes['exception.stacktrace'] = this.#bounded(String(exception.stack));
    }
    this.addEvent('exception', attributes, time);
  }

  end(endTime?: TimeInput): void {
    if (this.endMs >= 0) return;
    this.endMs = Math.max(this.startMs, endTime === undefined ? nowMs() : monotonicMs(endTime));
    this.transaction?.onEnd(this);
  }

  /** Forgets everything but the ids; called when the span was encoded or dropped. */
  release(): void {
    this.fixed = undefined;
    this.place = undefined;
    this.attributes = undefined;
    this.more = undefined;
    this.events = undefined;
    this.links = undefined;
    this.transaction = undefined;
  }
}

function isTimeInput(value: unknown): value is TimeInput {
  return Array.isArray(value) || value instanceof Date || typeof value === 'number';
}
