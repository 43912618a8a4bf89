import { EventType, Layer, type SpanColumns, type StringIndex } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { traceTimesCondition } from '../../trace-times-condition.ts';
import { type ChosenRequest, MAX_SPANS } from './choose-requests.ts';

/** The spans of one trace, as far as a waterfall of many requests needs them; `strings` are those of all. */
export interface RequestSpans {
  spans: SpanColumns;
  strings: readonly string[];
}

/** What was set going may end, and more of it begin, when the request is answered. */
const AFTER_NANOS = 60_000_000_000n;
/** Clocks of two hosts of a service. */
const BEFORE_NANOS = 1_000_000_000n;
/** Each of them may be of a trace with many others. */
const MAX_ROWS = MAX_SPANS * 2;

/**
 * The spans of requests, by trace: those of their own service, and those with which other services begin to work for them, as what is spent there
 * is no time of their own. Of the attributes only the statement: one value is read out of the maps in a fifth of the time that
 * all take which the analysis of a trace wants.
 */
export async function readRequestSpans(
  engine: Engine,
  { bin, service }: { bin: string; service: string },
  requests: readonly Pick<ChosenRequest, 'traceId' | 'time' | 'duration'>[],
): Promise<Map<string, RequestSpans>> {
  if (requests.length === 0) return new Map();
  const bound = new BoundValues();
  const times = requests.map(({ traceId, time, duration }) => ({
    traceId,
    from: time - BEFORE_NANOS,
    to: time + duration + AFTER_NANOS,
  }));
  const { columns, rows } = await engine.query(
    `SELECT lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS id,
       if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parent,
       toString(toUnixTimestamp64Nano(time)) AS at, toFloat64(duration) AS length, toString(name) AS span_name,
       toString(service) AS service_name, kind, status, layer,
       if(layer = ${Layer.db}, leftUTF8(strings['db.query.text'], 10000), '') AS said
     FROM events
     WHERE bin = ${bound.add('String', bin)} AND type = ${EventType.span}
       AND (entry OR service = ${bound.add('String', service)}) AND ${traceTimesCondition(times, bound)}
     ORDER BY trace_id
     LIMIT ${MAX_ROWS}`,
    bound.params,
  );
  const strings: string[] = [];
  const places = new Map<string, StringIndex>();
  const placeOf = (text: string): StringIndex => {
    const known = places.get(text);
    if (known !== undefined) return known;
    const place = strings.push(text) - 1;
    places.set(text, place);
    return place;
  };
  const found = new Map<string, RequestSpans>();
  const traces = columns.trace as string[];
  for (let first = 0; first < rows; ) {
    let end = first + 1;
    while (end < rows && traces[end] === traces[first]) end++;
    // The last may have been cut: what is there of it would be a shorter request with less in it.
    if (rows === MAX_ROWS && end === rows && first > 0) break;
    const begin = BigInt(columns.at![first] as string);
    const column = <T>(name: string): T[] => columns[name]!.slice(first, end) as T[];
    const spans: SpanColumns = {
      spanId: column('id'),
      parentSpanId: column('parent'),
      start: column<string>('at').map((at) => Number(BigInt(at) - begin)),
      duration: column('length'),
      name: column<string>('span_name').map(placeOf),
      service: column<string>('service_name').map(placeOf),
      kind: column('kind'),
      status: column('status'),
      layer: column('layer'),
      detail: column<string>('said').map((text) => (text === '' ? -1 : placeOf(text))),
      host: new Array<StringIndex>(end - first).fill(-1),
    };
    found.set(traces[first]!, { spans, strings });
    first = end;
  }
  return found;
}
