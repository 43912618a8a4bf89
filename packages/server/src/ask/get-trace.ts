import { EventType, type TraceAnswer } from '@tracebin/model';
import type { BinScope } from '../receive/ingest.ts';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { eventsOfTrace, findTrace, type TraceExtent } from './find-trace.ts';
import { LOG_MARGIN_NANOS } from './get-span.ts';
import { isoTime } from './iso-time.ts';
import { parseTraceId } from './trace-id.ts';

/** More spans are not given out at once: 200,000 are about 25 MB of JSON. */
export const MAX_TRACE_SPANS = 200_000;
const MAX_DETAIL_CHARACTERS = 2_000;

/**
 * What a waterfall shows after the name: the first of these that the span has. New names only, as the door keeps
 * old ones under both. What is the name already by convention (`rpc.method`, `faas.name`, `db.query.summary`) is not among
 * them: each key costs 2 ms of CPU, half of all that a trace of 27 spans costs is for these and those of hosts.
 */
const DETAIL_KEYS = [
  'db.query.text',
  'url.full',
  // Before the route, which is mostly part of the name already.
  'url.path',
  'http.route',
  'messaging.destination.name',
  'db.collection.name',
];
const HOST_KEYS = ['host.id', 'host.name', 'k8s.pod.name', 'container.id'];
const NO_SPAN = '0'.repeat(16);
/** A trace is some thousands of rows in ten places or so, for which the engine takes one thread unless told otherwise. */
const READ_SIDE_BY_SIDE =
  'SETTINGS merge_tree_min_rows_for_concurrent_read = 4096, merge_tree_min_bytes_for_concurrent_read = 100000';

/**
 * Every span of a trace as columns, sorted by start. A span that came twice counts once.
 *
 * @throws BadRequestError `bad-trace-id`
 * @throws NotFoundError when the bin has no span of it
 */
export async function getTrace(
  engine: Engine,
  bin: BinScope,
  traceIdText: string,
  { nowMs = Date.now(), maxSpans = MAX_TRACE_SPANS }: { nowMs?: number; maxSpans?: number } = {},
): Promise<TraceAnswer> {
  const traceId = parseTraceId(traceIdText);
  const extent = await findTrace(engine, bin, traceId, nowMs);
  const [spans, logs] = await Promise.all([
    readSpans(engine, bin.bin, traceId, extent, maxSpans),
    countLogs(engine, bin.bin, traceId, extent),
  ]);
  const truncated = spans.columns.id!.length > maxSpans;
  const column = <T>(name: string): T[] => {
    const values = spans.columns[name] as T[];
    return truncated ? values.slice(0, maxSpans) : values;
  };
  const strings = new StringTable();
  const spanId = column<string>('id').map((id) => id.toLowerCase());
  const ownLogs = spanId.map((id) => logs.get(id) ?? 0);
  let logsWithoutSpan = 0;
  for (const count of logs.values()) logsWithoutSpan += count;
  for (const count of ownLogs) logsWithoutSpan -= count;
  return {
    traceId,
    start: isoTime(extent.start),
    duration: Number(extent.end - extent.start),
    expiresAt: isoTime(extent.expiresAt),
    spans: {
      spanId,
      parentSpanId: column<string>('parent').map((id) => (id === NO_SPAN ? '' : id.toLowerCase())),
      start: column<number>('offset'),
      duration: column<number>('length'),
      name: strings.addAll(column<string>('name')),
      service: strings.addAll(column<string>('service')),
      kind: column<number>('kind'),
      status: column<number>('status'),
      layer: column<number>('layer'),
      detail: strings.addPresent(column<string>('detail')),
      host: strings.addPresent(column<string>('host')),
      events: column<number>('events'),
      links: column<number>('links'),
      logs: ownLogs,
    },
    strings: strings.strings,
    logsWithoutSpan,
    truncated,
  };
}

async function readSpans(
  engine: Engine,
  bin: string,
  traceId: string,
  extent: TraceExtent,
  maxSpans: number,
) {
  const bound = new BoundValues();
  return engine.query(
    `SELECT
       hex(span_id) AS id,
       hex(parent_span_id) AS parent,
       toFloat64(toUnixTimestamp64Nano(time) - ${bound.add('Int64', extent.start.toString())}) AS offset,
       toFloat64(duration) AS length,
       name, service, kind, status, layer,
       leftUTF8(${firstOf('strings', DETAIL_KEYS)}, ${MAX_DETAIL_CHARACTERS}) AS detail,
       ${firstOf('resource', HOST_KEYS)} AS host,
       toUInt32(length(event_times)) AS events,
       toUInt32(length(link_span_ids)) AS links
     FROM events
     WHERE ${eventsOfTrace(bin, traceId, extent, 0n, bound)} AND type = ${EventType.span}
     ORDER BY time, duration DESC, span_id
     LIMIT 1 BY span_id
     LIMIT ${bound.add('UInt32', maxSpans + 1)}
     ${READ_SIDE_BY_SIDE}`,
    bound.params,
  );
}

/**
 * SQL for the first of these keys that has a text. Each is read from its own bucket of the map: of a trace whose spans lie
 * in ten places that takes a fifth less CPU, with all else, than to read the maps and filter them.
 */
const firstOf = (map: string, keys: readonly string[]): string =>
  `arrayFirst(text -> text != '', [${keys.map((key) => `${map}['${key}']`).join(', ')}])`;

async function countLogs(
  engine: Engine,
  bin: string,
  traceId: string,
  extent: TraceExtent,
): Promise<Map<string, number>> {
  const bound = new BoundValues();
  const { columns } = await engine.query(
    `SELECT lower(hex(span_id)) AS id, toFloat64(count()) AS logs
     FROM events
     WHERE ${eventsOfTrace(bin, traceId, extent, LOG_MARGIN_NANOS, bound)} AND type != ${EventType.span}
     GROUP BY span_id`,
    bound.params,
  );
  return new Map((columns.id as string[]).map((id, row) => [id, columns.logs![row] as number]));
}

/** Every text once; spans of a trace share most of theirs. */
class StringTable {
  readonly strings: string[] = [];
  readonly #indexOf = new Map<string, number>();

  addAll(texts: readonly string[]): number[] {
    return texts.map((text) => this.#add(text));
  }

  /** As above, -1 where there is none. */
  addPresent(texts: readonly string[]): number[] {
    return texts.map((text) => (text === '' ? -1 : this.#add(text)));
  }

  #add(text: string): number {
    const known = this.#indexOf.get(text);
    if (known !== undefined) return known;
    const index = this.strings.push(text) - 1;
    this.#indexOf.set(text, index);
    return index;
  }
}
