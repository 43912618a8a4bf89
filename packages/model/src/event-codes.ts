/**
 * The numbers that stand for names in the store and on the wire. They are part of the store's format:
 * add at the end, never renumber.
 */

/** What an event is. */
export const EventType = { span: 0, log: 1, event: 2 } as const;
export type EventType = (typeof EventType)[keyof typeof EventType];

/** Span kinds as numbered by OTLP (opentelemetry-proto, trace.proto `SpanKind`). */
export const SpanKind = {
  unspecified: 0,
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
} as const;
export type SpanKind = (typeof SpanKind)[keyof typeof SpanKind];
export const SPAN_KIND_NAMES = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
] as const;

/** Status codes as numbered by OTLP (opentelemetry-proto, trace.proto `StatusCode`). */
export const StatusCode = { unset: 0, ok: 1, error: 2 } as const;
export type StatusCode = (typeof StatusCode)[keyof typeof StatusCode];
export const STATUS_CODE_NAMES = ['unset', 'ok', 'error'] as const;

/** What a span spends its time on, in the order in which pages show it. */
export const Layer = { app: 0, db: 1, cache: 2, view: 3, http: 4, queue: 5, other: 6 } as const;
export type Layer = (typeof Layer)[keyof typeof Layer];
export const LAYER_NAMES = ['app', 'db', 'cache', 'view', 'http', 'queue', 'other'] as const;
export type LayerName = (typeof LAYER_NAMES)[number];
