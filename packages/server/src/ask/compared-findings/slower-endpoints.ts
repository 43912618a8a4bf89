import type { Finding } from '@tracebin/model';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { derivedTimeCondition } from '../pages/derived-time-condition.ts';
import { type ComparedScope, comparedFinding } from './compared-finding.ts';

/** Of each version; fewer say nothing about its median. */
const MIN_REQUESTS = 30;
/** Nobody feels less, whatever it is in hundredths. */
const MIN_NANOS = 5_000_000;
/** How likely so different durations come from requests that are alike, over all endpoints together. */
const MAX_CHANCE = 0.01;
const MAX_FINDINGS = 100;
const MAX_EXAMPLES = 5;

/**
 * Endpoints and jobs whose newest version takes longer than the version before it: by the median, and so that the
 * Mann-Whitney test (ranks only, so a few very slow requests decide nothing) with Bonferroni's correction for the
 * number of endpoints does not take it for chance. Ranks are of stored requests, not weighted by sample rate.
 */
export async function slowerEndpoints(
  engine: Engine,
  scope: ComparedScope,
): Promise<{ findings: Finding[]; readRows: number }> {
  const { bin, range, historyFrom, service, transaction, thresholds } = scope;
  const bound = new BoundValues();
  const history = derivedTimeCondition({ ...range, from: historyFrom }, bound);
  const own = [`bin = ${bound.add('String', bin)}`, history];
  if (service !== undefined) own.push(`service = ${bound.add('String', service)}`);
  const one = transaction === undefined ? '' : ` AND name = ${bound.add('String', transaction)}`;
  const weight = 'toUInt64(greatest(1, round(sample_rate)))';
  const { columns, rows, readRows } = await engine.query(
    `SELECT *, p * count() OVER () AS chance FROM (
       SELECT toString(service) AS of_service, toString(name) AS of_name, toString(any(newest)) AS new_version,
         toString(any(before)) AS old_version,
         sumIf(sample_rate, is_new) AS new_hits, sumIf(sample_rate, NOT is_new) AS old_hits,
         quantilesExactWeightedIf(0.5, 0.95)(duration, ${weight}, is_new) AS new_times,
         quantilesExactWeightedIf(0.5, 0.95)(duration, ${weight}, NOT is_new) AS old_times,
         sumIf(duration * sample_rate, is_new) / new_hits - sumIf(duration * sample_rate, NOT is_new) / old_hits AS mean_more,
         mannWhitneyUTest('two-sided')(toFloat64(duration), if(is_new, 1, 0)).2 AS p,
         toString(toUnixTimestamp64Nano(minIf(time, is_new))) AS first,
         toString(toUnixTimestamp64Nano(maxIf(time, is_new))) AS last,
         arrayMap(example -> (lower(hex(example.2)), lower(hex(example.3)), toString(toUnixTimestamp64Nano(example.4)), toFloat64(-example.1)),
           groupArraySortedIf(${MAX_EXAMPLES})((-toInt64(duration), trace_id, span_id, time), is_new)) AS examples
       FROM (
         SELECT service, name, duration, sample_rate, time, trace_id, span_id, newest, before, version = newest AS is_new
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
         -- The engine refuses the test where one of its sides is empty: an endpoint that is new, or gone.
         QUALIFY countIf(is_new) OVER (PARTITION BY service, name) > 0
           AND countIf(NOT is_new) OVER (PARTITION BY service, name) > 0
       )
       GROUP BY service, name
       HAVING countIf(is_new) >= ${MIN_REQUESTS} AND countIf(NOT is_new) >= ${MIN_REQUESTS}
         AND maxIf(time, is_new) >= ${bound.addTime(range.from)}
     )
     QUALIFY chance < ${MAX_CHANCE}
       AND new_times[1] >= old_times[1] * ${bound.add('Float64', thresholds.slowerEndpointPercent / 100)}
       AND new_times[1] >= old_times[1] + ${MIN_NANOS}
     ORDER BY mean_more * new_hits DESC, of_service, of_name
     LIMIT ${MAX_FINDINGS}`,
    bound.params,
  );
  const findings = Array.from({ length: rows }, (_, row) => {
    const value = <T>(name: string): T => columns[name]![row] as T;
    const [median, p95] = value<(string | number)[]>('new_times').map(Number) as [number, number];
    const [oldMedian, oldP95] = value<(string | number)[]>('old_times').map(Number) as [number, number];
    const newVersion = value<string>('new_version');
    const oldVersion = value<string>('old_version');
    const requests = value<number>('new_hits');
    return comparedFinding(
      {
        kind: 'slower-endpoint',
        identity: [value('of_service'), value('of_name'), newVersion],
        service: value('of_service'),
        transaction: value('of_name'),
        statement: '',
        first: BigInt(value<string>('first')),
        last: BigInt(value<string>('last')),
        requests,
        share: 1,
        lost: {
          median: median - oldMedian,
          p95: p95 - oldP95,
          total: Math.max(value<number>('mean_more'), 0) * requests,
        },
        firstVersion: newVersion,
        lastVersion: newVersion,
        examples: value<[string, string, string, number][]>('examples').map(
          ([traceId, spanId, at, duration]) => ({
            traceId,
            spanId,
            at: isoTime(BigInt(at)),
            count: 1,
            lost: Math.max(0, duration - oldMedian),
          }),
        ),
        evidence: {
          before: {
            version: oldVersion,
            requests: value<number>('old_hits'),
            median: oldMedian,
            p95: oldP95,
          },
          now: { version: newVersion, requests, median, p95 },
          chance: value<number>('chance'),
        },
      },
      scope,
    );
  });
  return { findings, readRows };
}
