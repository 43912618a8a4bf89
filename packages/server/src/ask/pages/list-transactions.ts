import type { Nanoseconds, TransactionFinding, TransactionSearch, TransactionsAnswer } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { parseTimeRange } from '../time-range.ts';
import { derivedUntil } from './derived-until.ts';
import { fromRoughDuration } from './rough-duration.ts';
import { type TransactionScope, transactionCondition } from './transaction-condition.ts';
import { FIGURES, figuresAt, figuresOf, STEP_FIGURES, STEP_P95 } from './transaction-figures.ts';
import { transactionFindings } from './transaction-findings.ts';
import { transactionKey } from './transaction-key.ts';

export const MAX_TRANSACTIONS = 1000;
const MAX_CHOICES = 500;
const TREND_STEPS = 48;

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
  const limit = parseLimit(search.limit);
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
    trend: service.map((_, row) => trendOf(columns, row + all)),
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
  const { from, to } = scope.range;
  const bound = new BoundValues();
  const start = bound.add('Int64', from.toString());
  const length = bound.add('Int64', ((to - from) / BigInt(TREND_STEPS) || 1n).toString());
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(service) AS of_service, toString(name) AS of_name, toUInt8(grouping(service)) AS is_all,
       ${FIGURES},
       groupArray(${TREND_STEPS})(step) AS steps, groupArray(${TREND_STEPS})(step_p95) AS step_p95s
     FROM (
       SELECT *, ${STEP_P95} AS step_p95
       FROM (
         SELECT service, name,
           toUInt8(least(intDiv(toUnixTimestamp64Nano(time) - ${start}, ${length}), ${TREND_STEPS - 1})) AS step,
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

function trendOf(columns: Record<string, unknown[]>, row: number): Nanoseconds[] {
  const trend = new Array<number>(TREND_STEPS).fill(-1);
  const values = columns.step_p95s![row] as number[];
  (columns.steps![row] as number[]).forEach((step, at) => {
    trend[step] = fromRoughDuration(Number(values[at]));
  });
  return trend;
}

async function readChoices(engine: Engine, { bin, range, group }: TransactionScope) {
  const bound = new BoundValues();
  const everything = { bin, range, group, service: undefined, environment: undefined };
  const { columns, readRows } = await engine.query(
    `SELECT arraySort(groupUniqArray(${MAX_CHOICES})(toString(service))) AS services,
       arraySort(groupUniqArrayIf(${MAX_CHOICES})(toString(environment), environment != '')) AS environments
     FROM transactions WHERE ${transactionCondition(everything, bound)}`,
    bound.params,
  );
  const values = {
    services: columns.services![0] as string[],
    environments: columns.environments![0] as string[],
  };
  return { values, readRows };
}

function parseLimit(limit = MAX_TRANSACTIONS): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_TRANSACTIONS) return limit;
  throw new BadRequestError('bad-limit', `"limit" must be a whole number from 1 to ${MAX_TRANSACTIONS}.`);
}
