import type { AttributeMap } from '../attribute-condition.ts';
import type { QuestionRun } from '../question/question-run.ts';
import type { Cohorts } from './cohorts.ts';
import { type CountedField, EVENT_MARK } from './compared-values.ts';
import type { Counted } from './count-columns.ts';
import type { CountedMap, FieldSurvey } from './field-survey.ts';
import { numberStep } from './number-steps.ts';

/** Steps of numbers must all be there, and the values of fields whose parts are put together. */
const MAX_ROWS_A_FIELD = 2_000;
/** Of other texts more are counted than read: so many are shown, and twice that go by their score. */
const MAX_TEXTS_A_FIELD = 200;
const MAX_TEXT = 1_000;

/** All attributes of one map: the weight of each value on both sides, in one reading. */
export async function countAttributes(
  run: QuestionRun,
  cohorts: Cohorts,
  map: AttributeMap,
  survey: FieldSurvey | undefined,
  wanted: readonly string[] | undefined,
  /** Some fields have values of other types too. */
  hasParts = false,
): Promise<Counted> {
  const { source, where, selected, weight, scale } = cohorts;
  const counted = map === 'resource' ? undefined : (map as CountedMap);
  const quantities = counted === undefined ? [] : (survey?.quantities(counted) ?? []);
  const countless = counted === undefined ? [] : (survey?.countless(counted) ?? []);
  const nearUnique = new Set(counted === undefined ? [] : survey?.nearUnique(counted));
  const among = (names: readonly string[]) =>
    names.length === 0 ? 'false' : `k IN (SELECT arrayJoin(${run.bound.add('Array(String)', names)}))`;
  const isText = map !== 'ints' && map !== 'doubles';
  const value = isText
    ? `if(${among(countless)}, '', ${map === 'bools' ? 'toString(v)' : `if(length(v) > ${MAX_TEXT}, substringUTF8(v, 1, ${MAX_TEXT}), v)`})`
    : `if(${among(quantities)}, ${map === 'ints' ? `toInt64(${numberStep('v')})` : `toFloat64(${numberStep('v')})`}, v)`;
  const finite = map === 'doubles' ? ' AND isFinite(v)' : '';
  const share = (side: 'selection' | 'rest') => `${side} / ${weight[side] / scale[side]}`;
  const { columns, rows } = await run.query(
    `SELECT k, toString(g) AS text, selection, rest, mark,
  sum(selection) OVER (PARTITION BY k) AS all_selection, sum(rest) OVER (PARTITION BY k) AS all_rest,
  toUInt32(count() OVER (PARTITION BY k)) AS different
FROM (
  SELECT k, ${value} AS g, sumIf(w, chosen) AS selection, sumIf(w, NOT chosen) AS rest, sum(m) AS mark
  FROM (SELECT ${selected} AS chosen, sample_rate AS w, ${EVENT_MARK} AS m, ${map} FROM ${source.from} WHERE ${where})
  ARRAY JOIN mapKeys(${map}) AS k, mapValues(${map}) AS v
  WHERE ${wanted === undefined ? 'true' : among(wanted)}${finite}
  GROUP BY k, g
)
ORDER BY k, abs(${share('selection')} - ${share('rest')}) DESC, rest DESC
LIMIT ${isText && !hasParts ? MAX_TEXTS_A_FIELD : MAX_ROWS_A_FIELD} BY k`,
  );
  const answer: Counted = { values: [], numbers: [] };
  const isQuantity = new Set(quantities);
  const isCountless = new Set(countless);
  let field: CountedField | undefined;
  for (let row = 0; row < rows; row++) {
    const name = columns.k![row] as string;
    if (field?.name !== name) {
      field = {
        name,
        source: map === 'resource' ? 'resource' : 'event',
        values: [],
        distinct: Number(columns.different![row]),
        present: { selection: Number(columns.all_selection![row]), rest: Number(columns.all_rest![row]) },
        isNearUnique: nearUnique.has(name),
      };
      if (isCountless.has(name)) field.distinct = survey?.valuesOf(map as CountedMap, name) ?? 1;
      if (isQuantity.has(name)) {
        answer.numbers.push({ name, source: field.source, unit: 'number', steps: [] });
      } else answer.values.push(field);
    }
    const count = { selection: Number(columns.selection![row]), rest: Number(columns.rest![row]) };
    if (isQuantity.has(name))
      answer.numbers.at(-1)!.steps.push({ step: Number(columns.text![row]), ...count });
    else if (!isCountless.has(name)) {
      field.values.push({ value: columns.text![row] as string, ...count, mark: String(columns.mark![row]) });
    }
  }
  return answer;
}
