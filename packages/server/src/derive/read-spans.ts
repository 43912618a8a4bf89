/** Traces as the analysis wants them, many in one query. */
import { EventType, Layer, type StringIndex } from '@tracebin/model';
import type { Engine } from '../store/engine/engine.ts';
import {
  PARAMETER_PREFIX,
  READ_INTS,
  READ_RESOURCE,
  READ_STRINGS,
  type SpanDetails,
  type TraceSpans,
} from './analyse/trace-spans.ts';
import { OF_TRACES, type TimeSpan, type TraceKey, timeParams, tracesParams } from './trace-key.ts';

const MAX_TEXT_CHARACTERS = 10_000;
/** Of all parameters of a statement one hash: whether two runs had the same is all that is asked. */
const PARAMETERS = `if(layer = ${Layer.db} AND arrayExists(key -> startsWith(key, '${PARAMETER_PREFIX}'), mapKeys(strings)),
         toString(sipHash64(mapFilter((key, value) -> startsWith(key, '${PARAMETER_PREFIX}'), strings))), '')`;
/** Batches are bounded by their spans, so this is only reached when something is wrong. */
const READ_TIMEOUT_MS = 120_000;

export interface TraceSize extends TraceKey {
  spans: number;
  extent: TimeSpan;
}

/** How large traces are and where in time they lie. A trace that is gone is missing. */
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

/** All spans of these traces; one that came twice counts once. */
export async function readTraces(
  engine: Engine,
  traces: readonly TraceKey[],
  extent: TimeSpan,
  maxSpans: number,
): Promise<TraceSpans[]> {
  const texts = (map: string, keys: readonly string[], value: string): string =>
    `mapApply((key, value) -> (toString(key), ${value}), mapFilter((key, value) -> key IN (${keys.map((key) => `'${key}'`).join(', ')}), ${map}))`;
  const { columns, rows } = await engine.query(
    `SELECT
       toString(bin) AS bin_id,
       lower(hex(trace_id)) AS trace,
       lower(hex(span_id)) AS id,
       if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parent,
       toString(toUnixTimestamp64Nano(time)) AS at,
       toFloat64(duration) AS length,
       toString(name) AS span_name, toString(service) AS service_name,
       kind, status, layer, sample_rate,
       toFloat64(toUnixTimestamp(expires_at)) AS expires,
       leftUTF8(status_message, 1000) AS said,
       toString(scope_name) AS scope,
       ${texts('strings', READ_STRINGS, `leftUTF8(value, ${MAX_TEXT_CHARACTERS})`)} AS texts,
       ${texts('ints', READ_INTS, 'toString(value)')} AS numbers,
       ${texts('resource', READ_RESOURCE, 'toString(value)')} AS origin,
       ${PARAMETERS} AS given,
       leftUTF8(event_attributes[indexOf(event_names, 'exception')], 20000) AS exception
     FROM events
     WHERE type = ${EventType.span}
       AND time >= fromUnixTimestamp64Nano({from:Int64}, 'UTC')
       AND toStartOfFiveMinutes(time) >= toStartOfFiveMinutes(fromUnixTimestamp64Nano({from:Int64}, 'UTC'))
       AND time <= fromUnixTimestamp64Nano({to:Int64}, 'UTC')
       AND toStartOfFiveMinutes(time) <= toStartOfFiveMinutes(fromUnixTimestamp64Nano({to:Int64}, 'UTC'))
       AND ${OF_TRACES}
     ORDER BY bin, trace_id, time, duration DESC, span_id
     LIMIT 1 BY bin, trace_id, span_id
     LIMIT {most:UInt32}`,
    { ...tracesParams(traces), ...timeParams(extent), most: maxSpans },
    { timeoutMs: READ_TIMEOUT_MS },
  );
  const strings = new StringTable();
  const found: TraceSpans[] = [];
  for (let from = 0; from < rows; ) {
    let to = from + 1;
    while (
      to < rows &&
      columns.trace![to] === columns.trace![from] &&
      columns.bin_id![to] === columns.bin_id![from]
    )
      to++;
    found.push(traceOf(columns, from, to, strings));
    from = to;
  }
  return found;
}

function traceOf(
  columns: Record<string, unknown[]>,
  from: number,
  to: number,
  strings: StringTable,
): TraceSpans {
  const column = <T>(name: string): T[] => columns[name]!.slice(from, to) as T[];
  const times = column<string>('at').map(BigInt);
  const start = times[0]!;
  const texts = column<SpanDetails>('texts');
  const numbers = column<SpanDetails>('numbers');
  return {
    bin: columns.bin_id![from] as string,
    traceId: columns.trace![from] as string,
    start,
    expiresAt: column<number>('expires').reduce((latest, time) => Math.max(latest, time), 0),
    strings: strings.strings,
    spans: {
      spanId: column('id'),
      parentSpanId: column('parent'),
      start: times.map((time) => Number(time - start)),
      duration: column('length'),
      name: column<string>('span_name').map((text) => strings.add(text)),
      service: column<string>('service_name').map((text) => strings.add(text)),
      kind: column('kind'),
      status: column('status'),
      layer: column('layer'),
      detail: texts.map((details) => {
        const text = details['db.query.text'] ?? details['url.full'] ?? details['url.path'];
        return text === undefined ? -1 : strings.add(text);
      }),
      host: texts.map(() => -1),
      parameters: column<string>('given').map((text) => (text === '' ? -1 : strings.add(text))),
    },
    sampleRate: column('sample_rate'),
    statusMessage: column('said'),
    scope: column('scope'),
    attributes: texts.map((details, row) => ({ ...details, ...numbers[row] })),
    resource: column('origin'),
    exceptions: column<string>('exception').map(exceptionOf),
  };
}

function exceptionOf(json: string) {
  if (json === '') return undefined;
  try {
    const attributes = JSON.parse(json) as Record<string, unknown>;
    const text = (key: string): string => (typeof attributes[key] === 'string' ? attributes[key] : '');
    return {
      type: text('exception.type'),
      message: text('exception.message'),
      stacktrace: text('exception.stacktrace'),
    };
  } catch {
    // Cut off in the middle: the span says that it failed, and with which message.
    return undefined;
  }
}

class StringTable {
  readonly strings: string[] = [];
  readonly #places = new Map<string, StringIndex>();

  add(text: string): StringIndex {
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.strings.push(text) - 1;
      this.#places.set(text, place);
    }
    return place;
  }
}
