import type { Nanoseconds, TransactionFinding, TransactionSearch, TransactionsAnswer } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { parseTimeRange } from '../time-range.ts';
import { derivedUntil } from './derived-until.ts';
import { WEIGHT_BOUNDS, withFittingWeights } from './fitting-weights.ts';
import { MAX_PAGE_ROWS, parsePageLimit } from './page-limit.ts';
import { readChoices } from './read-choices.ts';
import { fromRoughDuration } from './rough-duration.ts';
import { spread, stepOf, TREND_STEPS } from './time-steps.ts';
import { type TransactionScope, transactionCondition } from './transaction-condition.ts';
import { figuresAt, figuresOf, figuresSql, p95Sql } from './transaction-figures.ts';
import { transactionFindings } from './transaction-findings.ts';
import { transactionKey } from './transaction-key.ts';

/**
 * The transactions of a time range, the largest total time first.
 * @throws BadRequestError `bad-time`, `bad-time-range`, `bad-limit`
 */
export async function listTransactions(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  search: TransactionSearch,
  nowMs = Date.now(),
): Promise<TransactionsAnswer> {
  const began = performance.now();
  const range = parseTimeRange(search, retentionHours, nowMs);
  const scope: TransactionScope = {
    bin,
    range,
    group: search.group ?? 'endpoints',
    service: search.service,
    environment: search.environment,
  };
  const limit = parsePageLimit(search.limit ?? MAX_PAGE_ROWS);
  const [counted, trends, choices, findings, until] = await Promise.all([
    countTransactions(engine, scope, limit + 1),
    transactionTrends(engine, scope, limit),
    readChoices(engine, scope),
    transactionFindings(engine, scope),
    derivedUntil(engine),
  ]);
  const { columns, all } = counted;
  const more = counted.count > limit;
  const count = more ? limit : counted.count;
  const service = (columns.of_service as string[]).slice(all, all + count);
  const name = (columns.of_name as string[]).slice(all, all + count);
  return {
    from: isoTime(range.from),
    to: isoTime(range.to),
    count,
    more,
    service,
    name,
    figures: figuresOf(columns, all, all + count),
    trend: service.map(
      (each, row) =>
        trends.of.get(transactionKey(each, name[row]!)) ?? new Array<number>(TREND_STEPS).fill(-1),
    ),
    findings: service.map((each, row): TransactionFinding[] => {
      return findings.found.get(transactionKey(each, name[row]!)) ?? [];
    }),
    all: figuresAt(figuresOf(columns, 0, all), 0),
    ...choices.values,
    derivedUntil: until,
    readRows: counted.readRows + trends.readRows + choices.readRows + findings.readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

/** The row of all transactions comes first, where there are any. */
async function countTransactions(engine: Engine, scope: TransactionScope, wanted: number) {
  const bound = new BoundValues();
  const where = transactionCondition(scope, bound);
  const limit = bound.add('UInt32', wanted + 1);
  const sql = (weighted: boolean): string =>
    `SELECT toString(service) AS of_service, toString(name) AS of_name, toUInt8(grouping(service)) AS is_all,
       ${figuresSql(weighted, scope.group !== 'endpoints')}, ${WEIGHT_BOUNDS}
     FROM transactions
     WHERE ${where}
     GROUP BY service, name WITH ROLLUP
     HAVING is_all = toUInt8(grouping(name))
     ORDER BY is_all DESC, all_total DESC, of_service, of_name
     LIMIT ${limit}`;
  const { columns, rows, readRows } = await withFittingWeights((weighted) =>
    engine.query(sql(weighted), bound.params),
  );
  const all = rows > 0 && columns.is_all![0] === 1 ? 1 : 0;
  return { columns, all, count: rows - all, readRows };
}

/**
 * The p95 of each step of each transaction. A question of its own, beside the other: percentiles that are put together
 * from those of steps take longer than both.
 */
async function transactionTrends(
  engine: Engine,
  scope: TransactionScope,
  wanted: number,
): Promise<{ of: Map<string, Nanoseconds[]>; readRows: number }> {
  const bound = new BoundValues();
  const where = transactionCondition(scope, bound);
  const step = stepOf(scope.range, bound);
  const limit = bound.add('UInt32', wanted);
  const sql = (weighted: boolean): string =>
    `SELECT toString(service) AS of_service, toString(name) AS of_name,
       groupArray(${TREND_STEPS})(step) AS steps, groupArray(${TREND_STEPS})(step_p95) AS values,
       sum(step_total) AS total, min(step_least) AS least_weight, max(step_most) AS most_weight
     FROM (
       SELECT service, name, ${step} AS step, ${p95Sql(weighted)} AS step_p95,
         sum(duration * sample_rate) AS step_total, min(sample_rate) AS step_least, max(sample_rate) AS step_most
       FROM transactions
       WHERE ${where}
       GROUP BY service, name, step
     )
     GROUP BY service, name
     ORDER BY total DESC, of_service, of_name
     LIMIT ${limit}`;
  const { columns, rows, readRows } = await withFittingWeights((weighted) =>
    engine.query(sql(weighted), bound.params),
  );
  const of = new Map<string, Nanoseconds[]>();
  for (let row = 0; row < rows; row++) {
    const key = transactionKey(columns.of_service![row] as string, columns.of_name![row] as string);
    const steps = columns.steps![row] as number[];
    of.set(key, spread(steps, columns.values![row] as number[], fromRoughDuration, -1));
  }
  return { of, readRows };
}
