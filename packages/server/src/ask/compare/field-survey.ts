import type { QuestionRun } from '../question/question-run.ts';
import { type Cohorts, sampleCondition } from './cohorts.ts';

export const COUNTED_MAPS = ['strings', 'ints', 'doubles', 'bools', 'jsons'] as const;
export type CountedMap = (typeof COUNTED_MAPS)[number];

export interface SurveyedField {
  map: CountedMap;
  name: string;
  /** In the sample: events that have it, and different values. */
  events: number;
  values: number;
}

/** So many events, with so many attributes in all, are looked at whole. */
const MAX_EVENTS = 60_000;
const MAX_VALUES = 2_000_000;
/** Fewer say too little of how many values a field has. */
const FEWEST_EVENTS = 1_000;
/** Of texts that nearly every event has its own of, so many are not counted one by one. */
const MAX_OWN_TEXTS = 5_000;
/** Above so many values an integer is a quantity, below it may be a code. */
const MAX_CODES = { ints: 30, doubles: 12 };

/** Which attributes the sides have, and how their values are best counted. Fields that it misses are counted all the same. */
export class FieldSurvey {
  readonly fields: readonly SurveyedField[];
  /** All events to those that were looked at. */
  readonly #scale: number;

  private constructor(fields: readonly SurveyedField[], scale: number) {
    this.fields = fields;
    this.#scale = scale;
  }

  static async take(run: QuestionRun, cohorts: Cohorts): Promise<FieldSurvey> {
    const { selection, rest, attributes, selected } = cohorts;
    const events = selection.events + rest.events;
    const oneOf = Math.max(
      1,
      Math.ceil(events / MAX_EVENTS),
      Math.ceil((attributes.selection + attributes.rest) / MAX_VALUES),
    );
    const scale = (fields: readonly SurveyedField[]) => new FieldSurvey(fields, oneOf);
    if (oneOf === 1) return scale(await surveyed(run, cohorts, []));
    const bySlices = await surveyed(run, cohorts, [
      `intDiv(toUnixTimestamp(time), ${sliceSeconds(cohorts, oneOf)}) % ${oneOf} = 0`,
    ]);
    if (bySlices.some((field) => field.events >= Math.min(FEWEST_EVENTS, events / oneOf / 2)))
      return scale(bySlices);
    // They came in bursts that no slice has met.
    return scale(await surveyed(run, cohorts, sampleCondition(selected, { selection: oneOf, rest: oneOf })));
  }

  /** Numbers whose values are quantities, to be counted in steps. */
  quantities(map: CountedMap): string[] {
    if (map !== 'ints' && map !== 'doubles') return [];
    return this.#names((field) => field.map === map && field.values > MAX_CODES[map]);
  }

  /** Texts of which nearly every event has its own, too many to count. */
  countless(map: CountedMap): string[] {
    return this.#names(
      (field) => field.map === map && field.values * this.#scale > MAX_OWN_TEXTS && isNearUnique(field),
    );
  }

  nearUnique(map: CountedMap): string[] {
    return this.#names((field) => field.map === map && isNearUnique(field));
  }

  valuesOf(map: CountedMap, name: string): number {
    return this.fields.find((field) => field.map === map && field.name === name)?.values ?? 0;
  }

  #names(is: (field: SurveyedField) => boolean): string[] {
    return this.fields.filter(is).map(({ name }) => name);
  }
}

/**
 * Events of five minutes lie together: of slices of time that long only these are read, where a sample of traces is
 * scattered over all. At least four slices, as fields come and go.
 */
function sliceSeconds({ seconds }: Cohorts, oneOf: number): number {
  return Math.max(1, Math.min(300, Math.floor(seconds / (4 * oneOf))));
}

/** All maps in one reading: which events are in the sample is found out once. */
async function surveyed(
  run: QuestionRun,
  cohorts: Cohorts,
  sample: readonly string[],
): Promise<SurveyedField[]> {
  const { source, where } = cohorts;
  const pairs = COUNTED_MAPS.map(
    (map, index) =>
      `arrayMap((k, v) -> (toUInt8(${index}), toString(k), cityHash64(v)), mapKeys(${map}), mapValues(${map}))`,
  );
  const { columns, rows } = await run.query(
    `SELECT pair.1 AS map, pair.2 AS k, count() AS events, uniq(pair.3) AS different
FROM (SELECT arrayConcat(${pairs.join(',\n  ')}) AS pairs
  FROM ${source.from} WHERE ${[where, ...sample].join('\n  AND ')})
ARRAY JOIN pairs AS pair
GROUP BY map, k`,
  );
  return Array.from({ length: rows }, (_, row) => ({
    map: COUNTED_MAPS[Number(columns.map![row])]!,
    name: columns.k![row] as string,
    events: Number(columns.events![row]),
    values: Number(columns.different![row]),
  }));
}

function isNearUnique({ events, values }: SurveyedField): boolean {
  return events >= 20 && values > events / 2;
}
