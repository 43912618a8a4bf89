import {
  type ExternalHost,
  type ExternalLayer,
  type ExternalSearch,
  type ExternalsAnswer,
  Layer,
} from '@tracebin/model';
import { OPERATION_SUM } from '../../../derive/sums/sum-queries.ts';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { parseTimeRange, type TimeRange } from '../../time-range.ts';
import { derivedUntil } from '../derived-until.ts';
import { parsePageLimit } from '../page-limit.ts';
import { FIGURES, figuresOf, STEP_FIGURES, SUMMED_COLUMNS } from '../queries/query-figures.ts';
import { readChoices } from '../read-choices.ts';
import { type CoveredRange, coverRange } from '../sums/cover-range.ts';
import { summedSteps } from '../sums/summed.ts';
import { spread } from '../time-steps.ts';

const DEFAULT_LIMIT = 500;
const MAX_NAMES = 20;

interface ExternalScope {
  layer: ExternalLayer;
  range: TimeRange;
  service: string | undefined;
  environment: string | undefined;
}

/**
 * The hosts that were called in a time range, or the queues that something was put into, the one that took most time first.
 * @throws BadRequestError `bad-time`, `bad-time-range`, `bad-limit`
 */
export async function listExternals(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  search: ExternalSearch,
  nowMs = Date.now(),
): Promise<ExternalsAnswer> {
  const began = performance.now();
  const range = parseTimeRange(search, retentionHours, nowMs);
  const limit = parsePageLimit(search.limit ?? DEFAULT_LIMIT);
  const covered = await coverRange(engine, bin, range);
  const scope: ExternalScope = {
    layer: search.layer ?? 'http',
    range,
    service: search.service,
    environment: search.environment,
  };
  const [{ columns, rows, readRows }, choices, until] = await Promise.all([
    countHosts(engine, scope, covered, limit + 1),
    readChoices(engine, covered),
    derivedUntil(engine),
  ]);
  const count = Math.min(rows, limit);
  const { rows: _rows, requests: _requests, ...figures } = figuresOf(columns, count);
  const hosts = Array.from({ length: count }, (_, row): ExternalHost => {
    const value = <T>(name: string): T => columns[name]![row] as T;
    const [names, times] = value<[string[], number[]]>('by_transaction');
    return {
      host: value('host'),
      methods: value('methods'),
      callers: value('callers'),
      transaction: names[times.indexOf(Math.max(...times))] ?? '',
      transactions: names.length,
      ...(Object.fromEntries(Object.entries(figures).map(([name, column]) => [name, column[row]])) as {
        [Name in keyof typeof figures]: number;
      }),
      trend: spread(value<number[]>('steps'), value<number[]>('step_totals')),
    };
  });
  return {
    from: isoTime(range.from),
    to: isoTime(range.to),
    count,
    more: rows > limit,
    hosts,
    all: {
      calls: rows === 0 ? 0 : (columns.every_call![0] as number),
      total: rows === 0 ? 0 : (columns.every_total![0] as number),
    },
    ...choices.values,
    derivedUntil: until,
    readRows: readRows + choices.readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

async function countHosts(
  engine: Engine,
  { layer, range, service, environment }: ExternalScope,
  covered: CoveredRange,
  wanted: number,
) {
  const bound = new BoundValues();
  const filters = [
    `layer = ${Layer[layer]}`,
    ...(service === undefined ? [] : [`service = ${bound.add('String', service)}`]),
    ...(environment === undefined ? [] : [`environment = ${bound.add('String', environment)}`]),
  ];
  const wantedSums = ['target', 'summary', 'service', 'transaction', ...SUMMED_COLUMNS];
  const { from, step } = summedSteps(OPERATION_SUM, covered, range, wantedSums, filters, bound);
  return await engine.query(
    `SELECT host, arraySort(groupUniqArrayArray(${MAX_NAMES})(step_methods)) AS methods,
       arraySort(groupUniqArrayArray(${MAX_NAMES})(step_callers)) AS callers,
       sumMap(step_transactions.1, step_transactions.2) AS by_transaction, ${FIGURES},
       groupArray(step) AS steps, groupArray(step_total) AS step_totals,
       sum(all_total) OVER () AS every_total, sum(all_calls) OVER () AS every_call
     FROM (
       SELECT toString(target) AS host, ${step} AS step,
         groupUniqArray(${MAX_NAMES})(toString(summary)) AS step_methods,
         groupUniqArray(${MAX_NAMES})(toString(service)) AS step_callers,
         sumMap([toString(transaction)], [spent]) AS step_transactions, ${STEP_FIGURES}
       FROM ${from}
       GROUP BY host, step
     )
     GROUP BY host
     ORDER BY all_total DESC, host
     LIMIT ${bound.add('UInt32', wanted)}`,
    bound.params,
  );
}
