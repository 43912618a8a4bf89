/** Answers a question by looking at each event, as its definition in docs/reference/questions.md reads. */
import {
  type Calculation,
  type Condition,
  type Filter,
  type FilterValue,
  isFilter,
  joined,
  parseDuration,
  percentileOf,
  positiveOf,
  type Question,
  SPAN_KIND_NAMES,
} from '@tracebin/model';
import type { TestEvent } from '../../../../test/support/test-store.ts';
import { groupsOf, meetsRow, NaiveLists, type NaiveRow, onceEach, valuesOf } from './naive-kin.ts';

const MAPS = ['strings', 'ints', 'doubles', 'bools', 'jsons', 'resource'] as const;

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

export function meets(event: TestEvent, condition: Condition, all: readonly TestEvent[]): boolean {
  if (isFilter(condition)) return compares(event, condition, all);
  if ('and' in condition) return allMeet(event, condition.and, all);
  if ('or' in condition) return condition.or.some((part) => meets(event, part, all));
  return !meets(event, condition.not, all);
}

/** `child.` and `any.` comparisons side by side are about the same span. */
function allMeet(event: TestEvent, parts: readonly Condition[], all: readonly TestEvent[]): boolean {
  const bySpan = new Map<string, Filter[]>();
  for (const part of parts) {
    const related = isFilter(part) ? naiveRelation(part.column) : undefined;
    if (related === undefined || related.prefix === 'none') {
      if (!meets(event, part, all)) return false;
      continue;
    }
    const own = { ...(part as Filter), column: related.name };
    bySpan.set(related.prefix, [...(bySpan.get(related.prefix) ?? []), own]);
  }
  return [...bySpan].every(([prefix, filters]) =>
    all.some((other) => isKin(event, other, prefix) && filters.every((each) => meets(other, each, all))),
  );
}

function compares(event: TestEvent, filter: Filter, all: readonly TestEvent[]): boolean {
  const related = naiveRelation(filter.column);
  if (related !== undefined) {
    const own = { ...filter, column: related.name };
    const found = all.some((other) => isKin(event, other, related.prefix) && compares(other, own, all));
    return related.prefix === 'none' ? !found : found;
  }
  const positive = positiveOf(filter.op);
  if (positive !== undefined) return !compares(event, { ...filter, op: positive }, all);
  const text = textOf(event, filter.column);
  const value = filter.value as FilterValue;
  switch (filter.op) {
    case 'exists':
      return text !== null;
    case '=':
      return equals(event, filter.column, value);
    case 'in':
      return (filter.value as FilterValue[]).some((each) => equals(event, filter.column, each));
    case 'starts-with':
      return text?.startsWith(String(value)) === true;
    case 'ends-with':
      return text?.endsWith(String(value)) === true;
    case 'contains':
      return text?.includes(String(value)) === true;
  }
  const number = numberOf(event, filter.column);
  const length = filter.column === 'duration' && typeof value === 'string' ? parseDuration(value) : undefined;
  const wanted = length ?? (typeof value === 'number' ? value : undefined);
  const [a, b] = wanted !== undefined ? [number, wanted] : [text, String(value)];
  if (a === null) return false;
  return { '>': a > b, '>=': a >= b, '<': a < b, '<=': a <= b }[filter.op as '>'];
}

export function naiveRelation(column: string): { prefix: string; name: string } | undefined {
  const parts = /^(root|parent|child|any[23]?|none)\.(.*)$/s.exec(column);
  return parts === null ? undefined : { prefix: parts[1]!, name: parts[2]! };
}

export function isKin(event: TestEvent, other: TestEvent, kin: string): boolean {
  if (event.traceId !== other.traceId) return false;
  const noParent = (other.parentSpanId ?? '') === '';
  if (kin === 'root') return noParent;
  if (kin === 'parent') return other.spanId === event.parentSpanId;
  return kin === 'child' ? !noParent && other.parentSpanId === event.spanId : true;
}

export function textOf(event: TestEvent, name: string): string | null {
  switch (name) {
    case 'service':
      return event.service!;
    case 'duration':
      return String(event.duration);
    case 'kind':
      return SPAN_KIND_NAMES[event.kind!]!;
    case 'error':
      return String(event.status === 2);
    case 'span_id':
      return event.spanId!;
  }
  for (const map of MAPS) {
    const value = own(event[map], name);
    if (value !== undefined) return String(value);
  }
  return null;
}

export function numberOf(event: TestEvent, name: string): number | null {
  if (name === 'duration') return Number(event.duration);
  if (name === 'error') return event.status === 2 ? 1 : 0;
  if (name === 'service' || name === 'kind' || name === 'span_id') return null;
  for (const map of MAPS) {
    const value = own(event[map], name);
    if (value === undefined || map === 'jsons') continue;
    if (value === '') return null;
    const number = typeof value === 'boolean' ? Number(value) : Number(value);
    return Number.isFinite(number) ? number : null;
  }
  return null;
}

function equals(event: TestEvent, name: string, value: FilterValue): boolean {
  const text = String(value);
  if (['service', 'kind', 'span_id'].includes(name)) return textOf(event, name) === text;
  if (name === 'duration') {
    const length =
      typeof value === 'number' ? value : typeof value === 'string' ? parseDuration(value) : undefined;
    return length !== undefined && Number(event.duration) === length;
  }
  if (name === 'error') {
    const flag = { true: true, '1': true, false: false, '0': false }[text.toLowerCase()];
    return flag !== undefined && flag === (event.status === 2);
  }
  return MAPS.some((map) => {
    const is = own(event[map], name);
    if (is === undefined) return false;
    switch (map) {
      case 'ints':
        return /^-?\d{1,19}$/.test(text) && BigInt(text) === BigInt(is as string);
      case 'doubles':
        return /^-?(\d+\.?\d*|\.\d+)$/.test(text) && Number(text) === Number(is);
      case 'bools':
        return String(is) === text.toLowerCase();
      case 'jsons':
        return /^(\[|\{|null$)/.test(text) && is === text;
      default:
        return is === text;
    }
  });
}

function own(map: Record<string, unknown> | undefined, name: string): unknown {
  return map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
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
