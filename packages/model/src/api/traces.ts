import type { IsoTime, Nanoseconds, SpanId, StringIndex, TraceId } from '../units.ts';

export type TraceSort = 'newest' | 'longest' | 'spans';

/**
 * Query of `GET /api/bins/:bin/traces`. A trace matches when one of its spans meets all of
 * service, name, attributes and errors; the durations are those of the whole trace.
 */
export interface TraceSearch {
  service?: string;
  name?: string;
  /** `key=value`, repeated: all must hold on the same span. */
  attribute?: string[];
  /** `100ms`, `1.5s`, `2m`, or nanoseconds. */
  minDuration?: string;
  maxDuration?: string;
  errors?: boolean;
  /** ISO 8601 or relative (`-1h`, `-7d`); default `-1h`. */
  from?: string;
  /** Default now. */
  to?: string;
  sort?: TraceSort;
  /** 1 to 1,000; default 100. */
  limit?: number;
}

/** Answer of `GET /api/bins/:bin/traces`: columns, one entry a trace, in the order asked for. */
export interface TracesAnswer {
  from: IsoTime;
  to: IsoTime;
  count: number;
  /** True when more traces match than `limit`. */
  more: boolean;
  traceId: TraceId[];
  start: IsoTime[];
  duration: Nanoseconds[];
  spans: number[];
  errors: number[];
  /** Of the root span, or of the earliest span where the root has not arrived. */
  rootService: string[];
  rootName: string[];
  services: string[][];
  /** What the answer cost. */
  readRows: number;
  elapsedMs: number;
}

/**
 * Answer of `GET /api/bins/:bin/traces/:traceId`: columns, one entry a span, sorted by start.
 * Attributes are not here: they come with `.../spans/:spanId` when a span is opened.
 */
export interface TraceAnswer {
  traceId: TraceId;
  /** Start of the earliest span; `start` below counts from here. */
  start: IsoTime;
  duration: Nanoseconds;
  /** The bin keeps this trace until then. */
  expiresAt: IsoTime;
  strings: string[];
  spans: {
    spanId: SpanId[];
    /** Empty string for a root. */
    parentSpanId: string[];
    start: Nanoseconds[];
    duration: Nanoseconds[];
    name: StringIndex[];
    service: StringIndex[];
    /** SpanKind, StatusCode and Layer numbers. */
    kind: number[];
    status: number[];
    layer: number[];
    /** What to show after the name: statement, URL or destination; -1 where there is none. */
    detail: StringIndex[];
    /** Host the span ran on, for clock skew; -1 where unknown. */
    host: StringIndex[];
    events: number[];
    links: number[];
    logs: number[];
  };
  /** Log records of the trace that name no span of it. */
  logsWithoutSpan: number;
  /** True when the trace has more spans than the server gives out at once (200,000). */
  truncated: boolean;
}

/** A value as it was sent. 64-bit integers that a number cannot hold exactly come as `{ int: "9007199254740993" }`. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | { int: string }
  | { bytes: string }
  | AttributeValue[]
  | { [key: string]: AttributeValue };

export interface Attribute {
  key: string;
  value: AttributeValue;
}

/** Answer of `GET /api/bins/:bin/traces/:traceId/spans/:spanId`: everything there is of one span. */
export interface SpanAnswer {
  traceId: TraceId;
  spanId: SpanId;
  parentSpanId: string;
  name: string;
  service: string;
  kind: number;
  status: number;
  statusMessage: string;
  layer: number;
  start: IsoTime;
  duration: Nanoseconds;
  traceState: string;
  scope: { name: string; version: string };
  sampleRate: number;
  attributes: Attribute[];
  resource: Attribute[];
  events: {
    at: IsoTime /** From the span's start. */;
    offset: Nanoseconds;
    name: string;
    attributes: Attribute[];
  }[];
  links: { traceId: TraceId; spanId: SpanId; traceState: string; attributes: Attribute[] }[];
  logs: LogRecord[];
}

export interface LogRecord {
  at: IsoTime;
  severity: number;
  severityText: string;
  body: string;
  service: string;
  attributes: Attribute[];
}

/** Answer of `GET /api/bins/:bin/traces/:traceId/logs`: columns, one entry a log record, in the order of time. */
export interface TraceLogsAnswer {
  count: number;
  /** True when there are more than the server gives out at once (5,000). */
  more: boolean;
  at: IsoTime[];
  /** From the trace's start; below zero where a record was written before it. */
  offset: Nanoseconds[];
  /** Empty where a record names no span. */
  spanId: string[];
  severity: number[];
  severityText: string[];
  body: string[];
  service: string[];
  attributes: Attribute[][];
}

/** Answer of `GET /api/bins/:bin/traces/:traceId/search`. */
export interface TraceMatchesAnswer {
  /** Spans that have every word of the text, by their start. */
  spanIds: SpanId[];
  /** True when there are more than the server gives out at once (50,000). */
  more: boolean;
}
