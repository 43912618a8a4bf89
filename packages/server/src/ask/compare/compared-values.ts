import { type ComparedField, type ComparedValues, compareStrength, leastDifference } from '@tracebin/model';
import { type Cohorts, deviationsFor } from './cohorts.ts';

export interface Sides {
  selection: number;
  rest: number;
}

/** What was counted of one value: weights as read, before a sample is scaled up. */
export interface ValueCount {
  value: string | null;
  selection: number;
  rest: number;
  /** Equal for values that the very same events have: see `EVENT_MARK`. */
  mark: string;
  /** Where its share is less sure than the number of events says. */
  sampleSize?: Sides | undefined;
}

export interface CountedField {
  name: string;
  source: ComparedField['source'];
  values: ValueCount[];
  /** How many values there are, where not all are in `values`, and the weight of all that are present. */
  distinct: number;
  present: Sides;
  /** As `sampleSize`, of the events that do not have it. */
  missingSampleSize?: Sides | undefined;
  /** Values were not told apart: nearly every event has its own. */
  isNearUnique: boolean;
}

const MAX_VALUES = 100;

/** SQL of a number for an event; the sum of them stands for a set of events. */
export const EVENT_MARK = 'cityHash64(trace_id, time)';

/** Equal for fields that divide the events in the same way; undefined where not all of their values are known. */
export function divisionOf({ values, distinct }: CountedField): string | undefined {
  if (values.length === 0 || values.length < distinct || distinct > MAX_VALUES) return undefined;
  return values
    .map(({ mark }) => mark)
    .sort()
    .join(' ');
}

/** Shares of each value, missing among them; the largest difference first. */
export function comparedValues(field: CountedField, cohorts: Cohorts): ComparedField {
  const deviations = deviationsFor(field.distinct);
  const { weight, scale } = cohorts;
  const whole = (count: Sides) => ({
    selection: count.selection * scale.selection,
    rest: count.rest * scale.rest,
  });
  const present = whole(field.present);
  const missing = {
    value: null,
    selection: dust(weight.selection - present.selection, weight.selection),
    rest: dust(weight.rest - present.rest, weight.rest),
    sampleSize: field.missingSampleSize,
  };
  const counted = field.values.map(({ value, selection, rest, sampleSize }) => ({
    value,
    ...whole({ selection, rest }),
    sampleSize,
  }));
  const all = [...counted, ...(missing.selection > 0 || missing.rest > 0 ? [missing] : [])].sort(
    byDifference(cohorts),
  );
  const shown = all.slice(0, MAX_VALUES);
  const shownPresent = shown.filter(({ value }) => value !== null);
  const values: ComparedValues = {
    value: shown.map(({ value }) => value),
    selection: shown.map(({ selection }) => selection),
    rest: shown.map(({ rest }) => rest),
    other: othersOf(field, present, shownPresent),
  };
  const ranked = all
    .map((count) => ({ count, score: scoreOf(count, cohorts, deviations) }))
    .reduce<{ count: Omit<ValueCount, 'mark'>; score: number } | undefined>(
      (best, each) => (best === undefined || rounded(each.score) > rounded(best.score) ? each : best),
      undefined,
    );
  const leading = ranked?.count ?? all[0];
  const score = ranked?.score ?? 0;
  return {
    name: field.name,
    source: field.source,
    strength: compareStrength(score),
    score,
    difference: leading === undefined ? 0 : shareDifference(leading, cohorts),
    leading: { value: leading?.value ?? null },
    demoted: demotionOf(field.name, field.isNearUnique && score < 0.1, cohorts),
    sameAs: null,
    values,
    numbers: null,
  };
}

/** All of one value against none of it is the same the other way round, but for the last bits of sums. */
const rounded = (share: number): number => Math.round(share * 1e9);

/**
 * The largest difference first. Of two values that differ as much (true and false always do) the one that the selection
 * has more of, then the more frequent one, missing first and texts in their order: the same at each asking.
 */
function byDifference(cohorts: Cohorts) {
  return (a: Omit<ValueCount, 'mark'>, b: Omit<ValueCount, 'mark'>): number => {
    const [ofA, ofB] = [rounded(shareDifference(a, cohorts)), rounded(shareDifference(b, cohorts))];
    if (Math.abs(ofA) !== Math.abs(ofB)) return Math.abs(ofB) - Math.abs(ofA);
    if (ofA !== ofB) return ofB - ofA;
    const frequent = rounded(b.selection / cohorts.weight.selection - a.selection / cohorts.weight.selection);
    if (frequent !== 0) return frequent;
    const [textA, textB] = [a, b].map(({ value }) => (value === null ? '' : `=${value}`)) as [string, string];
    return textA < textB ? -1 : textA > textB ? 1 : 0;
  };
}

export function shareDifference(count: Sides, { weight }: Cohorts): number {
  return count.selection / weight.selection - count.rest / weight.rest;
}

export function scoreOf(
  count: Sides & Pick<ValueCount, 'sampleSize'>,
  cohorts: Cohorts,
  deviations: number,
): number {
  const { weight } = cohorts;
  const { sampleSize = cohorts.sampleSize } = count;
  return leastDifference(
    { share: Math.min(1, count.selection / weight.selection), sampleSize: sampleSize.selection },
    { share: Math.min(1, count.rest / weight.rest), sampleSize: sampleSize.rest },
    deviations,
  );
}

export function demotionOf(
  name: string,
  isNearUnique: boolean,
  { selecting }: Cohorts,
): ComparedField['demoted'] {
  if (selecting.has(name)) return 'selecting';
  return isNearUnique ? 'near-unique' : null;
}

function othersOf(
  { distinct }: CountedField,
  present: Sides,
  shown: readonly Omit<ValueCount, 'mark'>[],
): ComparedValues['other'] {
  const values = distinct - shown.length;
  if (values <= 0) return null;
  const sum = (side: 'selection' | 'rest') => shown.reduce((total, count) => total + count[side], 0);
  return {
    values,
    selection: dust(present.selection - sum('selection'), present.selection),
    rest: dust(present.rest - sum('rest'), present.rest),
  };
}

/** What is left of a subtraction of sums is nothing when it is below their precision. */
export function dust(value: number, of: number): number {
  return value <= of * 1e-9 ? 0 : value;
}
