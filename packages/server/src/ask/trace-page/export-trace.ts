/** A trace as OTLP JSON: what its senders sent, under the names of today, to be read by any OpenTelemetry tool. */
import { EventType } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { ATTRIBUTE_COLUMNS } from '../attributes.ts';
import { BoundValues } from '../bound-values.ts';
import { eventsOfTrace, findTrace, type TraceExtent } from '../find-trace.ts';
import { LOG_MARGIN_NANOS } from '../get-span.ts';
import { MAX_TRACE_SPANS } from '../get-trace.ts';
import { parseTraceId } from '../trace-id.ts';
import { otlpAttributes, otlpAttributesOfJson, otlpResource } from './otlp-values.ts';

/** 5,000 spans with all their attributes are about 10 MB of JSON. */
const PAGE_ROWS = 5_000;

type Columns = Record<string, unknown[]>;

/**
 * One export request per line (the Collector's file format), spans first, then log records; a line holds at most
 * 5,000 rows, so that neither side needs the whole trace in memory. The first 200,000 spans and log records.
 *
 * @throws BadRequestError `bad-trace-id`
 * @throws NotFoundError before the first line
 */
export async function exportTrace(
  engine: Engine,
  bin: BinScope,
  traceIdText: string,
  { nowMs = Date.now(), pageRows = PAGE_ROWS }: { nowMs?: number; pageRows?: number } = {},
): Promise<AsyncIterable<string>> {
  const traceId = parseTraceId(traceIdText);
  const extent = await findTrace(engine, bin, traceId, nowMs);
  return lines(engine, bin.bin, traceId, extent, pageRows);
}

async function* lines(
  engine: Engine,
  bin: string,
  traceId: string,
  extent: TraceExtent,
  pageRows: number,
): AsyncGenerator<string> {
  for (const type of [EventType.span, EventType.log]) {
    for (let from = 0; from < MAX_TRACE_SPANS; from += pageRows) {
      const { columns, rows } = await readPage(engine, bin, traceId, extent, type, from, pageRows);
      if (rows === 0) break;
      const request = type === EventType.span ? spansRequest(columns, rows) : logsRequest(columns, rows);
      yield `${JSON.stringify(request)}\n`;
      if (rows < pageRows) break;
    }
  }
}

function readPage(
  engine: Engine,
  bin: string,
  traceId: string,
  extent: TraceExtent,
  type: number,
  from: number,
  pageRows: number,
) {
  const bound = new BoundValues();
  const isSpan = type === EventType.span;
  const own = isSpan
    ? `if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parent,
       toString(toUnixTimestamp64Nano(time) + duration) AS ended, kind, status, status_message, trace_state,
       arrayMap(nanos -> toString(nanos), event_times) AS event_nanos,
       arrayMap(name -> toString(name), event_names) AS event_names, event_attributes,
       arrayMap(id -> lower(hex(id)), link_trace_ids) AS link_traces,
       arrayMap(id -> lower(hex(id)), link_span_ids) AS link_spans, link_trace_states, link_attributes`
    : 'severity, toString(severity_text) AS severity_text, body';
  return engine.query(
    `SELECT lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS id, toString(name) AS name, flags,
       toString(toUnixTimestamp64Nano(time)) AS at,
       toString(scope_name) AS scope_name, toString(scope_version) AS scope_version,
       ${own}, ${ATTRIBUTE_COLUMNS}
     FROM events
     WHERE ${eventsOfTrace(bin, traceId, extent, isSpan ? 0n : LOG_MARGIN_NANOS, bound)} AND type ${isSpan ? '=' : '!='} ${EventType.span}
     ORDER BY time, duration DESC, span_id${isSpan ? '' : ', body'}
     ${isSpan ? 'LIMIT 1 BY span_id' : ''}
     LIMIT ${bound.add('UInt32', pageRows)} OFFSET ${bound.add('UInt32', from)}`,
    bound.params,
  );
}

