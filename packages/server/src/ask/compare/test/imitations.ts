/**
 * How other open products rank fields, from the source code that they publish (versions of August 2026), over the same
 * events: the sample they take, what they do with missing values and numbers, their score. None of them looks at the
 * parent span.
 */
import type { PlantedEvent } from './planted.ts';

export interface RankedField {
  name: string;
  score: number;
}

export interface Imitation {
  name: string;
  rank(events: readonly PlantedEvent[]): RankedField[];
  /** The smallest score that a person would take for a difference. */
  notable: number;
}

type Flat = Record<string, string>;

export const IMITATIONS: Imitation[] = [
  {
    // 1,000 hashed rows a side, shares among the rows that have the key, the largest difference; ids set aside.
    name: 'HyperDX event deltas',
    notable: 0.1,
    rank: (events) => {
      const [selection, rest] = sides(events).map((side) => hashed(side, 1_000)) as [Flat[], Flat[]];
      return byScore(keysOf(selection), (key) => {
        const [a, b] = [counts(selection, key), counts(rest, key)];
        const [inA, inB] = [total(a), total(b)];
        const isId = /(Id|ID)$/.test(key) || (inA > 20 && a.size / inA > 0.9);
        if (inA < 5 || inB === 0 || isId) return 0;
        return largest(a, b, (value) => Math.abs((a.get(value) ?? 0) / inA - (b.get(value) ?? 0) / inB));
      });
    },
  },
  {
    // All spans; the ten most frequent values of each side as shares of the rows that have the key.
    name: 'Tempo compare()',
    notable: 0.1,
    rank: (events) => {
      const [selection, rest] = sides(events);
      return byScore(keysOf([...selection, ...rest]), (key) => {
        const [a, b] = [counts(selection, key), counts(rest, key)];
        const [inA, inB] = [total(a) || 1, total(b) || 1];
        const shown = new Set([...frequent(a, 10), ...frequent(b, 10)]);
        return Math.max(
          0,
          ...[...shown].map((value) => Math.abs((a.get(value) ?? 0) / inA - (b.get(value) ?? 0) / inB)),
        );
      });
    },
  },
  {
    // The 200 latest of each side, the largest surplus of the selection.
    name: 'Coroot',
    notable: 0.1,
    rank: (events) => {
      const [selection, rest] = sides(events).map((side) => side.slice(-200)) as [Flat[], Flat[]];
      return byScore(keysOf(selection), (key) => {
        const [a, b] = [counts(selection, key), counts(rest, key)];
        const shown = [...frequent(a, 10)];
        return Math.max(
          0,
          ...shown.map((value) => a.get(value)! / selection.length - (b.get(value) ?? 0) / rest.length),
        );
      });
    },
  },
  {
    // All rows against all rows with the selection among them, 100 values, the sum of differences. It picks six fields
    // by itself; here it gets all.
    name: 'OpenObserve insights',
    notable: 0.1,
    rank: (events) => {
      const [selection, rest] = sides(events);
      const all = [...selection, ...rest];
      return byScore(keysOf(all), (key) => {
        const [a, b] = [counts(selection, key, '(no value)'), counts(all, key, '(no value)')];
        const shown = new Set([...frequent(a, 100), ...frequent(b, 100)]);
        let sum = 0;
        for (const value of shown)
          sum += Math.abs((a.get(value) ?? 0) / selection.length - (b.get(value) ?? 0) / all.length);
        return sum;
      });
    },
  },
  {
    // Text attributes only, 75 values and missing as an empty one, Kullback-Leibler divergence with Laplace's smoothing.
    name: 'Sentry cohorts',
    notable: 0.1,
    rank: (events) => {
      const [selection, rest] = sides(events, true);
      return byScore(keysOf([...selection, ...rest]), (key) => {
        const [a, b] = [counts(selection, key, ''), counts(rest, key, '')];
        const shown = [...new Set([...frequent(a, 75), ...frequent(b, 75)])];
        const [inA, inB] = [selection.length + shown.length, rest.length + shown.length];
        return shown.reduce((sum, value) => {
          const [p, q] = [((a.get(value) ?? 0) + 1) / inA, ((b.get(value) ?? 0) + 1) / inB];
          return sum + p * Math.log(p / q);
        }, 0);
      });
    },
  },
];

function sides(events: readonly PlantedEvent[], textOnly = false): [Flat[], Flat[]] {
  const flat = (event: PlantedEvent): Flat => {
    const numbers = textOnly ? {} : { ...event.ints, ...event.doubles, ...event.bools };
    const texts = Object.entries(numbers).map(([key, value]) => [key, String(value)]);
    return { ...event.strings, ...event.resource, ...Object.fromEntries(texts) };
  };
  return [events.filter(({ slow }) => slow).map(flat), events.filter(({ slow }) => !slow).map(flat)];
}

function byScore(keys: Iterable<string>, score: (key: string) => number): RankedField[] {
  return [...keys].map((name) => ({ name, score: score(name) })).sort((a, b) => b.score - a.score);
}

function keysOf(rows: readonly Flat[]): Set<string> {
  return new Set(rows.flatMap((row) => Object.keys(row)));
}

function counts(rows: readonly Flat[], key: string, missing?: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const row of rows) {
    const value = row[key] ?? missing;
    if (value !== undefined) found.set(value, (found.get(value) ?? 0) + 1);
  }
  return found;
}

function total(found: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of found.values()) sum += count;
  return sum;
}

function frequent(found: ReadonlyMap<string, number>, most: number): string[] {
  return [...found]
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([value]) => value);
}

function largest(
  a: ReadonlyMap<string, number>,
  b: ReadonlyMap<string, number>,
  of: (value: string) => number,
): number {
  let most = 0;
  for (const value of [...a.keys(), ...b.keys()]) most = Math.max(most, of(value));
  return most;
}

/** The first by a hash of the whole row, so at random and the same each time. */
function hashed(rows: readonly Flat[], most: number): Flat[] {
  const hash = (text: string) => {
    let state = 0x811c9dc5;
    for (let index = 0; index < text.length; index++)
      state = Math.imul(state ^ text.charCodeAt(index), 0x01000193) >>> 0;
    return state;
  };
  return rows
    .map((row) => ({ row, order: hash(row.requestId!) }))
    .sort((a, b) => a.order - b.order)
    .slice(0, most)
    .map(({ row }) => row);
}
