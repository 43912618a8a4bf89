import type { Nanoseconds, QueriesAnswer, QuerySearch } from '@tracebin/model';
import { OPERATION_SUM } from '../../../derive/sums/sum-queries.ts';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { parseTimeRange } from '../../time-range.ts';
import { derivedUntil } from '../derived-until.ts';
import { parsePageLimit } from '../page-limit.ts';
import { readChoices } from '../read-choices.ts';
import { type CoveredRange, coverRange } from '../sums/cover-range.ts';
import { summed, summedSteps } from '../sums/summed.ts';
import { spread, TREND_STEPS } from '../time-steps.ts';
import { figuresOf, SUMMED_COLUMNS, SUMMED_FIGURES } from './query-figures.ts';
import { hexOf, type QueryScope, queryFilters } from './query-scope.ts';
import { readStatements } from './read-statements.ts';

const DEFAULT_LIMIT = 500;
const MAX_STATEMENT_LENGTH = 500;
const MAX_TARGETS = 20;

/**
 * The statements that were asked in a time range, the largest total time first.
 * @throws BadRequestError `bad-time`, `bad-time-range`, `bad-limit`
 */
export async function listQueries(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  search: QuerySearch,
  nowMs = Date.now(),
): Promise<QueriesAnswer> {
  const began = performance.now();
  const range = parseTimeRange(search, retentionHours, nowMs);
  const limit = parsePageLimit(search.limit ?? DEFAULT_LIMIT);
  const covered = await coverRange(engine, bin, range);
  const scope: QueryScope = {
    bin,
    range,
    layer: search.layer ?? 'db',
    service: search.service,
    environment: search.environment,
    transaction: search.transaction,
    fingerprint: undefined,
  };
  const [{ columns, rows, readRows }, callers, choices, until] = await Promise.all([
    countQueries(engine, scope, covered, limit + 1),
    statementCallers(engine, scope, covered, limit + 1),
    readChoices(engine, covered),
    derivedUntil(engine),
  ]);
  const count = Math.min(rows, limit);
  const texts = <T = string>(name: string): T[] => (columns[name] as T[]).slice(0, count);
  const fingerprint = texts('id');
  const statements = await readStatements(
    engine,
    bin,
    fingerprint.map((each, row) => ({
      fingerprint: each,
      layer: columns.of_layer![row] as number,
      time: columns.last_at![row] as string,
    })),
    MAX_STATEMENT_LENGTH,
  );
  return {
    from: isoTime(range.from),
    to: isoTime(range.to),
    count,
    more: rows > limit,
    fingerprint,
    summary: texts('of_summary'),
    statement: fingerprint.map((each) => statements.get(each) ?? ''),
    system: texts('of_system'),
    targets: texts<string[]>('targets'),
    askers: texts<string[]>('askers'),
    caller: fingerprint.map((each) => callers.of.get(each)?.caller ?? ''),
    callers: fingerprint.map((each) => callers.of.get(each)?.callers ?? 0),
    figures: figuresOf(columns, count),
    trend: fingerprint.map((each) => callers.of.get(each)?.trend ?? new Array<number>(TREND_STEPS).fill(0)),
    all: {
      statements: rows === 0 ? 0 : (columns.statements![0] as number),
      calls: rows === 0 ? 0 : (columns.every_call![0] as number),
      total: rows === 0 ? 0 : (columns.every_total![0] as number),
    },
    ...choices.values,
    derivedUntil: until,
    readRows: readRows + callers.readRows + choices.readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

async function countQueries(engine: Engine, scope: QueryScope, covered: CoveredRange, wanted: number) {
  const bound = new BoundValues();
  const columns = [
    'fingerprint',
    'layer',
    'summary',
    'system',
    'target',
    'service',
    'last',
    ...SUMMED_COLUMNS,
  ];
  const from = summed(OPERATION_SUM, covered, columns, queryFilters(scope, bound), bound);
  return await engine.query(
    `SELECT ${hexOf('fingerprint')} AS id, toString(any(summary)) AS of_summary, toString(any(system)) AS of_system,
       any(layer) AS of_layer, toString(toUnixTimestamp64Nano(max(last))) AS last_at,
       arraySort(arrayFilter(each -> each != '', groupUniqArray(${MAX_TARGETS})(toString(target)))) AS targets,
       arraySort(groupUniqArray(${MAX_TARGETS})(toString(service))) AS askers,
       ${SUMMED_FIGURES},
       sum(all_total) OVER () AS every_total, sum(all_calls) OVER () AS every_call,
       toFloat64(count() OVER ()) AS statements
     FROM ${from}
     GROUP BY fingerprint
     ORDER BY all_total DESC, id
     LIMIT ${bound.add('UInt32', wanted)}`,
    bound.params,
  );
}

interface StatementCallers {
  /** Time spent on it, step by step. */
  trend: Nanoseconds[];
  /** The transaction that spends most time on it. */
  caller: string;
  callers: number;
}

/** Of every statement when time was spent on it, and by whom: both out of one reading. */
async function statementCallers(
  engine: Engine,
  scope: QueryScope,
  covered: CoveredRange,
  wanted: number,
): Promise<{ of: Map<string, StatementCallers>; readRows: number }> {
  const bound = new BoundValues();
  const sums = ['fingerprint', 'service', 'transaction', 'spent'];
  const filters = queryFilters(scope, bound);
  const { from, step } = summedSteps(OPERATION_SUM, covered, scope.range, sums, filters, bound);
  const { columns, rows, readRows } = await engine.query(
    `SELECT ${hexOf('fingerprint')} AS id, argMax(name, caller_spent) AS of_name, toFloat64(count()) AS callers,
       sumMap(steps, times) AS by_step, sum(caller_spent) AS all_total
     FROM (
       SELECT fingerprint, toString(transaction) AS name, sum(step_spent) AS caller_spent, groupArray(step) AS steps,
         groupArray(step_spent) AS times
       FROM (
         SELECT fingerprint, service, transaction, ${step} AS step, sum(spent) AS step_spent
         FROM ${from}
         GROUP BY fingerprint, service, transaction, step
       )
       GROUP BY fingerprint, service, transaction
     )
     GROUP BY fingerprint
     ORDER BY all_total DESC, id
     LIMIT ${bound.add('UInt32', wanted)}`,
    bound.params,
  );
  const of = new Map<string, StatementCallers>();
  for (let row = 0; row < rows; row++) {
    const [steps, times] = columns.by_step![row] as [number[], number[]];
    of.set(columns.id![row] as string, {
      trend: spread(steps, times),
      caller: columns.of_name![row] as string,
      callers: columns.callers![row] as number,
    });
  }
  return { of, readRows };
}
