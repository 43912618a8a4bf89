/** Whether an event meets a condition, by looking at every other event: the definition of docs/reference/questions.md. */
import {
  type Condition,
  type Filter,
  type FilterValue,
  isFilter,
  parseDuration,
  positiveOf,
  SPAN_KIND_NAMES,
} from '@tracebin/model';
import type { TestEvent } from '../../../../test/support/test-store.ts';

const MAPS = ['strings', 'ints', 'doubles', 'bools', 'jsons', 'resource'] as const;

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
