import type { FindingKind, TraceFinding, TraceFindingsAnswer } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { findTrace } from '../find-trace.ts';
import { findingStates, statusOf } from '../findings-status.ts';
import { isoTime } from '../iso-time.ts';
import { derivedTimeCondition } from '../pages/derived-time-condition.ts';
import { derivedUntil } from '../pages/derived-until.ts';
import { parseTraceId } from '../trace-id.ts';

const MAX_FINDINGS = 200;

/**
 * What was found in one trace, the costliest first; empty until it has been worked up.
 *
 * @throws BadRequestError `bad-trace-id`
 * @throws NotFoundError
 */
export async function getTraceFindings(
  engine: Engine,
  bin: BinScope,
  traceIdText: string,
  nowMs = Date.now(),
): Promise<TraceFindingsAnswer> {
  const traceId = parseTraceId(traceIdText);
  const extent = await findTrace(engine, bin, traceId, nowMs);
  // First this: what was found is stored before the transactions that say that all of it is.
  const workedUp = await readRows(engine, bin.bin, traceId, extent, 'transactions', '1', 'LIMIT 1');
  const [found, states, until] = await Promise.all([
    readRows(
      engine,
      bin.bin,
      traceId,
      extent,
      'finding_occurrences',
      `lower(leftPad(hex(key), 16, '0')) AS id, toString(kind) AS of_kind, toString(service) AS of_service,
       toString(transaction) AS of_transaction, statement, count, toFloat64(lost) AS lost,
       toString(code_file) AS file, code_line AS line, toString(code_function) AS in_function,
       lower(hex(span_id)) AS root, toString(toUnixTimestamp64Nano(time)) AS at,
       JSONExtract(evidence, 'spanIds', 'Array(String)') AS spans`,
      `ORDER BY lost DESC, id LIMIT ${MAX_FINDINGS}`,
    ),
    findingStates(engine, bin.bin),
    derivedUntil(engine),
  ]);
  const { columns, rows } = found;
  const findings = Array.from({ length: rows }, (_, row): TraceFinding => {
    const value = <T>(name: string): T => columns[name]![row] as T;
    const key = value<string>('id');
    const file = value<string>('file');
    const lastSeen = isoTime(BigInt(value<string>('at')));
    return {
      key,
      kind: value<FindingKind>('of_kind'),
      service: value('of_service'),
      transaction: value('of_transaction'),
      statement: value('statement'),
      count: value('count'),
      lost: value('lost'),
      place: file === '' ? null : { file, line: value('line'), function: value('in_function') },
      status: statusOf({ lastSeen }, states.get(key), undefined).status,
      transactionSpanId: value('root'),
      spanIds: value('spans'),
    };
  });
  return { workedUp: workedUp.rows > 0, derivedUntil: until, findings };
}

/** Rows of a derived table lie between the first and the last span of their trace. */
function readRows(
  engine: Engine,
  bin: string,
  traceId: string,
  extent: { start: bigint; end: bigint },
  table: 'finding_occurrences' | 'transactions',
  select: string,
  rest: string,
) {
  const bound = new BoundValues();
  const range = { from: extent.start, to: extent.end + 1n, isOpen: false };
  return engine.query(
    `SELECT ${select} FROM ${table}
     WHERE bin = ${bound.add('String', bin)} AND ${derivedTimeCondition(range, bound)}
       AND trace_id = ${bound.addId(traceId, 16)}
     ${rest}`,
    bound.params,
  );
}
