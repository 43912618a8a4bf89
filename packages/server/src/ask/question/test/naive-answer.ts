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

const MAPS = ['strings', 'ints', 'doubles', 'bools', 'jsons', 'resource'] as const;

export interface NaiveAnswer {
  groups: { key: (string | null)[]; values: (number | null)[] }[];
  total: (number | null)[];
  other: (number | null)[] | null;
}

export function naiveAnswer(events: readonly TestEvent[], question: Question, limit: number): NaiveAnswer {
  const filter = joined(question.filters, question.filterCombination);
  const matching = events.filter((event) => filter === undefined || meets(event, filter, events));
  const calculations = question.calculations ?? [{ op: 'COUNT' }];
  const all = (of: readonly TestEvent[]) => calculations.map((each) => calculate(of, each, events));
  const byKey = new Map<string, TestEvent[]>();
  for (const event of matching) {
    const key = JSON.stringify((question.breakdowns ?? []).map((name) => textOf(event, name)));
    byKey.set(key, [...(byKey.get(key) ?? []), event]);
  }
  const sorted = [...byKey].map(([key, own]) => ({
    key: JSON.parse(key) as (string | null)[],
    own,
    values: all(own),
  }));
  sorted.sort(
    (a, b) => (b.values[0] ?? Number.NEGATIVE_INFINITY) - (a.values[0] ?? Number.NEGATIVE_INFINITY),
  );
  const rest = sorted.slice(limit).flatMap(({ own }) => own);
  return {
    groups: sorted.slice(0, limit),
    total: all(matching),
    other: rest.length === 0 ? null : all(rest),
  };
}

export function meets(event: TestEvent, condition: Condition, all: readonly TestEvent[]): boolean {
  if (isFilter(condition)) return compares(event, condition, all);
  if ('and' in condition) return condition.and.every((part) => meets(event, part, all));
  if ('or' in condition) return condition.or.some((part) => meets(event, part, all));
  return !meets(event, condition.not, all);
}

function compares(event: TestEvent, filter: Filter, all: readonly TestEvent[]): boolean {
  const related = /^(root|parent|child|any|none)\.(.*)$/s.exec(filter.column);
  if (related !== null) {
    const own = { ...filter, column: related[2]! };
    const found = all.some((other) => isKin(event, other, related[1]!) && compares(other, own, all));
    return related[1] === 'none' ? !found : found;
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

function isKin(event: TestEvent, other: TestEvent, kin: string): boolean {
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

function numberOf(event: TestEvent, name: string): number | null {
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
  events: readonly TestEvent[],
  calculation: Calculation,
  all: readonly TestEvent[],
): number | null {
  const filter = joined(calculation.filters, calculation.filterCombination);
  const matching = events.filter((event) => filter === undefined || meets(event, filter, all));
  const weight = (event: TestEvent) => event.sampleRate ?? 1;
  const { op, column } = calculation;
  if (op === 'COUNT' || column === undefined) return matching.reduce((sum, event) => sum + weight(event), 0);
  if (op === 'COUNT_DISTINCT') {
    return new Set(matching.map((event) => textOf(event, column)).filter((text) => text !== null)).size;
  }
  const numbers = matching
    .map((event) => ({ number: numberOf(event, column), weight: weight(event) }))
    .filter((each): each is { number: number; weight: number } => each.number !== null);
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
