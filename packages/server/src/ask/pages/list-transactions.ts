import type { TransactionFinding, TransactionSearch, TransactionsAnswer } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { parseTimeRange } from '../time-range.ts';
import { derivedUntil } from './derived-until.ts';
import { MAX_PAGE_ROWS, parsePageLimit } from './page-limit.ts';
import { readChoices } from './read-choices.ts';
import { fromRoughDuration } from './rough-duration.ts';
import { spread, stepOf, TREND_STEPS } from './time-steps.ts';
import { type TransactionScope, transactionCondition } from './transaction-condition.ts';
import { FIGURES, figuresAt, figuresOf, STEP_FIGURES, STEP_P95 } from './transaction-figures.ts';
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
  const [counted, choices, findings, until] = await Promise.all([
    countTransactions(engine, scope, limit + 1),
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
    trend: service.map((_, row) => {
      const [steps, values] = [columns.steps![row + all], columns.step_p95s![row + all]];
      return spread(steps as number[], values as number[], fromRoughDuration, -1);
    }),
    findings: service.map((each, row): TransactionFinding[] => {
      return findings.found.get(transactionKey(each, name[row]!)) ?? [];
    }),
    all: figuresAt(figuresOf(columns, 0, all), 0),
    ...choices.values,
    derivedUntil: until,
    readRows: counted.readRows + choices.readRows + findings.readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

/** The row of all transactions comes first, where there are any. */
async function countTransactions(engine: Engine, scope: TransactionScope, wanted: number) {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(service) AS of_service, toString(name) AS of_name, toUInt8(grouping(service)) AS is_all,
       ${FIGURES},
       groupArray(${TREND_STEPS})(step) AS steps, groupArray(${TREND_STEPS})(step_p95) AS step_p95s
     FROM (
       SELECT *, ${STEP_P95} AS step_p95
       FROM (
         SELECT service, name,
           ${stepOf(scope.range, bound)} AS step,
           ${STEP_FIGURES}
         FROM transactions
         WHERE ${transactionCondition(scope, bound)}
         GROUP BY service, name, step
       )
     )
     GROUP BY service, name WITH ROLLUP
     HAVING is_all = toUInt8(grouping(name))
     ORDER BY is_all DESC, all_total DESC, of_service, of_name
     LIMIT ${bound.add('UInt32', wanted + 1)}`,
    bound.params,
  );
  const all = rows > 0 && columns.is_all![0] === 1 ? 1 : 0;
  return { columns, all, count: rows - all, readRows };
}
