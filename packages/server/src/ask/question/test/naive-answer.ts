/** Answers a question by looking at each event, as its definition in docs/reference/questions.md reads. */
import { type Calculation, joined, percentileOf, type Question } from '@tracebin/model';
import type { TestEvent } from '../../../../test/support/test-store.ts';
import { meets } from './naive-condition.ts';
import { groupsOf, meetsRow, NaiveLists, type NaiveRow, onceEach, valuesOf } from './naive-kin.ts';

export interface NaiveAnswer {
  groups: { key: (string | null)[]; values: (number | null)[] }[];
  total: (number | null)[];
  other: (number | null)[] | null;
}

export function naiveAnswer(events: readonly TestEvent[], question: Question, limit: number): NaiveAnswer {
  const filter = joined(question.filters, question.filterCombination);
  const calculations = question.calculations ?? [{ op: 'COUNT' }];
  const lists = new NaiveLists(events, question);
  const rows = events
    .filter((event) => filter === undefined || meets(event, filter, events))
    .map((event): NaiveRow => ({ event, kin: lists.of(event) }));
  const all = (of: readonly NaiveRow[]) => calculations.map((each) => calculate(of, each, events));
  const breakdowns = question.breakdowns ?? [];
  const byKey = new Map<string, NaiveRow[]>();
  for (const row of rows) {
    for (const { key, kin } of groupsOf(row, breakdowns, events)) {
      const text = JSON.stringify(key);
      byKey.set(text, [...(byKey.get(text) ?? []), { event: row.event, kin }]);
    }
  }
  const sorted = [...byKey].map(([key, own]) => ({
    key: JSON.parse(key) as (string | null)[],
    own,
    values: all(own),
  }));
  sorted.sort(
    (a, b) => (b.values[0] ?? Number.NEGATIVE_INFINITY) - (a.values[0] ?? Number.NEGATIVE_INFINITY),
  );
  const rest = onceEach(sorted.slice(limit).flatMap(({ own }) => own));
  return {
    groups: sorted.slice(0, limit),
    total: all(rows),
    other: rest.length === 0 ? null : all(rest),
  };
}

function calculate(
  rows: readonly NaiveRow[],
  calculation: Calculation,
  all: readonly TestEvent[],
): number | null {
  const filter = joined(calculation.filters, calculation.filterCombination);
  const matching = rows.filter((row) => filter === undefined || meetsRow(row, filter, all));
  const weight = ({ event }: NaiveRow) => event.sampleRate ?? 1;
  const { op, column } = calculation;
  if (op === 'COUNT' || column === undefined) return matching.reduce((sum, row) => sum + weight(row), 0);
  const values = matching.flatMap((row) =>
    valuesOf(row, column, filter, all).map((value) => ({ ...value, weight: weight(row) })),
  );
  if (op === 'COUNT_DISTINCT') return new Set(values.flatMap(({ text }) => text ?? [])).size;
  const numbers = values.filter(
    (each): each is { text: string | null; number: number; weight: number } => each.number !== null,
  );
  if (numbers.length === 0) return null;
  const sum = numbers.reduce((total, each) => total + each.number * each.weight, 0);
  const count = numbers.reduce((total, each) => total + each.weight, 0);
  if (op === 'SUM') return sum;
  if (op === 'AVG') return sum / count;
  if (op === 'MIN') return Math.min(...numbers.map(({ number }) => number));
  if (op === 'MAX') return Math.max(...numbers.map(({ number }) => number));
  numbers.sort((a, b) => a.number - b.number);
  const threshold = Math.ceil(count * percentileOf(op)! - 1e-9);
  let reached = 0;
  for (const each of numbers) {
    reached += each.weight;
    if (reached >= threshold) return each.number;
  }
  return numbers.at(-1)!.number;
}
