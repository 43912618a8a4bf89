import type { QueryCaller, QueryExecution, QueryPlace } from '@tracebin/model';
import { OPERATION_SUM, percentilesOf, TRANSACTION_SUM } from '../../../derive/sums/sum-queries.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import type { CoveredRange } from '../sums/cover-range.ts';
import { summed } from '../sums/summed.ts';
import { transactionFilters } from '../transaction-condition.ts';
import { transactionKey } from '../transaction-key.ts';
import { type QueryScope, queryCondition, queryFilters } from './query-scope.ts';

const MAX_CALLERS = 50;
const MAX_SLOWEST = 20;
const MAX_PLACES = 10;

interface Read<T> {
  found: T[];
  readRows: number;
}

/** Transactions that ask a statement, those that spend most time on it first. */
export async function queryCallers(
  engine: Engine,
  scope: QueryScope,
  covered: CoveredRange,
): Promise<Read<QueryCaller>> {
  const bound = new BoundValues();
  const sums = ['service', 'transaction', 'called', 'spent', 'requests', 'counts', 'most'];
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(service) AS of_service, toString(transaction) AS of_transaction,
       sum(called) AS all_calls, sum(spent) AS all_time, sum(requests) AS all_requests,
       ${percentilesOf('0.5, 0.95', 'counts')} AS all_counts, toFloat64(max(most)) AS all_most
     FROM ${summed(OPERATION_SUM, covered, sums, queryFilters(scope, bound), bound)}
     GROUP BY service, transaction
     ORDER BY all_time DESC, of_service, of_transaction
     LIMIT ${MAX_CALLERS}`,
    bound.params,
  );
  const ran = await hitsOf(engine, scope, covered);
  const value = <T>(name: string, row: number): T => columns[name]![row] as T;
  const found = Array.from({ length: rows }, (_, row): QueryCaller => {
    const service = value<string>('of_service', row);
    const transaction = value<string>('of_transaction', row);
    const requests = value<number>('all_requests', row);
    const hits = ran.of.get(transactionKey(service, transaction)) ?? 0;
    const [callsMedian, callsP95] = value<(number | string)[]>('all_counts', row).map(Number);
    return {
      service,
      transaction,
      calls: value('all_calls', row),
      total: value('all_time', row),
      requests,
      share: hits === 0 ? 1 : Math.min(1, requests / hits),
      callsMedian: callsMedian!,
      callsP95: callsP95!,
      callsMax: value('all_most', row),
    };
  });
  return { found, readRows: readRows + ran.readRows };
}

async function hitsOf(engine: Engine, { service, environment }: QueryScope, covered: CoveredRange) {
  const bound = new BoundValues();
  const filters = transactionFilters({ group: undefined, service, environment }, bound);
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(service) AS of_service, toString(name) AS of_name, sum(hits) AS all_hits
     FROM ${summed(TRANSACTION_SUM, covered, ['service', 'name', 'hits'], filters, bound)}
     GROUP BY service, name`,
    bound.params,
  );
  const of = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const key = transactionKey(columns.of_service![row] as string, columns.of_name![row] as string);
    of.set(key, columns.all_hits![row] as number);
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
export async function queryPlaces(
  engine: Engine,
  scope: QueryScope,
  covered: CoveredRange,
): Promise<Read<QueryPlace>> {
  const bound = new BoundValues();
  const sums = ['code_file', 'code_line', 'code_function', 'called'];
  const filters = [...queryFilters(scope, bound), "code_file != ''"];
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(code_file) AS file, code_line AS line, toString(code_function) AS inside,
       sum(called) AS all_calls
     FROM ${summed(OPERATION_SUM, covered, sums, filters, bound)}
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