function spansRequest(columns: Columns, rows: number) {
  const groups = inGroups(columns, rows, (row) => {
    const value = <T>(name: string): T => columns[name]![row] as T;
    const parent = value<string>('parent');
    const message = value<string>('status_message');
    const eventNames = value<string[]>('event_names');
    const eventAttributes = value<string[]>('event_attributes');
    const linkSpans = value<string[]>('link_spans');
    const linkStates = value<string[]>('link_trace_states');
    const linkAttributes = value<string[]>('link_attributes');
    return {
      traceId: value<string>('trace'),
      spanId: value<string>('id'),
      ...(parent === '' ? {} : { parentSpanId: parent }),
      ...(value<string>('trace_state') === '' ? {} : { traceState: value<string>('trace_state') }),
      flags: value<number>('flags'),
      name: value<string>('name'),
      kind: value<number>('kind'),
      startTimeUnixNano: value<string>('at'),
      endTimeUnixNano: value<string>('ended'),
      status: { code: value<number>('status'), ...(message === '' ? {} : { message }) },
      attributes: otlpAttributes(columns, row),
      events: value<string[]>('event_nanos').map((timeUnixNano, index) => ({
        timeUnixNano,
        name: eventNames[index] ?? '',
        attributes: otlpAttributesOfJson(eventAttributes[index] ?? ''),
      })),
      links: value<string[]>('link_traces').map((linked, index) => ({
        traceId: linked,
        spanId: linkSpans[index] ?? '',
        traceState: linkStates[index] ?? '',
        attributes: otlpAttributesOfJson(linkAttributes[index] ?? ''),
      })),
    };
  });
  return {
    resourceSpans: groups.map(({ resource, scopes }) => ({
      resource,
      scopeSpans: scopes.map(({ scope, items }) => ({ scope, spans: items })),
    })),
  };
}

function logsRequest(columns: Columns, rows: number) {
  const groups = inGroups(columns, rows, (row) => {
    const value = <T>(name: string): T => columns[name]![row] as T;
    const spanId = value<string>('id');
    return {
      timeUnixNano: value<string>('at'),
      severityNumber: value<number>('severity'),
      severityText: value<string>('severity_text'),
      ...(value<string>('name') === '' ? {} : { eventName: value<string>('name') }),
      body: { stringValue: value<string>('body') },
      traceId: value<string>('trace'),
      ...(/^0*$/.test(spanId) ? {} : { spanId }),
      flags: value<number>('flags'),
      attributes: otlpAttributes(columns, row),
    };
  });
  return {
    resourceLogs: groups.map(({ resource, scopes }) => ({
      resource,
      scopeLogs: scopes.map(({ scope, items }) => ({ scope, logRecords: items })),
    })),
  };
}

/** Rows of one resource and one scope stand together, as OTLP wants them. */
function inGroups<Item>(columns: Columns, rows: number, itemOf: (row: number) => Item) {
  interface Scope {
    scope: { name: string; version: string };
    items: Item[];
  }
  const groups = new Map<string, { resource: object; scopes: Scope[]; byScope: Map<string, Scope> }>();
  for (let row = 0; row < rows; row++) {
    const keys = columns.resource_keys![row] as string[];
    const values = columns.resource_values![row] as string[];
    const key = JSON.stringify([keys, values]);
    let group = groups.get(key);
    if (group === undefined) {
      group = { resource: { attributes: otlpResource(columns, row) }, scopes: [], byScope: new Map() };
      groups.set(key, group);
    }
    const name = columns.scope_name![row] as string;
    const version = columns.scope_version![row] as string;
    let scope = group.byScope.get(`${name}\0${version}`);
    if (scope === undefined) {
      scope = { scope: { name, version }, items: [] };
      group.byScope.set(`${name}\0${version}`, scope);
      group.scopes.push(scope);
    }
    scope.items.push(itemOf(row));
  }
  return [...groups.values()];
}
