/**
 * Groups chosen by what is made of one bucket of time after another: HAVING and ORDER BY of a rate or of concurrency. Both
 * are known of each group only when its buckets are, so the buckets of up to a thousand groups are read, and the choice is
 * made here. So it is with formulas over them.
 */
import type { AnswerNumber, HavingOp } from '@tracebin/model';
import { mostOf, openOfGroups } from './answer-concurrency.ts';
import { changesOf, meanChange } from './answer-rates.ts';
import { readGroupSeries } from './answer-series.ts';
import { type Groups, readGroups } from './answer-table.ts';
import { workOutFormulas } from './formulas-of-sequences.ts';
import type { GroupOrder } from './group-choice.ts';
import type { Plan } from './plan.ts';

/** Beyond, those that lead by the sum, mean or largest of the range, or by the mean concurrency, are looked at. */
const MAX_CANDIDATES = 1_000;

export interface GroupsBySequence {
  /** `more` is also true where there were too many to look at, which the answer then says. */
  groups: Groups;
  /** `[c][g][t]` before rates are made of it, where it was read. */
  series: AnswerNumber[][][] | undefined;
  /** `[g][t]` of each column of concurrency that was read. */
  open: ReadonlyMap<number, AnswerNumber[][]>;
}

export async function readGroupsBySequence(plan: Plan): Promise<GroupsBySequence> {
  const { havings, orders } = plan.choice;
  const { groups: candidates } = await readGroups(plan, false, {
    limit: Math.max(MAX_CANDIDATES, plan.ready.limit),
    havings: havings.filter(({ column }) => !plan.isSequence(column)),
  });
  if (candidates.more)
    plan.run.leaveOut(`groups beyond ${candidates.count}: rates and concurrency choose among so many`);
  let values = [...candidates.values];
  const open = new Map<number, AnswerNumber[][]>();
  let series: AnswerNumber[][][] | undefined;
  for (const column of plan.choosingSequences) {
    const calculation = plan.ready.calculations[column];
    if (calculation === undefined) continue;
    if (calculation.op === 'CONCURRENCY') {
      open.set(column, await openOfGroups(plan, calculation, candidates));
      values[column] = open.get(column)!.map(mostOf);
    } else {
      series ??= await readGroupSeries(plan, candidates);
      values[column] = series[column]!.map((buckets) => meanChange(changesOf(buckets)));
    }
  }
  values = await workOutFormulas(plan, values);
  const meeting = Array.from({ length: candidates.count }, (_, group) => group).filter((group) =>
    havings.every(({ column, op, value }) => compares(values[column]![group]!, op, value)),
  );
  const shown = meeting
    .sort((a, b) => {
      for (const order of orders) {
        const difference = inOrder(candidates, values, order, a, b);
        if (difference !== 0) return difference;
      }
      return a - b;
    })
    .slice(0, plan.ready.limit);
  const ofShown = <T>(of: readonly T[]): T[] => shown.map((group) => of[group]!);
  return {
    groups: {
      count: shown.length,
      more: candidates.more || shown.length < meeting.length,
      groups: candidates.groups.map(ofShown),
      values: values.map(ofShown),
    },
    series: series?.map(ofShown),
    open: new Map([...open].map(([column, groups]) => [column, ofShown(groups)])),
  };
}

function compares(number: AnswerNumber, op: HavingOp, value: number): boolean {
  if (number === null) return false;
  switch (op) {
    case '=':
      return number === value;
    case '!=':
      return number !== value;
    case '>':
      return number > value;
    case '>=':
      return number >= value;
    case '<':
      return number < value;
    case '<=':
      return number <= value;
  }
}

function inOrder(
  { groups }: Groups,
  values: readonly AnswerNumber[][],
  { by, isDescending }: GroupOrder,
  a: number,
  b: number,
): number {
  if ('column' in by) return numbersInOrder(values[by.column]![a]!, values[by.column]![b]!, isDescending);
  return textsInOrder(groups[by.breakdown]![a]!, groups[by.breakdown]![b]!, isDescending);
}

/** What is missing comes last either way. */
function numbersInOrder(a: AnswerNumber, b: AnswerNumber, isDescending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return isDescending ? b - a : a - b;
}

/** As the engine has them: numbers in the order of numbers, before texts. */
function textsInOrder(a: string | null, b: string | null, isDescending: boolean): number {
  const numeric = numbersInOrder(numberOf(a), numberOf(b), isDescending);
  if (numeric !== 0) return numeric;
  if (a === null || b === null || a === b) return Number(a === null) - Number(b === null);
  return (a < b ? -1 : 1) * (isDescending ? -1 : 1);
}

const numberOf = (text: string | null): AnswerNumber =>
  text === null || text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text);
