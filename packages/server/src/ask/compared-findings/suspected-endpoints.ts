import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { derivedTimeCondition } from '../pages/derived-time-condition.ts';
import { roughDuration } from '../pages/rough-duration.ts';
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
const stepsOf = (factor: number): number => Math.max(1, Math.floor(Math.log2(factor) * 128) - 12);

/**
 * By rough medians alone: ranks, exact percentiles and examples of a million requests took 0.6 s of CPU, and mostly no
 * endpoint is slower at all.
 */
export async function suspectedEndpoints(engine: Engine, scope: ComparedScope): Promise<SuspectedEndpoints> {
  const { bin, range, historyFrom, service, environment, transaction, thresholds } = scope;
  const bound = new BoundValues();
  const own = [
    `bin = ${bound.add('String', bin)}`,
    derivedTimeCondition({ ...range, from: historyFrom }, bound),
  ];
  if (service !== undefined) own.push(`service = ${bound.add('String', service)}`);
  if (environment !== undefined) own.push(`environment = ${bound.add('String', environment)}`);
  const one = transaction === undefined ? '' : ` AND name = ${bound.add('String', transaction)}`;
  const median = (of: string): string =>
    `quantileExactIf(0.5)(${roughDuration('duration')}, version ${of}) AS median_${of === '= newest' ? 'new' : 'old'}`;
  const { columns, rows, readRows } = await engine.query(
    `SELECT of_service, of_name, new_version, old_version, compared FROM (
       SELECT toString(service) AS of_service, toString(name) AS of_name, toString(any(newest)) AS new_version,
         toString(any(before)) AS old_version, toFloat64(count() OVER ()) AS compared,
         ${median('= newest')}, ${median('= before')}
       FROM transactions
       INNER JOIN (
         SELECT service AS of, versions[-1].2 AS newest, versions[-2].2 AS before
         FROM (
           SELECT service, arraySort(groupArray((began, version))) AS versions
           FROM (
             SELECT service, version, min(time) AS began FROM transactions
             WHERE ${own.join(' AND ')} AND version != '' GROUP BY service, version
             HAVING sum(sample_rate) >= ${bound.add('UInt32', thresholds.fixedRequests)}
           ) GROUP BY service HAVING length(versions) > 1
         )
       ) AS ran ON transactions.service = ran.of
       WHERE ${own.join(' AND ')} AND kind IN (0, 1) AND version IN (newest, before)${one}
       GROUP BY service, name
       HAVING countIf(version = newest) >= ${MIN_REQUESTS} AND countIf(version = before) >= ${MIN_REQUESTS}
         AND maxIf(time, version = newest) >= ${bound.addTime(range.from)}
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
