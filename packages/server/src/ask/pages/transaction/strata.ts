/**
 * Few requests that stand for very many. Requests are sorted by their durations and cut into strata; one of each stratum is
 * read, and counts for all of it:
 *
 *     20 ms ------------------------------------------------------------ 97 %   2 s -- 3 %
 *     |  4 %  |  4 %  |  4 %  |  4 %  |  4 %  | …                            |1 %|1 %|1 %|
 *
 * A stratum is small where the time is: beside half of the part of the requests counts half of the part of their time. And
 * how many requests and how much time belong to a stratum is known of all of them, so what is drawn adds up to the mean of
 * all, however few are drawn.
 */
import type { Nanoseconds } from '@tracebin/model';

export interface Stratum<Drawn> {
  /** The one that is read. */
  drawn: Drawn;
  /** How many requests it stands for, weighted by sample rate. */
  hits: number;
  /** The sum of their durations. */
  spent: Nanoseconds;
  /** The sum of `spent² / hits` of the narrow strata that it was merged of; tells how much their durations differ. */
  squares: number;
  /** Of two that are merged the one with the lower keeps its request; see `raceOf`. */
  race: number;
}

/** What it costs to read one. */
export interface ReadCost {
  spans: number;
  /** Those in the same slot are read together. */
  slot: bigint;
}

export interface ReadLimits {
  strata: number;
  spans: number;
  slots: number;
}

/** A drawn request with what it stands for. */
export interface Weighted<Drawn> {
  drawn: Drawn;
  /** Its part of all requests; those of all that are drawn add up to 1. */
  weight: number;
  /** The mean duration of those it stands for by its own: all its times are multiplied by that. */
  scale: number;
}

/** Requests that took equally long differ in what they are made of: the time of one operation by about half of itself. */
const UNLIKE = 0.5;

/**
 * Exponential with the rate `hits`: of strata merged in any order each keeps its request as often as it has part of the hits.
 * @param random evenly between 0 and 1, from the request's ids
 */
export const raceOf = (random: number, hits: number): number => -Math.log(Math.max(random, 1e-12)) / hits;

/** The part of all requests and of all time, half of each: where more of either is, more requests are drawn. */
export const importance = (
  of: { hits: number; spent: number },
  all: { hits: number; spent: number },
): number => (all.spent > 0 ? (of.hits / all.hits + of.spent / all.spent) / 2 : of.hits / all.hits);

/** Merges neighbours until they are few enough to be read, those first by which the fewest is known less. */
export function fewerStrata<Drawn>(
  strata: readonly Stratum<Drawn>[],
  limits: ReadLimits,
  costOf: (drawn: Drawn) => ReadCost,
): Stratum<Drawn>[] {
  const list = [...strata].sort((a, b) => meanOf(a) - meanOf(b));
  const all = totalOf(list);
  while (list.length > 1) {
    const costs = list.map(({ drawn }) => costOf(drawn));
    const manySpans = costs.reduce((sum, { spans }) => sum + spans, 0) > limits.spans;
    const isMany = list.length > limits.strata || new Set(costs.map(({ slot }) => slot)).size > limits.slots;
    if (!manySpans && !isMany) break;
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at + 1 < list.length; at++) {
      const [a, b] = [list[at]!, list[at + 1]!];
      const loss = uncertainty(merged(a, b), all) - uncertainty(a, all) - uncertainty(b, all);
      // Each of them is left out as often as the other has part of the hits.
      const saved =
        (costs[at]!.spans * b.hits + costs[at + 1]!.spans * a.hits) / (a.hits + b.hits) + Number.EPSILON;
      const price = isMany ? loss : loss / saved;
      if (price < least) [least, best] = [price, at];
    }
    list.splice(best, 2, merged(list[best]!, list[best + 1]!));
  }
  return list;
}

export function merged<Drawn>(a: Stratum<Drawn>, b: Stratum<Drawn>): Stratum<Drawn> {
  const kept = a.race <= b.race ? a : b;
  return {
    drawn: kept.drawn,
    race: kept.race,
    hits: a.hits + b.hits,
    spent: a.spent + b.spent,
    squares: a.squares + b.squares,
  };
}

/** Of durations that are further from each other one says nothing about the other. */
const MOST_APART = 2;

/**
 * Those whose request is there to be read: the neighbour of one that is not stands for both, where it takes about as long.
 * @param strata from fast to slow
 */
export function thoseThere<Drawn>(
  strata: readonly Stratum<Drawn>[],
  isThere: (drawn: Drawn) => boolean,
): Stratum<Drawn>[] {
  const there = strata.filter(({ drawn }) => isThere(drawn));
  const found = [...there];
  for (const gone of strata) {
    if (there.length === 0 || isThere(gone.drawn)) continue;
    const apart = there.map((each) => Math.abs(Math.log(meanOf(each) / meanOf(gone))));
    const at = apart.indexOf(Math.min(...apart));
    if (apart[at]! <= Math.log(MOST_APART))
      found[at] = { ...merged(found[at]!, gone), drawn: there[at]!.drawn };
  }
  return found;
}

/** Each with its part of all; together they take as long as all do in the mean. */
export function weigh<Drawn>(
  strata: readonly Stratum<Drawn>[],
  durationOf: (drawn: Drawn) => Nanoseconds,
): Weighted<Drawn>[] {
  const all = totalOf(strata);
  return strata.map(({ drawn, hits, spent }) => {
    const duration = durationOf(drawn);
    return { drawn, weight: hits / all.hits, scale: duration > 0 ? spent / hits / duration : 1 };
  });
}

export const totalOf = (
  strata: readonly { hits: number; spent: number }[],
): { hits: number; spent: number } => ({
  hits: strata.reduce((sum, { hits }) => sum + hits, 0),
  spent: strata.reduce((sum, { spent }) => sum + spent, 0),
});

/** A span may end as it begins. */
const meanOf = ({ hits, spent }: { hits: number; spent: number }): Nanoseconds => Math.max(1, spent / hits);

/** About the variance that one request for all of a stratum brings into the means, as part of the mean squared. */
function uncertainty(stratum: Stratum<unknown>, all: { hits: number; spent: number }): number {
  const { hits, spent, squares } = stratum;
  const ofDurations = all.spent > 0 ? (hits * Math.max(0, squares - spent ** 2 / hits)) / all.spent ** 2 : 0;
  return ofDurations + (UNLIKE * importance(stratum, all)) ** 2;
}
