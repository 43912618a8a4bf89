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

/** What a list says of each of these traces, in the order of `ids`. */
export async function summariseTraces(
  engine: Engine,
  bin: string,
  ids: readonly TraceId[],
): Promise<{ columns: Columns; readRows: number }> {
  const columns: Columns = {
    traceId: [],
    start: [],
    duration: [],
    spans: [],
    errors: [],
    rootService: [],
    rootName: [],
    services: [],
  };
  if (ids.length === 0) return { columns, readRows: 0 };
  const bound = new BoundValues();
  const result = await engine.query(
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
  const { id, started, ended, length, span_count, error_count, service, name, all_services } = result.columns;
  const rowOf = new Map((id as string[]).map((text, row) => [text, row]));
  const rows = ids.map((text) => rowOf.get(text)).filter((row) => row !== undefined);
  const rootless = rows.filter((row) => name![row] === '' && service![row] === '');
  const earliest = await earliestSpans(engine, bin, {
    ids: rootless.map((row) => id![row] as string),
    from: rootless.map((row) => BigInt(started![row] as string)).sort(byTime)[0] ?? 0n,
    to:
      rootless
        .map((row) => BigInt(ended![row] as string))
        .sort(byTime)
        .at(-1) ?? 0n,
  });
  for (const row of rows) {
    const trace = id![row] as TraceId;
    const stand = earliest.spans.get(trace);
    columns.traceId.push(trace);
    columns.start.push(isoTime(BigInt(started![row] as string)));
    columns.duration.push(length![row] as number);
    columns.spans.push(span_count![row] as number);
    columns.errors.push(error_count![row] as number);
    columns.rootService.push(stand?.service ?? (service![row] as string));
    columns.rootName.push(stand?.name ?? (name![row] as string));
    columns.services.push(all_services![row] as string[]);
  }
  return { columns, readRows: result.readRows + earliest.readRows };
}

/** Stands in for a root that has not arrived. */
async function earliestSpans(
  engine: Engine,
  bin: string,
  traces: { ids: TraceId[]; from: bigint; to: bigint },
): Promise<{ spans: Map<TraceId, { service: string; name: string }>; readRows: number }> {
  if (traces.ids.length === 0) return { spans: new Map(), readRows: 0 };
  const bound = new BoundValues();
  const result = await engine.query(
    `SELECT lower(hex(trace_id)) AS id, argMin(service, time) AS service, argMin(name, time) AS name
     FROM events
     WHERE bin = ${bound.add('String', bin)} AND type = 0
       AND ${eventTimeCondition(traces.from, traces.to, bound)}
       AND trace_id IN ${bound.addTraceIds(traces.ids)}
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

function byTime(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
