import { type Finding, Layer } from '@tracebin/model';
import { durationStep, fromDurationStep } from '../../derive/analyse/duration-step.ts';
import { OPERATION_SUM, percentilesOf } from '../../derive/sums/sum-queries.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { derivedTimeCondition } from '../pages/derived-time-condition.ts';
import { hexOf } from '../pages/queries/query-scope.ts';
import { readStatements } from '../pages/queries/read-statements.ts';
import { cover } from '../pages/sums/cover-range.ts';
import { summed } from '../pages/sums/summed.ts';
import { type ComparedScope, comparedFinding } from './compared-finding.ts';
import { stepsOf } from './suspected-endpoints.ts';

/** Calls in the range, and before it; fewer say nothing about a p95. */
const MIN_CALLS = 50;
/** A query of 2 ms that takes 5 is worth nobody's time. */
const MIN_NANOS = 20_000_000;
/** Steps and weights are rounded. */
const ABOUT = 0.98;
const MAX_FINDINGS = 50;
const MAX_SUSPECTS = 1_000;
const MAX_EXAMPLES = 5;
const MAX_STATEMENT_LENGTH = 10_000;

/** Statements whose p95 in the range is far above that of the time before, service by service. */
export async function slowerQueries(
  engine: Engine,
  scope: ComparedScope,
): Promise<{ findings: Finding[]; readRows: number }> {
  const { bin, range, historyFrom, service, environment, transaction, thresholds } = scope;
  const bound = new BoundValues();
  const history = { ...range, from: historyFrom };
  const where = [
    `bin = ${bound.add('String', bin)}`,
    derivedTimeCondition(history, bound),
    `layer = ${Layer.db}`,
  ];
  if (service !== undefined) where.push(`service = ${bound.add('String', service)}`);
  if (transaction !== undefined) where.push(`transaction = ${bound.add('String', transaction)}`);
  if (environment !== undefined) where.push(`environment = ${bound.add('String', environment)}`);
  const suspects = await suspectedQueries(engine, scope);
  if (suspects.fingerprints.length === 0) return { findings: [], readRows: suspects.readRows };
  where.push(
    `fingerprint IN (SELECT toUInt64(arrayJoin(${bound.add('Array(String)', suspects.fingerprints)})))`,
  );
  const weights = 'arrayMap(calls -> calls * toUInt64(round(sample_rate * 1000)), duration_calls)';
  const { columns, rows, readRows } = await engine.query(
    `SELECT toString(service) AS of_service, ${hexOf('fingerprint')} AS id,
       argMaxIf((toString(code_file), code_line, toString(code_function)), time, is_now AND code_file != '') AS place,
       toString(argMaxIf(transaction, total, is_now)) AS of_transaction, any(layer) AS of_layer,
       toFloat64(sumIf(calls * sample_rate, is_now)) AS now_calls,
       toFloat64(sumIf(calls * sample_rate, NOT is_now)) AS old_calls,
       sumIf(sample_rate, is_now) AS requests,
       quantilesExactWeightedArrayIf(0.5, 0.95)(durations, weights, is_now) AS now_steps,
       quantilesExactWeightedArrayIf(0.5, 0.95)(durations, weights, NOT is_now) AS old_steps,
       sumIf(total * sample_rate, is_now) / now_calls - sumIf(total * sample_rate, NOT is_now) / old_calls AS mean_more,
       quantilesExactWeightedIf(0.5, 0.95)(calls, toUInt64(greatest(1, round(sample_rate))), is_now) AS in_one,
       toFloat64(maxIf(calls, is_now)) AS most_in_one,
       toString(toUnixTimestamp64Nano(minIf(time, is_now))) AS first,
       toString(toUnixTimestamp64Nano(maxIf(time, is_now))) AS last,
       arrayMap(example -> (lower(hex(example.2)), lower(hex(example.3)), toString(toUnixTimestamp64Nano(example.4)), toFloat64(-example.1), toFloat64(example.5)),
         groupArraySortedIf(${MAX_EXAMPLES})((-toInt64(max), trace_id, max_span_id, time, calls), is_now)) AS examples
     FROM (
       SELECT service, fingerprint, layer, transaction, calls, total, max, durations, ${weights} AS weights, sample_rate, time, code_file, code_line,
         code_function,
         trace_id, max_span_id, time >= ${bound.addTime(range.from)} AS is_now
       FROM operations WHERE ${where.join(' AND ')}
     )
     GROUP BY service, fingerprint
     HAVING now_calls >= ${MIN_CALLS} AND old_calls >= ${MIN_CALLS} AND now_steps[2] > old_steps[2] AND mean_more > 0
     ORDER BY mean_more * now_calls DESC, id`,
    bound.params,
  );
  const found = Array.from({ length: rows }, (_, row) => {
    const value = <T>(name: string): T => columns[name]![row] as T;
    const steps = (name: string) => value<number[]>(name).map(fromDurationStep) as [number, number];
    return { value, now: steps('now_steps'), old: steps('old_steps') };
  })
    .filter(
      ({ now, old }) =>
        now[1] >= (old[1] * thresholds.slowerQueryPercent) / 100 && now[1] >= old[1] + MIN_NANOS,
    )
    .slice(0, MAX_FINDINGS);
  const statements = await readStatements(
    engine,
    bin,
    found.map(({ value }) => ({ fingerprint: value('id'), layer: value('of_layer'), time: value('last') })),
    MAX_STATEMENT_LENGTH,
  );
  const findings = found.map(({ value, now, old }) => {
    const [median, p95] = value<(string | number)[]>('in_one').map(Number) as [number, number];
    const calls = value<number>('now_calls');
    return comparedFinding(
      {
        kind: 'slower-query',
        identity: [value('of_service'), value('id')],
        service: value('of_service'),
        transaction: value('of_transaction'),
        statement: statements.get(value('id')) ?? '',
        place: placeOf(value('place')),
        first: BigInt(value<string>('first')),
        last: BigInt(value<string>('last')),
        requests: value('requests'),
        share: 1,
        count: { median, p95, max: value('most_in_one') },
        lost: {
          median: (now[0] - old[0]) * median,
          p95: (now[1] - old[1]) * median,
          total: value<number>('mean_more') * calls,
        },
        firstVersion: '',
        lastVersion: '',
        examples: value<[string, string, string, number, number][]>('examples').map(
          ([traceId, spanId, at, max, count]) => ({
            traceId,
            spanId,
            at: isoTime(BigInt(at)),
            count,
            lost: Math.max(0, max - old[0]),
          }),
        ),
        evidence: {
          before: { calls: value<number>('old_calls'), median: old[0], p95: old[1] },
          now: { calls, median: now[0], p95: now[1] },
        },
      },
      scope,
    );
  });
  return { findings, readRows: readRows + suspects.readRows };
}

