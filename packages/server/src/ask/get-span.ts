import { EventType, type LogRecord, type SpanAnswer } from '@tracebin/model';
import { NotFoundError } from '../errors.ts';
import type { BinScope } from '../receive/ingest.ts';
import type { Engine, QueryResult } from '../store/engine/engine.ts';
import { ATTRIBUTE_COLUMNS, attributesFromJson, attributesOf, resourceOf } from './attributes.ts';
import { BoundValues } from './bound-values.ts';
import { eventsOfTrace, findTrace, type TraceExtent } from './find-trace.ts';
import { isoTime } from './iso-time.ts';
import { parseSpanId, parseTraceId } from './trace-id.ts';

/** A log record may name a span and lie outside of it: written before, after, or by a machine whose clock differs. */
export const LOG_MARGIN_NANOS = 3_600_000_000_000n;
const MAX_LOGS = 1_000;

/**
 * Everything there is of one span, its log records with it (the first 1,000).
 *
 * @throws BadRequestError `bad-trace-id`, `bad-span-id`
 * @throws NotFoundError
 */
export async function getSpan(
  engine: Engine,
  bin: BinScope,
  traceIdText: string,
  spanIdText: string,
  nowMs = Date.now(),
): Promise<SpanAnswer> {
  const traceId = parseTraceId(traceIdText);
  const spanId = parseSpanId(spanIdText);
  const extent = await findTrace(engine, bin, traceId, nowMs);
  const [span, logs] = await Promise.all([
    readSpan(engine, bin.bin, traceId, spanId, extent),
    readLogs(engine, bin.bin, traceId, spanId, extent),
  ]);
  if (span.rows === 0) throw new NotFoundError(`There is no span ${spanId} in trace ${traceId}.`);
  const value = <T>(column: string): T => span.columns[column]![0] as T;
  const start = BigInt(value<string>('started'));
  const eventNames = value<string[]>('event_names');
  const eventAttributes = value<string[]>('event_attributes');
  const linkSpanIds = value<string[]>('link_spans');
  const linkStates = value<string[]>('link_trace_states');
  const linkAttributes = value<string[]>('link_attributes');
  return {
    traceId,
    spanId,
    parentSpanId: value('parent'),
    name: value('name'),
    service: value('service'),
    kind: value('kind'),
    status: value('status'),
    statusMessage: value('status_message'),
    layer: value('layer'),
    start: isoTime(start),
    duration: value('length'),
    traceState: value('trace_state'),
    scope: { name: value('scope_name'), version: value('scope_version') },
    sampleRate: value('sample_rate'),
    attributes: attributesOf(span.columns, 0),
    resource: resourceOf(span.columns, 0),
    events: value<string[]>('event_nanos').map((nanos, index) => ({
      at: isoTime(BigInt(nanos)),
      offset: Number(BigInt(nanos) - start),
      name: eventNames[index] ?? '',
      attributes: attributesFromJson(eventAttributes[index] ?? '{}'),
    })),
    links: value<string[]>('link_traces').map((linkTraceId, index) => ({
      traceId: linkTraceId,
      spanId: linkSpanIds[index] ?? '',
      traceState: linkStates[index] ?? '',
      attributes: attributesFromJson(linkAttributes[index] ?? '{}'),
    })),
    logs: logRecords(logs),
  };
}

function readSpan(engine: Engine, bin: string, traceId: string, spanId: string, extent: TraceExtent) {
  const bound = new BoundValues();
  return engine.query(
    `SELECT
       if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parent,
       toString(name) AS name, toString(service) AS service, kind, status, status_message, layer,
       toString(toUnixTimestamp64Nano(time)) AS started,
       toFloat64(duration) AS length,
       trace_state, toString(scope_name) AS scope_name, toString(scope_version) AS scope_version, sample_rate,
       ${ATTRIBUTE_COLUMNS},
       arrayMap(nanos -> toString(nanos), event_times) AS event_nanos,
       arrayMap(name -> toString(name), event_names) AS event_names,
       event_attributes,
       arrayMap(id -> lower(hex(id)), link_trace_ids) AS link_traces,
       arrayMap(id -> lower(hex(id)), link_span_ids) AS link_spans,
       link_trace_states, link_attributes
     FROM events
     WHERE ${eventsOfTrace(bin, traceId, extent, 0n, bound)}
       AND type = ${EventType.span} AND span_id = ${bound.addId(spanId, 8)}
     ORDER BY time, duration DESC
     LIMIT 1`,
    bound.params,
  );
}

function readLogs(engine: Engine, bin: string, traceId: string, spanId: string, extent: TraceExtent) {
  const bound = new BoundValues();
  return engine.query(
    `SELECT
       toString(toUnixTimestamp64Nano(time)) AS at,
       severity, toString(severity_text) AS severity_text, body, toString(service) AS service,
       ${ATTRIBUTE_COLUMNS}
     FROM events
     WHERE ${eventsOfTrace(bin, traceId, extent, LOG_MARGIN_NANOS, bound)}
       AND type != ${EventType.span} AND span_id = ${bound.addId(spanId, 8)}
     ORDER BY time
     LIMIT ${MAX_LOGS}`,
    bound.params,
  );
}

function logRecords({ columns, rows }: QueryResult): LogRecord[] {
  return Array.from({ length: rows }, (_, row) => ({
    at: isoTime(BigInt(columns.at![row] as string)),
    severity: columns.severity![row] as number,
    severityText: columns.severity_text![row] as string,
    body: columns.body![row] as string,
    service: columns.service![row] as string,
    attributes: attributesOf(columns, row),
  }));
}
