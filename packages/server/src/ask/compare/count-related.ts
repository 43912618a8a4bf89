/**
 * Fields of the parent and of the root span of the compared events. They are joined from other rows, so this looks at
 * a sample of whole traces where there are many.
 */
import type { QuestionRun } from '../question/question-run.ts';
import { IS_ROOT, NO_PARENT } from '../question/relatives.ts';
import { type Cohorts, readWeights, sampleCondition, sampleRates, scaledBy } from './cohorts.ts';
import { type CountedField, EVENT_MARK } from './compared-values.ts';

export type Kin = 'parent' | 'root';

/** A side of so many events is joined whole; their relatives are taken to have about as many attributes. */
const LIMITS = { maxExactEvents: 20_000, maxExactValues: 1_000_000 };
/** Parents lie scattered: with very many spans the search reads them all, and the other fields are there already. */
const TIMEOUT_MS = 5_000;
/** Parents begin before their children, and rarely so long before. */
const MARGIN_NANOS = 3_600_000_000_000n;
const MAX_ROWS_A_FIELD = 1_000;
const MAX_TEXT = 1_000;

/** The sides as they are read here. */
export interface KinSample {
  cohorts: Cohorts;
  /** Traces of which relatives are looked for: a cheap test before the exact one. */
  ofTraces: string[];
}

export async function sampleForKin(run: QuestionRun, cohorts: Cohorts): Promise<KinSample> {
  const { source, selected } = cohorts;
  const oneOf = sampleRates(cohorts, LIMITS);
  const where = [cohorts.where, ...sampleCondition(selected, oneOf)].join('\n  AND ');
  const read = await readWeights(run, source, selected, where);
  const sample: Cohorts = {
    ...scaledBy(cohorts, read),
    where,
    sampleSize: {
      selection: cohorts.sampleSize.selection / oneOf.selection,
      rest: cohorts.sampleSize.rest / oneOf.rest,
    },
  };
  const isOneOf = (every: number) => `cityHash64(trace_id) % ${every} = 0`;
  const isAll = oneOf.selection === 1 || oneOf.rest === 1;
  return {
    cohorts: sample,
    ofTraces: isAll ? [] : [`(${isOneOf(oneOf.selection)} OR ${isOneOf(oneOf.rest)})`],
  };
}

export async function countRelated(
  run: QuestionRun,
  { cohorts, ofTraces }: KinSample,
  kin: Kin,
  { bin, range }: { bin: string; range: { from: bigint; to: bigint } },
  wanted: readonly string[] | undefined,
): Promise<CountedField[]> {
  const { source, selected, where, weight, scale } = cohorts;
  const [from, to] = [
    run.bound.addTime(range.from - MARGIN_NANOS),
    run.bound.addTime(range.to + MARGIN_NANOS),
  ];
  const others = `bin = ${run.bound.add('String', bin)} AND type = 0 AND time >= ${from} AND time < ${to}
    AND toStartOfFiveMinutes(time) >= toStartOfFiveMinutes(${from}) AND toStartOfFiveMinutes(time) <= toStartOfFiveMinutes(${to})`;
  // Only blocks of rows that hold a relative are read with their attributes.
  const [isKin, joinOn] =
    kin === 'parent'
      ? [
          ['(trace_id, span_id) IN (SELECT trace_id, parent_id FROM events_here)'],
          'events_here.trace_id = kin.trace_id AND events_here.parent_id = kin.span_id',
        ]
      : [
          [...IS_ROOT, 'trace_id IN (SELECT trace_id FROM events_here)'],
          'events_here.trace_id = kin.trace_id',
        ];
  const pairs = [
    `arrayZip(mapKeys(strings), mapValues(strings))`,
    `arrayMap((k, v) -> (k, toString(v)), mapKeys(ints), mapValues(ints))`,
    `arrayMap((k, v) -> (k, toString(v)), mapKeys(bools), mapValues(bools))`,
    `[('name', toString(name)), ('service', toString(service)), ('status', if(status = 2, 'error', 'not error'))]`,
  ].map((list) => `CAST(${list}, 'Array(Tuple(String, String))')`);
  const share = (side: 'selection' | 'rest') => `${side} / ${weight[side] / scale[side]}`;
  const names =
    wanted === undefined ? 'true' : `k IN (SELECT arrayJoin(${run.bound.add('Array(String)', wanted)}))`;
  const { columns, rows } = await run.query(
    `WITH events_here AS (
  SELECT trace_id, ${source.parentId} AS parent_id, ${selected} AS chosen, sample_rate AS w, ${EVENT_MARK} AS m
  FROM ${source.from} WHERE ${where}
  AND parent_id != ${NO_PARENT}
)
SELECT k, v, selection, rest, mark, sum(selection) OVER (PARTITION BY k) AS all_selection,
  sum(rest) OVER (PARTITION BY k) AS all_rest, toUInt32(count() OVER (PARTITION BY k)) AS different,
  toFloat64(sum(n) OVER (PARTITION BY k)) AS all_events
FROM (
  SELECT pair.1 AS k, substringUTF8(pair.2, 1, ${MAX_TEXT}) AS v, sumIf(w, chosen) AS selection, sumIf(w, NOT chosen) AS rest, count() AS n, sum(m) AS mark
  FROM events_here
  LEFT SEMI JOIN (
    SELECT trace_id, span_id, arrayConcat(${pairs.join(', ')}) AS pairs
    FROM events WHERE ${others}
    AND ${[...ofTraces, ...isKin].join(' AND ')}
  ) AS kin ON ${joinOn}
  ARRAY JOIN kin.pairs AS pair
  WHERE ${names}
  GROUP BY k, v
)
ORDER BY k, abs(${share('selection')} - ${share('rest')}) DESC, rest DESC
LIMIT ${MAX_ROWS_A_FIELD} BY k`,
    TIMEOUT_MS,
  );
  const values: CountedField[] = [];
  for (let row = 0; row < rows; row++) {
    const name = `${kin}.${columns.k![row] as string}`;
    let field = values.at(-1);
    if (field?.name !== name) {
      const different = Number(columns.different![row]);
      field = {
        name,
        source: kin,
        values: [],
        distinct: different,
        present: { selection: Number(columns.all_selection![row]), rest: Number(columns.all_rest![row]) },
        isNearUnique: different >= 20 && different > Number(columns.all_events![row]) / 2,
      };
      values.push(field);
    }
    field.values.push({
      value: columns.v![row] as string,
      selection: Number(columns.selection![row]),
      rest: Number(columns.rest![row]),
      mark: String(columns.mark![row]),
    });
  }
  return values;
}
