/** Traces as the analysis wants them, many in one query. */
import { EventType } from '@tracebin/model';
import type { Engine } from '../store/engine/engine.ts';
import { NativeReader } from '../store/native/index.ts';
import { PARAMETER_PREFIX, READ_INTS, READ_RESOURCE, READ_STRINGS } from './analyse/trace-spans.ts';
import type { KnownTexts } from './known-texts.ts';
import { SpanBlocks } from './span-blocks.ts';
import { OF_TRACES, type TimeSpan, type TraceKey, timeParams, tracesParams } from './trace-key.ts';

/** Batches are bounded by their spans, so this is only reached when something is wrong. */
const READ_TIMEOUT_MS = 120_000;

export interface TraceSize extends TraceKey {
  spans: number;
  extent: TimeSpan;
}

/**
 * How large traces are and where in time they lie, as far as that has come to the view beside the spans: it is a moment behind
 * them, and after an insert that failed half-way it is so until it is mended.
 */
export async function readSizes(engine: Engine, traces: readonly TraceKey[]): Promise<TraceSize[]> {
  const { columns, rows } = await engine.query(
    `SELECT toString(bin) AS bin_id, lower(hex(trace_id)) AS trace, toFloat64(sum(spans)) AS span_count,
       toString(toUnixTimestamp64Nano(min(start))) AS first, toString(toUnixTimestamp64Nano(max(end))) AS final
     FROM traces WHERE ${OF_TRACES} GROUP BY bin, trace_id`,
    tracesParams(traces),
  );
  return Array.from({ length: rows }, (_, row) => ({
    bin: columns.bin_id![row] as string,
    traceId: columns.trace![row] as string,
    spans: columns.span_count![row] as number,
    extent: { from: BigInt(columns.first![row] as string), to: BigInt(columns.final![row] as string) },
  }));
}

/**
 * All spans of these traces; one that came twice counts once.
 *
 * @param maxSpans of a trace that is read alone, the first so many
 */
export async function readTraces(
  engine: Engine,
  traces: readonly TraceKey[],
  extent: TimeSpan,
  known: KnownTexts,
  maxSpans: number,
): Promise<SpanBlocks> {
  // Sorting is left to those who put traces together, except where the first spans are wanted of many.
  const first =
    traces.length > 1
      ? ''
      : 'ORDER BY time, duration DESC, span_id LIMIT 1 BY bin, trace_id, span_id LIMIT {most:UInt32}';
  const answer = await engine.queryNative(
    `SELECT
       bin, trace_id, span_id, parent_span_id, time, duration, name, service, kind, status, layer, sample_rate, expires_at,
       leftUTF8(status_message, 1000) AS said,
       scope_name,
       ${keysOf('strings', READ_STRINGS, `OR startsWith(key, '${PARAMETER_PREFIX}')`)} AS texts,
       ${keysOf('ints', READ_INTS)} AS numbers,
       ${keysOf('resource', READ_RESOURCE)} AS origin,
       leftUTF8(event_attributes[indexOf(event_names, 'exception')], 20000) AS exception
     FROM events
     WHERE type = ${EventType.span}
       AND time >= fromUnixTimestamp64Nano({from:Int64}, 'UTC')
       AND toStartOfFiveMinutes(time) >= toStartOfFiveMinutes(fromUnixTimestamp64Nano({from:Int64}, 'UTC'))
       AND time <= fromUnixTimestamp64Nano({to:Int64}, 'UTC')
       AND toStartOfFiveMinutes(time) <= toStartOfFiveMinutes(fromUnixTimestamp64Nano({to:Int64}, 'UTC'))
       AND ${OF_TRACES}
     ${first}`,
    { ...tracesParams(traces), ...timeParams(extent), ...(first === '' ? {} : { most: maxSpans }) },
    { timeoutMs: READ_TIMEOUT_MS },
  );
  const spans = new SpanBlocks(known);
  const reader = new NativeReader(answer);
  while (reader.openBlock()) spans.add(reader);
  return spans;
}

function keysOf(map: string, keys: readonly string[], more = ''): string {
  const list = keys.map((key) => `'${key}'`).join(', ');
  return `mapFilter((key, value) -> key IN (${list}) ${more}, ${map})`;
}
