/**
 * Fields of the parent and of the root span of the compared events. They are joined from other rows, so this looks at
 * a sample of whole traces where there are many.
 */
import type { QuestionRun } from '../question/question-run.ts';
import { IS_ROOT, NO_PARENT } from '../question/relatives.ts';
import { type CountedField, EVENT_MARK, type Sides } from './compared-values.ts';
import { type KinSample, SLICE } from './kin-sample.ts';
import { SliceVariance } from './slice-variance.ts';

export type Kin = 'parent' | 'root';

/** Parents lie scattered: with very many spans the search reads them all, and the other fields are there already. */
const TIMEOUT_MS = 5_000;
/** Parents begin before their children, and rarely so long before. */
const MARGIN_NANOS = 3_600_000_000_000n;
const MAX_ROWS_A_FIELD = 1_000;
const MAX_TEXT = 1_000;

export async function countRelated(
  run: QuestionRun,
  { cohorts, slices, ofTraces }: KinSample,
  kin: Kin,
  { bin, range }: { bin: string; range: { from: bigint; to: bigint } },
  wanted: readonly string[] | undefined,
): Promise<CountedField[]> {
  const { source, selected, where, weight, scale, sampleSize } = cohorts;
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
  const inSlice = (side: 'selection' | 'rest') =>
    slices === undefined
      ? '0'
      : `transform(slice, ${run.bound.add('Array(UInt32)', slices.starts)}, ${run.bound.add('Array(Float64)', slices[side])}, 0.)`;
  const { columns, rows } = await run.query(
    `WITH events_here AS (
  SELECT trace_id, ${source.parentId} AS parent_id, ${selected} AS chosen, sample_rate AS w, ${EVENT_MARK} AS m,
    ${slices === undefined ? 'toUInt32(0)' : SLICE} AS slice
  FROM ${source.from} WHERE ${where}
  AND parent_id != ${NO_PARENT}
)
SELECT k, v, slice, of_slice, selection, rest, mark, squares_selection, squares_rest, products_selection, products_rest,
  sum(selection) OVER (PARTITION BY k, of_slice) AS all_selection, sum(rest) OVER (PARTITION BY k, of_slice) AS all_rest,
  toUInt32(count() OVER (PARTITION BY k, of_slice)) AS different, toFloat64(sum(n) OVER (PARTITION BY k, of_slice)) AS all_events
FROM (
  SELECT k, v, slice, grouping(v) AS of_slice, sum(s) AS selection, sum(r) AS rest, sum(events) AS n, sum(marks) AS mark,
    sum(s * s) AS squares_selection, sum(r * r) AS squares_rest,
    sum(s * ${inSlice('selection')}) AS products_selection, sum(r * ${inSlice('rest')}) AS products_rest
  FROM (
    SELECT pair.1 AS k, substringUTF8(pair.2, 1, ${MAX_TEXT}) AS v, slice, sumIf(w, chosen) AS s, sumIf(w, NOT chosen) AS r,
      count() AS events, sum(m) AS marks
    FROM events_here
    LEFT SEMI JOIN (
      SELECT trace_id, span_id, arrayConcat(${pairs.join(', ')}) AS pairs
      FROM events WHERE ${others}
      AND ${[...ofTraces, ...isKin].join(' AND ')}
    ) AS kin ON ${joinOn}
    ARRAY JOIN kin.pairs AS pair
    WHERE ${names}
    GROUP BY k, v, slice
  )
  GROUP BY GROUPING SETS ((k, v), (k, slice))
)
ORDER BY k, of_slice, abs(${share('selection')} - ${share('rest')}) DESC, rest DESC
LIMIT ${MAX_ROWS_A_FIELD} BY k, of_slice`,
    TIMEOUT_MS,
  );
  const fields: CountedField[] = [];
  const variance = slices === undefined ? undefined : new SliceVariance(slices, sampleSize);
  const present = new Map<CountedField, Map<number, Sides>>();
  const number = (name: string, row: number) => Number(columns[name]![row]);
  const sides = (name: string, row: number): Sides => ({
    selection: number(`${name}selection`, row),
    rest: number(`${name}rest`, row),
  });
  for (let row = 0; row < rows; row++) {
    const name = `${kin}.${columns.k![row] as string}`;
    let field = fields.at(-1);
    if (field?.name !== name) {
      // The values of a field come before its slices.
      const different = number('different', row);
      field = {
        name,
        source: kin,
        values: [],
        distinct: different,
        present: sides('all_', row),
        isNearUnique: different >= 20 && different > number('all_events', row) / 2,
      };
      fields.push(field);
      present.set(field, new Map());
    }
    const count = sides('', row);
    if (number('of_slice', row) === 1) present.get(field)!.set(number('slice', row), count);
    else {
      const sums = { squares: sides('squares_', row), products: sides('products_', row) };
      field.values.push({
        value: columns.v![row] as string,
        ...count,
        mark: String(columns.mark![row]),
        sampleSize: variance?.sampleSize(count, sums),
      });
    }
  }
  for (const [field, inSlices] of present) field.missingSampleSize = variance?.ofMissing(inSlices);
  return fields;
}
