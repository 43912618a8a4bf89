import type { QuestionRun } from '../question/question-run.ts';
import { type Cohorts, sampleCondition, sampleRates } from './cohorts.ts';

export const COUNTED_MAPS = ['strings', 'ints', 'doubles', 'bools', 'jsons'] as const;
export type CountedMap = (typeof COUNTED_MAPS)[number];

export interface SurveyedField {
  map: CountedMap;
  name: string;
  /** In the sample: events that have it, and different values. */
  events: number;
  values: number;
}

/** A side of so many events, with so many attributes in all, is looked at whole. */
const LIMITS = { maxExactEvents: 30_000, maxExactValues: 1_000_000 };
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
    const { source, where, selected, selection, rest } = cohorts;
    const oneOf = sampleRates(cohorts, LIMITS);
    const maps = COUNTED_MAPS.map(
      (map, index) =>
        `SELECT ${index} AS map, k, count() AS events, uniq(v) AS different
FROM (SELECT ${map} FROM ${source.from} WHERE ${[where, ...sampleCondition(selected, oneOf)].join('\n  AND ')})
ARRAY JOIN mapKeys(${map}) AS k, mapValues(${map}) AS v
GROUP BY k`,
    );
    const fields: SurveyedField[] = [];
    for (const statement of maps) {
      const { columns, rows } = await run.query(statement);
      for (let row = 0; row < rows; row++) {
        fields.push({
          map: COUNTED_MAPS[Number(columns.map![row])]!,
          name: columns.k![row] as string,
          events: Number(columns.events![row]),
          values: Number(columns.different![row]),
        });
      }
    }
    const surveyed = selection.events / oneOf.selection + rest.events / oneOf.rest;
    return new FieldSurvey(fields, (selection.events + rest.events) / surveyed);
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

function isNearUnique({ events, values }: SurveyedField): boolean {
  return events >= 20 && values > events / 2;
}
