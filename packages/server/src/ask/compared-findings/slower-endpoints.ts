import type { Finding } from '@tracebin/model';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { type Distribution, rankTest } from '../pages/deploys/rank-test.ts';
import { derivedTimeCondition } from '../pages/derived-time-condition.ts';
import { roughDuration } from '../pages/rough-duration.ts';
import { type ComparedScope, comparedFinding } from './compared-finding.ts';
import { suspectedEndpoints } from './suspected-endpoints.ts';

/** Nobody feels less, whatever it is in hundredths. */
const MIN_NANOS = 5_000_000;
/** How likely so different durations come from requests that are alike, over all endpoints together. */
const MAX_CHANCE = 0.01;
const MAX_FINDINGS = 100;
const MAX_EXAMPLES = 5;

/**
 * Endpoints and jobs whose newest version takes longer than the version before it: by the median, and so that the
 * Mann-Whitney test (ranks only, so a few very slow requests decide nothing) with Bonferroni's correction for the
 * number of endpoints does not take it for chance. A request weighs as many as it stands for.
 */
export async function slowerEndpoints(
  engine: Engine,
  scope: ComparedScope,
): Promise<{ findings: Finding[]; readRows: number }> {
  const { bin, range, historyFrom, environment, thresholds } = scope;
  const suspects = await suspectedEndpoints(engine, scope);
  if (suspects.count === 0) return { findings: [], readRows: suspects.readRows };
  const bound = new BoundValues();
  const list = (values: readonly string[]): string => bound.add('Array(String)', values);
  const weight = 'toUInt64(greatest(1, round(sample_rate)))';
  const inEnvironment =
    environment === undefined ? '' : ` AND environment = ${bound.add('String', environment)}`;
  const histogram = (of: string): string => `sumMapIf([${roughDuration('duration')}], [sample_rate], ${of})`;
  const { columns, rows, readRows } = await engine.query(
    `SELECT * FROM (
       SELECT toString(service) AS of_service, toString(name) AS of_name, any(newest) AS new_version,
         any(before) AS old_version,
         sumIf(sample_rate, is_new) AS new_hits, sumIf(sample_rate, NOT is_new) AS old_hits,
         quantilesExactWeightedIf(0.5, 0.95)(duration, ${weight}, is_new) AS new_times,
         quantilesExactWeightedIf(0.5, 0.95)(duration, ${weight}, NOT is_new) AS old_times,
         sumIf(duration * sample_rate, is_new) / new_hits - sumIf(duration * sample_rate, NOT is_new) / old_hits AS mean_more,
         ${histogram('is_new')} AS new_steps, ${histogram('NOT is_new')} AS old_steps,
         sumIf(sample_rate * sample_rate, is_new) AS new_squares, sumIf(sample_rate * sample_rate, NOT is_new) AS old_squares,
         toString(toUnixTimestamp64Nano(minIf(time, is_new))) AS first,
         toString(toUnixTimestamp64Nano(maxIf(time, is_new))) AS last,
         arrayMap(example -> (lower(hex(example.2)), lower(hex(example.3)), toString(toUnixTimestamp64Nano(example.4)), toFloat64(-example.1)),
           groupArraySortedIf(${MAX_EXAMPLES})((-toInt64(duration), trace_id, span_id, time), is_new)) AS examples
       FROM (
         SELECT service, name, duration, sample_rate, time, trace_id, span_id, newest, before, version = newest AS is_new
         FROM transactions
         INNER JOIN (
           SELECT told.1 AS of_service, told.2 AS of_name, told.3 AS newest, told.4 AS before
           FROM (SELECT arrayJoin(arrayZip(${list(suspects.service)}, ${list(suspects.name)},
             ${list(suspects.newest)}, ${list(suspects.before)})) AS told)
         ) AS suspected ON transactions.service = suspected.of_service AND transactions.name = suspected.of_name
         WHERE bin = ${bound.add('String', bin)} AND ${derivedTimeCondition({ ...range, from: historyFrom }, bound)}
           AND name IN (SELECT arrayJoin(${list(suspects.name)})) AND version IN (newest, before)${inEnvironment}
       )
       GROUP BY service, name
     )
     WHERE new_times[1] >= old_times[1] * ${bound.add('Float64', thresholds.slowerEndpointPercent / 100)}
       AND new_times[1] >= old_times[1] + ${MIN_NANOS}
     ORDER BY mean_more * new_hits DESC, of_service, of_name`,
    bound.params,
  );
  const chanceOf = (row: number): number =>
    rankTest(distributionOf(columns, row, 'old'), distributionOf(columns, row, 'new')).p * suspects.compared;
  const certain = Array.from({ length: rows }, (_, row) => ({ row, chance: chanceOf(row) }))
    .filter(({ chance }) => chance < MAX_CHANCE)
    .slice(0, MAX_FINDINGS);
  const findings = certain.map(({ row, chance }) => {
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
          chance,
        },
      },
      scope,
    );
  });
  return { findings, readRows: readRows + suspects.readRows };
}

function distributionOf(columns: Record<string, unknown[]>, row: number, side: 'new' | 'old'): Distribution {
  const [steps, weights] = columns[`${side}_steps`]![row] as [number[], number[]];
  const hits = columns[`${side}_hits`]![row] as number;
  return { steps, weights, effective: hits ** 2 / (columns[`${side}_squares`]![row] as number) };
}
