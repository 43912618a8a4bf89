import type { Nanoseconds, QueriesAnswer, QuerySearch } from '@tracebin/model';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { parseTimeRange } from '../../time-range.ts';
import { derivedUntil } from '../derived-until.ts';
import { WEIGHT_BOUNDS, withFittingWeights } from '../fitting-weights.ts';
import { parsePageLimit } from '../page-limit.ts';
import { readChoices } from '../read-choices.ts';
import { spread, stepOf, TREND_STEPS } from '../time-steps.ts';
import { figuresOf, figuresSql } from './query-figures.ts';
import { hexOf, type QueryScope, queryCondition } from './query-scope.ts';
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
  const scope: QueryScope = {
    bin,
    range,
    layer: search.layer ?? 'db',
    service: search.service,
    environment: search.environment,
    transaction: search.transaction,
    fingerprint: undefined,
  };
  const [{ columns, rows, readRows }, trends, callers, choices, until] = await Promise.all([
    countQueries(engine, scope, limit + 1),
    queryTrends(engine, scope, limit),
    costliestCallers(engine, scope),
    readChoices(engine, { bin, range }),
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
      time: columns.last![row] as string,
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
    caller: fingerprint.map((each) => callers.of.get(each)?.name ?? ''),
    callers: fingerprint.map((each) => callers.of.get(each)?.count ?? 0),
    figures: figuresOf(columns, count),
    trend: fingerprint.map((each) => trends.of.get(each) ?? new Array<number>(TREND_STEPS).fill(0)),
    all: {
      statements: rows === 0 ? 0 : (columns.found![0] as number),
      calls: rows === 0 ? 0 : (columns.every_call![0] as number),
      total: rows === 0 ? 0 : (columns.every_total![0] as number),
    },
    ...choices.values,
    derivedUntil: until,
    readRows: readRows + trends.readRows + callers.readRows + choices.readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

async function countQueries(engine: Engine, scope: QueryScope, wanted: number) {
  const bound = new BoundValues();
  const where = queryCondition(scope, bound);
  const limit = bound.add('UInt32', wanted);
  const sql = (weighted: boolean): string =>
    `SELECT ${hexOf('fingerprint')} AS id, toString(any(summary)) AS of_summary, toString(any(system)) AS of_system,
       any(layer) AS of_layer, toString(toUnixTimestamp64Nano(max(time))) AS last,
       arraySort(arrayFilter(target -> target != '', groupUniqArray(${MAX_TARGETS})(toString(target)))) AS targets,
       arraySort(groupUniqArray(${MAX_TARGETS})(toString(service))) AS askers,
       ${figuresSql(weighted)},
       sum(all_total) OVER () AS every_total, sum(all_calls) OVER () AS every_call,
       toFloat64(count() OVER ()) AS found, ${WEIGHT_BOUNDS}
     FROM operations
     WHERE ${where}
     GROUP BY fingerprint
     ORDER BY all_total DESC, id
     LIMIT ${limit}`;
  return await withFittingWeights((weighted) => engine.query(sql(weighted), bound.params));
}

/** Time spent on each statement, step by step. */
async function queryTrends(
  engine: Engine,
  scope: QueryScope,
  wanted: number,
): Promise<{ of: Map<string, Nanoseconds[]>; readRows: number }> {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT ${hexOf('fingerprint')} AS id, groupArray(${TREND_STEPS})(step) AS steps,
       groupArray(${TREND_STEPS})(spent) AS times, sum(spent) AS all_total
     FROM (
       SELECT fingerprint, ${stepOf(scope.range, bound)} AS step, sum(total * sample_rate) AS spent
       FROM operations
       WHERE ${queryCondition(scope, bound)}
       GROUP BY fingerprint, step
     )
     GROUP BY fingerprint
     ORDER BY all_total DESC, id
     LIMIT ${bound.add('UInt32', wanted)}`,
    bound.params,
  );
  const of = new Map<string, Nanoseconds[]>();
  for (let row = 0; row < rows; row++) {
    of.set(
      columns.id![row] as string,
      spread(columns.steps![row] as number[], columns.times![row] as number[]),
    );
  }
  return { of, readRows };
}

/** Of every statement the transaction that spends most time on it, and how many there are. */
async function costliestCallers(
  engine: Engine,
  scope: QueryScope,
): Promise<{ of: Map<string, { name: string; count: number }>; readRows: number }> {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT ${hexOf('fingerprint')} AS id, argMax(name, spent) AS of_name, toFloat64(count()) AS callers
     FROM (
       SELECT fingerprint, service, toString(transaction) AS name, sum(total * sample_rate) AS spent
       FROM operations
       WHERE ${queryCondition(scope, bound)}
       GROUP BY fingerprint, service, transaction
     )
     GROUP BY fingerprint`,
    bound.params,
  );
  const of = new Map<string, { name: string; count: number }>();
  for (let row = 0; row < rows; row++) {
    of.set(columns.id![row] as string, {
      name: columns.of_name![row] as string,
      count: columns.callers![row] as number,
    });
  }
  return { of, readRows };
}
