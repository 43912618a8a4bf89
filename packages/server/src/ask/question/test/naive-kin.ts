/** Values of other spans, by looking at every span: the definition of docs/reference/questions.md. */
import { type Condition, type Filter, isFilter, joined, type Question } from '@tracebin/model';
import type { TestEvent } from '../../../../test/support/test-store.ts';
import { isKin, meets, naiveRelation, numberOf, textOf } from './naive-condition.ts';

const isMany = (prefix: string) => prefix === 'child' || prefix.startsWith('any');

/** A row of the question, with the spans that each prefix is about. */
export interface NaiveRow {
  event: TestEvent;
  kin: ReadonlyMap<string, readonly TestEvent[]>;
}

export class NaiveLists {
  readonly #all: readonly TestEvent[];
  readonly #filter: Condition | undefined;
  readonly #prefixes: ReadonlySet<string>;

  constructor(all: readonly TestEvent[], { breakdowns = [], calculations = [], ...question }: Question) {
    this.#all = all;
    this.#filter = joined(question.filters, question.filterCombination);
    const names = [...breakdowns, ...calculations.flatMap(({ column }) => column ?? [])];
    this.#prefixes = new Set(names.flatMap((name) => naiveRelation(name)?.prefix ?? []).filter(isMany));
  }

  of(event: TestEvent): ReadonlyMap<string, readonly TestEvent[]> {
    return new Map(
      [...this.#prefixes].map((prefix) => {
        const beside = besides(this.#filter, prefix);
        const spans = this.#all.filter(
          (other) => isKin(event, other, prefix) && beside.every((each) => meets(other, each, this.#all)),
        );
        return [prefix, spans];
      }),
    );
  }
}

function besides(condition: Condition | undefined, prefix: string): Filter[] {
  const parts = condition === undefined ? [] : 'and' in condition ? condition.and : [condition];
  return parts.flatMap((part) => {
    const related = isFilter(part) ? naiveRelation(part.column) : undefined;
    return related?.prefix === prefix ? [{ ...(part as Filter), column: related.name }] : [];
  });
}

interface Group {
  key: (string | null)[];
  kin: ReadonlyMap<string, readonly TestEvent[]>;
}

/** Each combination of values, of fields of one prefix the values of one span. */
export function groupsOf(row: NaiveRow, breakdowns: readonly string[], all: readonly TestEvent[]): Group[] {
  const prefixes = new Set(breakdowns.flatMap((name) => naiveRelation(name)?.prefix ?? []).filter(isMany));
  let groups = [new Map<string, { values: (string | null)[]; spans: readonly TestEvent[] }>()];
  for (const prefix of prefixes) {
    const names = breakdowns.filter((name) => naiveRelation(name)?.prefix === prefix);
    const byKey = new Map<string, TestEvent[]>();
    for (const span of row.kin.get(prefix)!) {
      const key = JSON.stringify(names.map((name) => textOf(span, naiveRelation(name)!.name)));
      byKey.set(key, [...(byKey.get(key) ?? []), span]);
    }
    const none = JSON.stringify(names.map(() => null));
    if (byKey.size > 1) byKey.delete(none);
    if (byKey.size === 0) byKey.set(none, []);
    groups = groups.flatMap((before) =>
      [...byKey].map(([key, spans]) => new Map(before).set(prefix, { values: JSON.parse(key), spans })),
    );
  }
  return groups.map((group) => {
    const taken = new Map<string, number>();
    const key = breakdowns.map((name) => {
      const related = naiveRelation(name);
      if (related === undefined) return textOf(row.event, name);
      if (!isMany(related.prefix)) return singleOf(row.event, related, all).text;
      const at = taken.get(related.prefix) ?? 0;
      taken.set(related.prefix, at + 1);
      return group.get(related.prefix)!.values[at]!;
    });
    const kin = new Map(row.kin);
    for (const [prefix, { spans }] of group) kin.set(prefix, spans);
    return { key, kin };
  });
}

/** An event that is in several groups counts once, with the spans of all of them. */
export function onceEach(rows: readonly NaiveRow[]): NaiveRow[] {
  const merged = new Map<TestEvent, Map<string, readonly TestEvent[]>>();
  for (const { event, kin } of rows) {
    const before = merged.get(event) ?? new Map<string, readonly TestEvent[]>();
    for (const [prefix, spans] of kin)
      before.set(prefix, [...new Set([...(before.get(prefix) ?? []), ...spans])]);
    merged.set(event, before);
  }
  return [...merged].map(([event, kin]) => ({ event, kin }));
}

/** Comparisons with a span that the question has the values of are about these very spans. */
export function meetsRow(row: NaiveRow, condition: Condition, all: readonly TestEvent[]): boolean {
  if ('or' in condition) return condition.or.some((part) => meetsRow(row, part, all));
  if ('not' in condition) return !meetsRow(row, condition.not, all);
  const parts = 'and' in condition ? condition.and : [condition];
  const beside = new Map<string, Filter[]>();
  const others: Condition[] = [];
  for (const part of parts) {
    const related = isFilter(part) ? naiveRelation(part.column) : undefined;
    if (related === undefined || !row.kin.has(related.prefix)) others.push(part);
    else {
      const own = { ...(part as Filter), column: related.name };
      beside.set(related.prefix, [...(beside.get(related.prefix) ?? []), own]);
    }
  }
  const isMet = [...beside].every(([prefix, filters]) =>
    row.kin.get(prefix)!.some((span) => filters.every((each) => meets(span, each, all))),
  );
  const [plain, nested] = [others.filter(isFilter), others.filter((part) => !isFilter(part))];
  return isMet && meets(row.event, { and: plain }, all) && nested.every((part) => meetsRow(row, part, all));
}

interface Value {
  text: string | null;
  number: number | null;
}

export function valuesOf(
  row: NaiveRow,
  column: string,
  filter: Condition | undefined,
  all: readonly TestEvent[],
): Value[] {
  const related = naiveRelation(column);
  if (related === undefined) return [naiveValue(row.event, column)];
  if (!isMany(related.prefix)) return [singleOf(row.event, related, all)];
  const beside = besides(filter, related.prefix);
  return row.kin
    .get(related.prefix)!
    .filter((span) => beside.every((each) => meets(span, each, all)))
    .map((span) => naiveValue(span, related.name));
}

function naiveValue(event: TestEvent, name: string): Value {
  return { text: textOf(event, name), number: numberOf(event, name) };
}

function singleOf(
  event: TestEvent,
  { prefix, name }: { prefix: string; name: string },
  all: readonly TestEvent[],
): Value {
  if (prefix === 'none') {
    const has = (span: TestEvent) => {
      const text = textOf(span, name);
      return text !== null && text.toLowerCase() !== 'false';
    };
    const isNone = !all.some((span) => isKin(event, span, 'any') && has(span));
    return { text: String(isNone), number: Number(isNone) };
  }
  const span = all.find((other) => isKin(event, other, prefix));
  return span === undefined ? { text: null, number: null } : naiveValue(span, name);
}
