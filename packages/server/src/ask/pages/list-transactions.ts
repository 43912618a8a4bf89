import type { Nanoseconds, TransactionFinding, TransactionSearch, TransactionsAnswer } from '@tracebin/model';
import { percentilesOf, TRANSACTION_SUM } from '../../derive/sums/sum-queries.ts';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { parseTimeRange } from '../time-range.ts';
import { derivedUntil } from './derived-until.ts';
import { MAX_PAGE_ROWS, parsePageLimit } from './page-limit.ts';
import { readChoices } from './read-choices.ts';
import { fromRoughDuration } from './rough-duration.ts';
import { type CoveredRange, coverRange } from './sums/cover-range.ts';
import { summed, summedSteps } from './sums/summed.ts';
import { spread, TREND_STEPS } from './time-steps.ts';
import { type TransactionScope, transactionFilters } from './transaction-condition.ts';
import { figuresAt, figuresOf, summedColumns, summedFiguresSql } from './transaction-figures.ts';
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
  const covered = await coverRange(engine, bin, range);
  const [counted, trends, choices, findings, until] = await Promise.all([
    countTransactions(engine, scope, covered, limit + 1),
    transactionTrends(engine, scope, covered, limit),
    readChoices(engine, covered, scope.group),
    transactionFindings(engine, scope, covered),
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
async function countTransactions(
  engine: Engine,
  scope: TransactionScope,
  covered: CoveredRange,
  wanted: number,
) {
  const bound = new BoundValues();
  const withWaits = scope.group !== 'endpoints';
  const columns = ['service', 'name', ...summedColumns(withWaits)];
  const from = summed(TRANSACTION_SUM, covered, columns, transactionFilters(scope, bound), bound);
  const counted = await engine.query(
    `SELECT toString(service) AS of_service, toString(name) AS of_name, toUInt8(grouping(service)) AS is_all,
       ${summedFiguresSql(withWaits)}
     FROM ${from}
     GROUP BY service, name WITH ROLLUP
     HAVING is_all = toUInt8(grouping(name))
     ORDER BY is_all DESC, all_total DESC, of_service, of_name
     LIMIT ${bound.add('UInt32', wanted + 1)}`,
    bound.params,
  );
  const all = counted.rows > 0 && counted.columns.is_all![0] === 1 ? 1 : 0;
  return { columns: counted.columns, all, count: counted.rows - all, readRows: counted.readRows };
}

/** The p95 of each step of each transaction. A question of its own: of so many groups nothing else is wanted. */
async function transactionTrends(
  engine: Engine,
  scope: TransactionScope,
  covered: CoveredRange,
  wanted: number,
): Promise<{ of: Map<string, Nanoseconds[]>; readRows: number }> {
  const bound = new BoundValues();
  const columns = ['service', 'name', 'durations', 'spent'];
  const filters = transactionFilters(scope, bound);
  const { from, step } = summedSteps(TRANSACTION_SUM, covered, scope.range, columns, filters, bound);
  const {
    columns: found,
    rows,
    readRows,
  } = await engine.query(
    `SELECT of_service, of_name, groupArray(${TREND_STEPS})(step) AS steps,
       groupArray(${TREND_STEPS})(step_p95) AS values, sum(step_total) AS total
     FROM (
       SELECT toString(service) AS of_service, toString(name) AS of_name, ${step} AS step,
         ${percentilesOf('0.95', 'durations')}[1] AS step_p95, sum(spent) AS step_total
       FROM ${from}
       GROUP BY service, name, step
     )
     GROUP BY of_service, of_name
     ORDER BY total DESC, of_service, of_name
     LIMIT ${bound.add('UInt32', wanted)}`,
    bound.params,
  );
  const of = new Map<string, Nanoseconds[]>();
  for (let row = 0; row < rows; row++) {
    const key = transactionKey(found.of_service![row] as string, found.of_name![row] as string);
    of.set(key, spread(found.steps![row] as number[], found.values![row] as number[], fromRoughDuration, -1));
  }
  return { of, readRows };
}
