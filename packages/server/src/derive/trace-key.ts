import type { TraceId } from '@tracebin/model';

/** A trace of a bin. */
export interface TraceKey {
  bin: string;
  traceId: TraceId;
}

/** SQL that holds for rows of these traces, with the parameters that it needs. Bins first: they lead every sort key. */
export const OF_TRACES = `bin IN ({bins:Array(String)}) AND (bin, trace_id) IN (
  SELECT pair.1, toFixedString(unhex(pair.2), 16)
  FROM (SELECT arrayJoin(arrayZip(
    arrayMap(index -> {bins:Array(String)}[index + 1], {bin_of:Array(UInt16)}), {traces:Array(String)})) AS pair))`;

export function tracesParams(traces: readonly TraceKey[]): Record<string, unknown> {
  const bins = [...new Set(traces.map(({ bin }) => bin))];
  const place = new Map(bins.map((bin, index) => [bin, index]));
  return {
    bins,
    bin_of: traces.map(({ bin }) => place.get(bin)),
    traces: traces.map(({ traceId }) => traceId),
  };
}

/** Nanoseconds since the epoch, both ends inside. */
export interface TimeSpan {
  from: bigint;
  to: bigint;
}

export const IN_TIME = `time >= fromUnixTimestamp64Nano({from:Int64}, 'UTC')
  AND time <= fromUnixTimestamp64Nano({to:Int64}, 'UTC')`;

export function timeParams({ from, to }: TimeSpan): Record<string, unknown> {
  return { from: from.toString(), to: to.toString() };
}

/** From the earliest begin to the latest end. */
export function extentOf(extents: readonly TimeSpan[]): TimeSpan {
  let { from, to } = extents[0]!;
  for (const extent of extents) {
    if (extent.from < from) from = extent.from;
    if (extent.to > to) to = extent.to;
  }
  return { from, to };
}
