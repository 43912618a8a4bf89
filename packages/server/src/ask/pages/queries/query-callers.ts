import type { QueryCaller, QueryExecution, QueryPlace } from '@tracebin/model';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { transactionCondition } from '../transaction-condition.ts';
import { WEIGHT } from '../transaction-figures.ts';
import { transactionKey } from '../transaction-key.ts';
import { type QueryScope, queryCondition } from './query-scope.ts';

const MAX_CALLERS = 50;
const MAX_SLOWEST = 20;
const MAX_PLACES = 10;

interface Read<T> {
  found: T[];
  readRows: number;
}

/** Transactions that ask a statement, those that spend most time on it first. */
export async function queryCallers(engine: Engine, scope: QueryScope): Promise<Read<QueryCaller>> {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(service) AS of_service, toString(transaction) AS of_transaction,
       sum(calls * sample_rate) AS all_calls, sum(total * sample_rate) AS spent, sum(sample_rate) AS requests,
       quantilesExactWeighted(0.5, 0.95)(calls, ${WEIGHT}) AS counts, toFloat64(max(calls)) AS most
     FROM operations
     WHERE ${queryCondition(scope, bound)}
     GROUP BY service, transaction
     ORDER BY spent DESC, of_service, of_transaction
     LIMIT ${MAX_CALLERS}`,
    bound.params,
  );
  const ran = await hitsOf(engine, scope);
  const value = <T>(name: string, row: number): T => columns[name]![row] as T;
  const found = Array.from({ length: rows }, (_, row): QueryCaller => {
    const service = value<string>('of_service', row);
    const transaction = value<string>('of_transaction', row);
    const requests = value<number>('requests', row);
    const hits = ran.of.get(transactionKey(service, transaction)) ?? 0;
    const [callsMedian, callsP95] = value<(number | string)[]>('counts', row).map(Number);
    return {
      service,
      transaction,
      calls: value('all_calls', row),
      total: value('spent', row),
      requests,
      share: hits === 0 ? 1 : Math.min(1, requests / hits),
      callsMedian: callsMedian!,
      callsP95: callsP95!,
      callsMax: value('most', row),
    };
  });
  return { found, readRows: readRows + ran.readRows };
}

async function hitsOf(engine: Engine, { bin, range, service, environment }: QueryScope) {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(service) AS of_service, toString(name) AS of_name, sum(sample_rate) AS hits
     FROM transactions
     WHERE ${transactionCondition({ bin, range, group: undefined, service, environment }, bound)}
     GROUP BY service, name`,
    bound.params,
  );
  const of = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const key = transactionKey(columns.of_service![row] as string, columns.of_name![row] as string);
    of.set(key, columns.hits![row] as number);
  }
  return { of, readRows };
}

/** The slowest call in each of the transactions with the slowest. */
export async function slowestExecutions(engine: Engine, scope: QueryScope): Promise<Read<QueryExecution>> {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(toUnixTimestamp64Nano(time)) AS at, toFloat64(max) AS longest, lower(hex(trace_id)) AS trace,
       lower(hex(max_span_id)) AS span, toString(service) AS of_service,
       toString(transaction) AS of_transaction, calls
     FROM operations
     WHERE ${queryCondition(scope, bound)}
     ORDER BY max DESC, time DESC
     LIMIT ${MAX_SLOWEST}`,
    bound.params,
  );
  const value = <T>(name: string, row: number): T => columns[name]![row] as T;
  const found = Array.from(
    { length: rows },
    (_, row): QueryExecution => ({
      at: isoTime(BigInt(value<string>('at', row))),
      duration: value('longest', row),
      traceId: value('trace', row),
      spanId: value('span', row),
      service: value('of_service', row),
      transaction: value('of_transaction', row),
      calls: value('calls', row),
    }),
  );
  return { found, readRows };
}

/** Where in the code it is asked, as far as senders tell. */
export async function queryPlaces(engine: Engine, scope: QueryScope): Promise<Read<QueryPlace>> {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(code_file) AS file, code_line AS line, toString(code_function) AS inside,
       sum(calls * sample_rate) AS all_calls
     FROM operations
     WHERE ${queryCondition(scope, bound)} AND code_file != ''
     GROUP BY code_file, code_line, code_function
     ORDER BY all_calls DESC, file, line
     LIMIT ${MAX_PLACES}`,
    bound.params,
  );
  const value = <T>(name: string, row: number): T => columns[name]![row] as T;
  const found = Array.from({ length: rows }, (_, row) => ({
    file: value<string>('file', row),
    line: value<number>('line', row),
    function: value<string>('inside', row),
    calls: value<number>('all_calls', row),
  }));
  return { found, readRows };
}
