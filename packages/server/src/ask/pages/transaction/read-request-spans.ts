import { EventType, Layer, type SpanColumns, type StringIndex } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { eventTimeCondition } from '../../event-time-condition.ts';

/** The spans of one trace, as far as a waterfall of many requests needs them; `strings` are those of all. */
export interface RequestSpans {
  spans: SpanColumns;
  strings: readonly string[];
}

/**
 * The spans of traces, by trace. Of the attributes only the statement: one value is read out of the maps in a fifth of the time
 * that all take which the analysis of a trace wants.
 *
 * @param from nanoseconds since the epoch, as `to`
 * @param maxSpans of all together
 */
export async function readRequestSpans(
  engine: Engine,
  bin: string,
  traceIds: readonly string[],
  { from, to }: { from: bigint; to: bigint },
  maxSpans: number,
): Promise<Map<string, RequestSpans>> {
  const bound = new BoundValues();
  const { columns, rows } = await engine.query(
    `SELECT lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS id,
       if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parent,
       toFloat64(toUnixTimestamp64Nano(time) - ${bound.add('Int64', from.toString())}) AS offset,
       toFloat64(duration) AS length, toString(name) AS span_name, toString(service) AS service_name, kind, status, layer,
       if(layer = ${Layer.db}, leftUTF8(strings['db.query.text'], 10000), '') AS said
     FROM events
     WHERE bin = ${bound.add('String', bin)} AND ${eventTimeCondition(from, to, bound)}
       AND type = ${EventType.span} AND trace_id IN ${bound.addTraceIds(traceIds)}
     ORDER BY trace_id
     LIMIT ${bound.add('UInt32', maxSpans)}`,
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
    const column = <T>(name: string): T[] => columns[name]!.slice(first, end) as T[];
    const spans: SpanColumns = {
      spanId: column('id'),
      parentSpanId: column('parent'),
      start: column('offset'),
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