const placeOf = ([file, line, inside]: [string, number, string]): Finding['place'] =>
  file === '' ? null : { file, line, function: inside };

/**
 * Statements whose p95 by the sums of quarters is that much higher: to count all of them call by call took half a
 * second, and mostly none is slower at all. Their p95 is looked at only where the mean is higher, and a twentieth of the calls
 * can have taken so long, which costs a third.
 */
async function suspectedQueries(
  engine: Engine,
  scope: ComparedScope,
): Promise<{ fingerprints: string[]; readRows: number }> {
  const slower = await slowerOnes(engine, scope, undefined);
  if (slower.fingerprints.length === 0) return slower;
  const suspected = await slowerOnes(engine, scope, slower.fingerprints);
  return { ...suspected, readRows: slower.readRows + suspected.readRows };
}

/**
 * By the mean.
 * @param among those of which the p95 must be higher, too; undefined for all, whatever theirs is
 */
async function slowerOnes(
  engine: Engine,
  scope: ComparedScope,
  among: readonly string[] | undefined,
): Promise<{ fingerprints: string[]; readRows: number }> {
  const { range, historyFrom, service, environment, transaction, thresholds } = scope;
  const bound = new BoundValues();
  const history = { ...range, from: historyFrom };
  const filters = [
    `layer = ${Layer.db}`,
    ...(among === undefined
      ? []
      : [`fingerprint IN (SELECT toUInt64(arrayJoin(${bound.add('Array(String)', among)})))`]),
    ...(service === undefined ? [] : [`service = ${bound.add('String', service)}`]),
    ...(transaction === undefined ? [] : [`transaction = ${bound.add('String', transaction)}`]),
    ...(environment === undefined ? [] : [`environment = ${bound.add('String', environment)}`]),
  ];
  const columns = [
    'fingerprint',
    'service',
    'called',
    'spent',
    among === undefined ? 'longest' : 'durations',
  ];
  const covered = cover(await scope.summed, history, [range.from]);
  const p95 = (of: string): string => `${percentilesOf('0.95', 'durations', of)}[1]`;
  // At most so many: of a sum without such a long call none, and all of them together took no longer than all calls did.
  const long = MIN_NANOS * ABOUT;
  const slowCalls = `sumIf(least(called, spent / ${long}), is_now AND longest >= ${long})`;
  const higher =
    among === undefined
      ? `${slowCalls} >= now_calls * ${0.05 * ABOUT}`
      : `${p95('is_now')} >= ${p95('NOT is_now')} + ${bound.add('UInt32', stepsOf(thresholds.slowerQueryPercent / 100))}
         AND ${p95('is_now')} >= ${bound.add('UInt32', durationStep(MIN_NANOS))}`;
  const limit = among === undefined ? '' : `LIMIT ${MAX_SUSPECTS}`;
  const { columns: found, readRows } = await engine.query(
    `SELECT DISTINCT toString(fingerprint) AS id FROM (
       SELECT fingerprint, sumIf(called, is_now) AS now_calls, sumIf(called, NOT is_now) AS old_calls,
         sumIf(spent, is_now) / now_calls AS now_mean, sumIf(spent, NOT is_now) / old_calls AS old_mean
       FROM (SELECT *, slot >= ${bound.addTime(range.from)} AS is_now
         FROM ${summed(OPERATION_SUM, covered, columns, filters, bound, 'time')})
       GROUP BY service, fingerprint
       HAVING now_calls >= ${MIN_CALLS} AND old_calls >= ${MIN_CALLS} AND now_mean > old_mean AND ${higher}
     ) ${limit}`,
    bound.params,
  );
  return { fingerprints: (found.id ?? []) as string[], readRows };
}
