import type { TraceId, TracesAnswer } from '@tracebin/model';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { TRACE_DURATION } from './duration-condition.ts';
import { eventTimeCondition } from './event-time-condition.ts';
import { isoTime } from './iso-time.ts';

type Columns = Pick<
  TracesAnswer,
  'traceId' | 'start' | 'duration' | 'spans' | 'errors' | 'rootService' | 'rootName' | 'services'
>;

/** What the table of traces has of one. */
export interface TraceRow {
  /** Nanoseconds since the epoch. */
  start: bigint;
  end: bigint;
  duration: number;
  spans: number;
  errors: number;
  /** Empty where the root has not arrived. */
  rootService: string;
  rootName: string;
  services: string[];
}

/** The traces of these ids, without those that the bin does not have. */
export async function readTraceRows(
  engine: Engine,
  bin: string,
  ids: readonly TraceId[],
): Promise<{ rows: Map<TraceId, TraceRow>; readRows: number }> {
  if (ids.length === 0) return { rows: new Map(), readRows: 0 };
  const bound = new BoundValues();
  const { columns, readRows } = await engine.query(
    `SELECT
       lower(hex(trace_id)) AS id,
       toString(toUnixTimestamp64Nano(min(start))) AS started,
       toString(toUnixTimestamp64Nano(max(end))) AS ended,
       toFloat64(${TRACE_DURATION}) AS length,
       toFloat64(sum(spans)) AS span_count,
       toFloat64(sum(errors)) AS error_count,
       max(root_service) AS service,
       max(root_name) AS name,
       arraySort(groupUniqArrayArray(services)) AS all_services
     FROM traces
     WHERE bin = ${bound.add('String', bin)} AND trace_id IN ${bound.addTraceIds(ids)}
     GROUP BY trace_id`,
    bound.params,
  );
  const rows = new Map<TraceId, TraceRow>();
  for (const [row, id] of (columns.id as TraceId[]).entries()) {
    rows.set(id, {
      start: BigInt(columns.started![row] as string),
      end: BigInt(columns.ended![row] as string),
      duration: columns.length![row] as number,
      spans: columns.span_count![row] as number,
      errors: columns.error_count![row] as number,
      rootService: columns.service![row] as string,
      rootName: columns.name![row] as string,
      services: columns.all_services![row] as string[],
    });
  }
  return { rows, readRows };
}

/**
 * What a list says of each of these traces, in the order of `ids`.
 *
 * @param known rows of some of them; the others are read
 */
export async function summariseTraces(
  engine: Engine,
  bin: string,
  ids: readonly TraceId[],
  known: ReadonlyMap<TraceId, TraceRow> = new Map(),
): Promise<{ columns: Columns; readRows: number }> {
  const others = await readTraceRows(
    engine,
    bin,
    ids.filter((id) => !known.has(id)),
  );
  const rows = ids.flatMap((id) => {
    const row = known.get(id) ?? others.rows.get(id);
    return row === undefined ? [] : [{ id, ...row }];
  });
  const rootless = rows.filter(({ rootName, rootService }) => rootName === '' && rootService === '');
  const earliest = await earliestSpans(engine, bin, rootless);
  const rootOf = ({ id, rootService, rootName }: (typeof rows)[number]) =>
    earliest.spans.get(id) ?? { service: rootService, name: rootName };
  return {
    columns: {
      traceId: rows.map(({ id }) => id),
      start: rows.map(({ start }) => isoTime(start)),
      duration: rows.map(({ duration }) => duration),
      spans: rows.map(({ spans }) => spans),
      errors: rows.map(({ errors }) => errors),
      rootService: rows.map((row) => rootOf(row).service),
      rootName: rows.map((row) => rootOf(row).name),
      services: rows.map(({ services }) => services),
    },
    readRows: others.readRows + earliest.readRows,
  };
}

/** Stands in for a root that has not arrived. */
async function earliestSpans(
  engine: Engine,
  bin: string,
  traces: readonly { id: TraceId; start: bigint; end: bigint }[],
): Promise<{ spans: Map<TraceId, { service: string; name: string }>; readRows: number }> {
  const [first] = traces;
  if (first === undefined) return { spans: new Map(), readRows: 0 };
  let { start: from, end: to } = first;
  for (const { start, end } of traces) {
    if (start < from) from = start;
    if (end > to) to = end;
  }
  const bound = new BoundValues();
  const result = await engine.query(
    `SELECT lower(hex(trace_id)) AS id, argMin(service, time) AS service, argMin(name, time) AS name
     FROM events
     WHERE bin = ${bound.add('String', bin)} AND type = 0
       AND ${eventTimeCondition(from, to, bound)}
       AND trace_id IN ${bound.addTraceIds(traces.map(({ id }) => id))}
     GROUP BY trace_id`,
    bound.params,
  );
  const { id, service, name } = result.columns;
  const spans = new Map(
    (id as string[]).map((text, row) => [
      text,
      { service: service![row] as string, name: name![row] as string },
    ]),
  );
  return { spans, readRows: result.readRows };
}
