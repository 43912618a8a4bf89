import { percentilesOf, TRANSACTION_SUM } from '../../derive/sums/sum-queries.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { cover } from '../pages/sums/cover-range.ts';
import { summed } from '../pages/sums/summed.ts';
import { transactionFilters } from '../pages/transaction-condition.ts';
import type { ComparedScope } from './compared-finding.ts';

/** Of each version; fewer say nothing about its median. */
const MIN_REQUESTS = 30;
const MAX_SUSPECTS = 1_000;

/** Columns, one entry an endpoint whose newest version may be slower than the one before. */
export interface SuspectedEndpoints {
  count: number;
  service: string[];
  name: string[];
  newest: string[];
  before: string[];
  /** Endpoints that both versions have answered often enough. */
  compared: number;
  readRows: number;
}

/** A factor of two is 128 rough steps; in between they are up to 11 steps off from the logarithm. */
export const stepsOf = (factor: number): number => Math.max(1, Math.floor(Math.log2(factor) * 128) - 12);

const NONE: SuspectedEndpoints = {
  count: 0,
  service: [],
  name: [],
  newest: [],
  before: [],
  compared: 0,
  readRows: 0,
};

/** Of services that ran in several versions which was deployed last, and which before it; both answered enough requests. */
async function newestVersions({ deployed, thresholds }: ComparedScope) {
  const newest = { service: [] as string[], newest: [] as string[], before: [] as string[] };
  for (const [service, versions] of (await deployed).of) {
    const [last, before] = versions.filter(({ hits }) => hits >= thresholds.fixedRequests).reverse();
    if (last === undefined || before === undefined) continue;
    newest.service.push(service);
    newest.newest.push(last.version);
    newest.before.push(before.version);
  }
  return newest;
}

/**
 * By rough medians alone: ranks, exact percentiles and examples of a million requests took 0.6 s of CPU, and mostly no
 * endpoint is slower at all.
 */
export async function suspectedEndpoints(engine: Engine, scope: ComparedScope): Promise<SuspectedEndpoints> {
  const { range, historyFrom, service, environment, transaction, thresholds } = scope;
  const newest = await newestVersions(scope);
  if (newest.service.length === 0) return NONE;
  const bound = new BoundValues();
  const own = transactionFilters({ service, environment, group: undefined }, bound);
  const one = transaction === undefined ? [] : [`name = ${bound.add('String', transaction)}`];
  const covered = cover(await scope.summed, { ...range, from: historyFrom });
  const from = (columns: readonly string[], filters: readonly string[]): string =>
    summed(TRANSACTION_SUM, covered, columns, [...own, ...filters], bound);
  const list = (values: readonly string[]): string => bound.add('Array(String)', values);
  const median = (of: string): string => `${percentilesOf('0.5', 'durations', `version = ${of}`)}[1]`;
  const { columns, rows, readRows } = await engine.query(
    `SELECT of_service, of_name, new_version, old_version, compared FROM (
       SELECT toString(service) AS of_service, toString(name) AS of_name, toString(any(newest)) AS new_version,
         toString(any(before)) AS old_version, toFloat64(count() OVER ()) AS compared,
         ${median('newest')} AS median_new, ${median('before')} AS median_old
       FROM ${from(['service', 'name', 'version', 'count', 'last', 'durations'], ['kind IN (0, 1)', ...one])} AS ended
       INNER JOIN (
         SELECT told.1 AS of, told.2 AS newest, told.3 AS before
         FROM (SELECT arrayJoin(arrayZip(${list(newest.service)}, ${list(newest.newest)}, ${list(newest.before)})) AS told)
       ) AS ran ON ended.service = ran.of
       WHERE version IN (newest, before)
       GROUP BY service, name
       HAVING sumIf(count, version = newest) >= ${MIN_REQUESTS} AND sumIf(count, version = before) >= ${MIN_REQUESTS}
         AND maxIf(last, version = newest) >= ${bound.addTime(range.from)}
     )
     WHERE median_new >= median_old + ${bound.add('UInt32', stepsOf(thresholds.slowerEndpointPercent / 100))}
     ORDER BY of_service, of_name
     LIMIT ${MAX_SUSPECTS}`,
    bound.params,
  );
  const column = (name: string): string[] => (columns[name] ?? []) as string[];
  return {
    count: rows,
    service: column('of_service'),
    name: column('of_name'),
    newest: column('new_version'),
    before: column('old_version'),
    compared: rows === 0 ? 0 : (columns.compared![0] as number),
    readRows,
  };
}
