import type { BoundValues } from './bound-values.ts';

/** A trace, and when what is wanted of it may lie; nanoseconds since the epoch. */
export interface TraceTimes {
  traceId: string;
  from: bigint;
  to: bigint;
}

/** As in the sort order of `events`. */
const SLOT_NANOS = 300_000_000_000n;

/**
 * A condition on `events`: spans of traces, each in the five minutes that its own time touches. Traces that are apart from each
 * other are read by one query, without what lies between them.
 */
export function traceTimesCondition(traces: readonly TraceTimes[], bound: BoundValues): string {
  const list = (type: string, of: (trace: TraceTimes) => string | number): string =>
    bound.add(`Array(${type})`, traces.map(of));
  const slots = `range(place.2, place.3 + 1)`;
  return `(toStartOfFiveMinutes(time), trace_id) IN (
    SELECT toDateTime(arrayJoin(${slots}) * 300, 'UTC'), toFixedString(unhex(place.1), 16)
    FROM (SELECT arrayJoin(arrayZip(
      ${list('String', ({ traceId }) => traceId)},
      ${list('UInt32', ({ from }) => Number(from / SLOT_NANOS))},
      ${list('UInt32', ({ to }) => Number(to / SLOT_NANOS))})) AS place))`;
}
