/**
 * Two fields together: `service.version = 2.1` is slow only where `cloud.region = eu` is too. Both are different by
 * themselves, and stand among the first; whether they are one cause shows in how many events have both.
 */
import {
  type ComparedField,
  type ComparedPair,
  compareRank,
  compareStrength,
  type PairPart,
} from '@tracebin/model';
import { narrowSql } from '../question/narrow-sql.ts';
import type { QuestionRun } from '../question/question-run.ts';
import type { RowSource } from '../question/row-source.ts';
import { type Cohorts, DEVIATIONS_FOR_PAIRS } from './cohorts.ts';
import { type Sides, scoreOf, shareDifference } from './compared-values.ts';

/** Every pair of so many fields is looked at, in one reading. */
const MAX_FIELDS = 10;
const MAX_PAIRS = 3;
const TIMEOUT_MS = 5_000;

interface Candidate {
  field: ComparedField;
  part: PairPart;
  /** What of each side has it. */
  count: Sides;
}

/** Pairs of the fields ranked first that are surer than both of their fields; a field is in one at most. */
export async function findPairs(
  run: QuestionRun,
  cohorts: Cohorts,
  fields: readonly ComparedField[],
): Promise<ComparedPair[]> {
  const candidates = fields
    .filter(
      ({ score, demoted, sameAs, source }) =>
        score > 0 && demoted === null && sameAs === null && isOwn(source),
    )
    .sort(compareRank)
    .flatMap((field): Candidate[] => {
      const part = partOf(field, cohorts);
      return part === undefined ? [] : [{ field, ...part }];
    })
    .slice(0, MAX_FIELDS)
    .filter((one, index, all) => all.some((other, at) => at !== index && canBeSurer(one, other, cohorts)));
  if (candidates.length < 2) return [];
  const { source, selected, where, scale } = cohorts;
  const holds = candidates.map(
    ({ field, part }, index) => `toUInt32(${holdsSql(part, field.source, source)}) * ${2 ** index}`,
  );
  const { columns, rows } = await run.query(
    `SELECT held, sumIf(w, chosen) AS selection, sumIf(w, NOT chosen) AS rest
FROM (SELECT ${selected} AS chosen, sample_rate AS w, ${holds.join(' + ')} AS held FROM ${source.from} WHERE ${where})
GROUP BY held`,
    TIMEOUT_MS,
  );
  const weigh = (mask: number) => {
    const count = { selection: 0, rest: 0 };
    for (let row = 0; row < rows; row++) {
      if ((Number(columns.held![row]) & mask) !== mask) continue;
      count.selection += Number(columns.selection![row]) * scale.selection;
      count.rest += Number(columns.rest![row]) * scale.rest;
    }
    return count;
  };
  const pairs: { a: number; b: number; pair: ComparedPair }[] = [];
  for (const [a, one] of candidates.entries()) {
    for (let b = a + 1; b < candidates.length; b++) {
      const other = candidates[b]!;
      const count = weigh(2 ** a + 2 ** b);
      const score = scoreOf(count, cohorts, DEVIATIONS_FOR_PAIRS);
      const difference = shareDifference(count, cohorts);
      if (difference <= 0 || score <= Math.max(one.field.score, other.field.score)) continue;
      const parts: [PairPart, PairPart] = [one.part, other.part];
      pairs.push({ a, b, pair: { parts, ...count, score, strength: compareStrength(score), difference } });
    }
  }
  pairs.sort((x, y) => y.pair.score - x.pair.score || x.a - y.a || x.b - y.b);
  const taken = new Set<number>();
  const best: ComparedPair[] = [];
  for (const { a, b, pair } of pairs) {
    if (taken.has(a) || taken.has(b) || best.length === MAX_PAIRS) continue;
    taken.add(a).add(b);
    best.push(pair);
  }
  return best;
}

const isOwn = (source: ComparedField['source']): boolean => source !== 'parent' && source !== 'root';

/** By what is known of each alone: the pair has at most what the rarer has, and at least what both have too much for one side. */
function canBeSurer(one: Candidate, other: Candidate, cohorts: Cohorts): boolean {
  const best = {
    selection: Math.min(one.count.selection, other.count.selection),
    rest: Math.max(0, one.count.rest + other.count.rest - cohorts.weight.rest),
  };
  return scoreOf(best, cohorts, DEVIATIONS_FOR_PAIRS) > Math.max(one.field.score, other.field.score);
}

/** What the selection has more of; undefined where that is nothing in particular. */
function partOf(
  { name, values, numbers, leading, difference }: ComparedField,
  cohorts: Cohorts,
): Omit<Candidate, 'field'> | undefined {
  if (numbers !== null) {
    if (difference <= 0) return undefined;
    if (!('bin' in leading)) return { part: { name, value: null }, count: numbers.missing };
    const sum = (side: keyof Sides) =>
      numbers[side].slice(leading.bin, leading.to + 1).reduce((total, count) => total + count, 0);
    return {
      part: {
        name,
        min: numbers.edges[leading.bin]!,
        max: numbers.edges[leading.to + 1]!,
        unit: numbers.unit,
      },
      count: { selection: sum('selection'), rest: sum('rest') },
    };
  }
  if (values === null) return undefined;
  let most = { difference: 0, index: -1 };
  for (let index = 0; index < values.value.length; index++) {
    const own = shareDifference({ selection: values.selection[index]!, rest: values.rest[index]! }, cohorts);
    if (own > most.difference) most = { difference: own, index };
  }
  if (most.index === -1) return undefined;
  const { value, selection, rest } = values;
  return {
    part: { name, value: value[most.index]! },
    count: { selection: selection[most.index]!, rest: rest[most.index]! },
  };
}

function holdsSql(part: PairPart, of: ComparedField['source'], source: RowSource): string {
  const { name: column } = part;
  // As a filter on it: the text of an attribute reads the names of all, which is three times as much.
  if ('value' in part && part.value !== null && of !== 'column') {
    return source.fields.field(column).equals(part.value);
  }
  const narrowing =
    'value' in part
      ? { group: [{ column, value: part.value }] }
      : { range: { column, min: part.min, max: part.max } };
  return `(${narrowSql(narrowing, source).join(' AND ')})`;
}
