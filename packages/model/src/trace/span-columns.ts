import type { Nanoseconds, SpanId, StringIndex } from '../units.ts';

/**
 * The spans of one trace as parallel columns, in any order: what every analysis reads.
 * `TraceAnswer['spans']` of the API has this shape; the server fills it from the store.
 */
export interface SpanColumns {
  readonly spanId: ArrayLike<SpanId>;
  /** Empty string for a root. */
  readonly parentSpanId: ArrayLike<SpanId | ''>;
  /** From any fixed point, usually the trace's start. */
  readonly start: ArrayLike<Nanoseconds>;
  readonly duration: ArrayLike<Nanoseconds>;
  readonly name: ArrayLike<StringIndex>;
  readonly service: ArrayLike<StringIndex>;
  /** SpanKind, StatusCode and Layer numbers. */
  readonly kind: ArrayLike<number>;
  readonly status: ArrayLike<number>;
  readonly layer: ArrayLike<number>;
  /** Statement, URL or destination; -1 where there is none. */
  readonly detail: ArrayLike<StringIndex>;
  /** Host the span ran on; -1 where unknown. */
  readonly host: ArrayLike<StringIndex>;
}
