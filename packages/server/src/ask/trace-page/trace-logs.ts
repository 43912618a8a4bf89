import { EventType, type TraceLogsAnswer } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { ATTRIBUTE_COLUMNS, attributesOf } from '../attributes.ts';
import { BoundValues } from '../bound-values.ts';
import { eventsOfTrace, findTrace } from '../find-trace.ts';
import { LOG_MARGIN_NANOS } from '../get-span.ts';
import { isoTime } from '../iso-time.ts';
import { parseTraceId } from '../trace-id.ts';

/** More are not read by anybody; the search inside a trace and its spans lead further. */
export const MAX_TRACE_LOGS = 5_000;

/**
 * Log records of a trace in the order of time, those that name no span of it with them.
 *
 * @throws BadRequestError `bad-trace-id`
 * @throws NotFoundError
 */
export async function getTraceLogs(
  engine: Engine,
  bin: BinScope,
  traceIdText: string,
  { nowMs = Date.now(), maxLogs = MAX_TRACE_LOGS }: { nowMs?: number; maxLogs?: number } = {},
): Promise<TraceLogsAnswer> {
  const traceId = parseTraceId(traceIdText);
  const extent = await findTrace(engine, bin, traceId, nowMs);
  const bound = new BoundValues();
  const { columns, rows } = await engine.query(
    `SELECT toString(toUnixTimestamp64Nano(time)) AS nanos,
       toFloat64(toUnixTimestamp64Nano(time) - ${bound.add('Int64', extent.start.toString())}) AS offset,
       if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS id,
       severity, toString(severity_text) AS severity_text, body, toString(service) AS service,
       ${ATTRIBUTE_COLUMNS}
     FROM events
     WHERE ${eventsOfTrace(bin.bin, traceId, extent, LOG_MARGIN_NANOS, bound)} AND type != ${EventType.span}
     ORDER BY time, span_id, body
     LIMIT ${bound.add('UInt32', maxLogs + 1)}`,
    bound.params,
  );
  const count = Math.min(rows, maxLogs);
  const column = <T>(name: string): T[] => (columns[name] as T[]).slice(0, count);
  return {
    count,
    more: rows > maxLogs,
    at: column<string>('nanos').map((nanos) => isoTime(BigInt(nanos))),
    offset: column('offset'),
    spanId: column('id'),
    severity: column('severity'),
    severityText: column('severity_text'),
    body: column('body'),
    service: column('service'),
    attributes: Array.from({ length: count }, (_, row) => attributesOf(columns, row)),
  };
}
