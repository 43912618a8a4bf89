import { Layer, type QueryAnswer, type QueryDetailSearch } from '@tracebin/model';
import { fromDurationStep } from '../../../derive/analyse/duration-step.ts';
import { OPERATION_SUM } from '../../../derive/sums/sum-queries.ts';
import { NotFoundError } from '../../../errors.ts';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { parseTimeRange } from '../../time-range.ts';
import { derivedUntil } from '../derived-until.ts';
import { type CoveredRange, coverRange } from '../sums/cover-range.ts';
import { summedSteps } from '../sums/summed.ts';
import { spread, stepNanos } from '../time-steps.ts';
import { queryAskers } from './query-askers.ts';
import { queryCallers, queryPlaces, slowestExecutions } from './query-callers.ts';
import { FIGURES, figuresOf, STEP_DURATIONS, STEP_FIGURES, SUMMED_COLUMNS } from './query-figures.ts';
import { hashOf, parseFingerprint, type QueryScope, queryFilters } from './query-scope.ts';

/** Steps of the lines over time; each is some pixels wide, and of a day a quarter of an hour. */
export const QUERY_STEPS = 96;
const MAX_TARGETS = 20;

/**
 * All about one statement in a time range.
 * @throws BadRequestError `bad-fingerprint`, `bad-time`, `bad-time-range`
 * @throws NotFoundError where the bin has no such statement at all
 */
export async function getQuery(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  fingerprint: string,
  search: QueryDetailSearch,
  nowMs = Date.now(),
): Promise<QueryAnswer> {
  const began = performance.now();
  const range = parseTimeRange(search, retentionHours, nowMs);
  const covered = await coverRange(engine, bin, range);
  const scope: QueryScope = {
    bin,
    range,
    layer: undefined,
    service: search.service,
    environment: search.environment,
    transaction: undefined,
    fingerprint: parseFingerprint(fingerprint),
  };
  const [told, counted, askers, callers, slowest, places, until] = await Promise.all([
    readStatement(engine, bin, scope.fingerprint!),
    countQuery(engine, scope, covered),
    queryAskers(engine, scope, covered),
    queryCallers(engine, scope, covered),
    slowestExecutions(engine, scope),
    queryPlaces(engine, scope, covered),
    derivedUntil(engine),
  ]);
  const { columns } = counted;
  const steps = columns.steps![0] as number[];
  const line = (name: string, read: (value: number) => number, missing: number): number[] =>
    spread(steps, columns[name]![0] as number[], read, missing, QUERY_STEPS);
  return {
    from: isoTime(range.from),
    to: isoTime(range.to),
    fingerprint: scope.fingerprint!,
    ...told,
    targets: columns.targets![0] as string[],
    askers: askers.found,
    figures: figuresOf(columns, 1),
    steps: {
      lengthMs: Number(stepNanos(range, QUERY_STEPS)) / 1e6,
      calls: line('step_calls_of', Number, 0),
      total: line('step_total_of', Number, 0),
      median: line('step_medians', fromDurationStep, -1),
      p95: line('step_p95s', fromDurationStep, -1),
    },
    callers: callers.found,
    slowest: slowest.found,
    places: places.found,
    derivedUntil: until,
    readRows: counted.readRows + askers.readRows + callers.readRows + slowest.readRows + places.readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

async function countQuery(engine: Engine, scope: QueryScope, covered: CoveredRange) {
  const bound = new BoundValues();
  const { from, step } = summedSteps(
    OPERATION_SUM,
    covered,
    scope.range,
    ['target', ...SUMMED_COLUMNS],
    queryFilters(scope, bound),
    bound,
    QUERY_STEPS,
    true,
  );
  return await engine.query(
    `SELECT arraySort(arrayFilter(target -> target != '', groupUniqArrayArray(${MAX_TARGETS})(step_targets))) AS targets,
       ${FIGURES},
       groupArray(step) AS steps, groupArray(step_calls) AS step_calls_of, groupArray(step_total) AS step_total_of,
       groupArray(step_quantiles[1]) AS step_medians, groupArray(step_quantiles[2]) AS step_p95s
     FROM (
       SELECT *, ${STEP_DURATIONS} AS step_quantiles
       FROM (
         SELECT ${step} AS step,
           groupUniqArray(${MAX_TARGETS})(toString(target)) AS step_targets, ${STEP_FIGURES}
         FROM ${from}
         GROUP BY step
       )
     )`,
    bound.params,
  );
}

/** What it says, whenever it was asked: it may not have been in the range. */
async function readStatement(
  engine: Engine,
  bin: string,
  fingerprint: string,
): Promise<Pick<QueryAnswer, 'layer' | 'summary' | 'statement' | 'system'>> {
  const bound = new BoundValues();
  const { columns, rows } = await engine.query(
    `SELECT layer, toString(summary) AS summary, statement, toString(system) AS system
     FROM operations
     WHERE bin = ${bound.add('String', bin)} AND layer IN (${Layer.db}, ${Layer.cache})
       AND fingerprint = ${bound.add('UInt64', hashOf(fingerprint))}
     LIMIT 1`,
    bound.params,
  );
  if (rows === 0) throw new NotFoundError('No statement has this fingerprint.');
  return {
    layer: columns.layer![0] === Layer.cache ? 'cache' : 'db',
    summary: columns.summary![0] as string,
    statement: columns.statement![0] as string,
    system: columns.system![0] as string,
  };
}
