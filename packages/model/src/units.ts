/**
 * Named units. A number without one of these names, or a unit in its own name (`timeoutMs`), is a count.
 */

/** A length of time in nanoseconds; exact up to 2^53 (104 days). */
export type Nanoseconds = number;

/** An index into the `strings` of the same answer. */
export type StringIndex = number;

/** An index into the span columns of the same trace, in the order of those columns. */
export type SpanIndex = number;

/** 32 lower-case hex digits. */
export type TraceId = string;

/** 16 lower-case hex digits. */
export type SpanId = string;

/** A point in time as ISO 8601 in UTC with nine decimals: `2026-11-20T13:34:51.207000000Z`. */
export type IsoTime = string;
