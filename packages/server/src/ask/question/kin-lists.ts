/**
 * Values of `child.` and `any.` fields, of which a row may have many: each row gets the list of those spans, and with each
 * span what the question wants to know of it. Only spans that meet the comparisons beside them in WHERE are in the list.
 *
 *     any_spans  Array(Tuple(text, number, ..., flag, ...))   one tuple a span
 *     kin_keys   Array(Tuple(String, ...))                    the groups that a row is in
 *     kin_key    Tuple(String, ...)                           one of them, where rows are grouped
 */
import type { Filter, Relation } from '@tracebin/model';
import type { FieldBook } from './field-book.ts';
import { type FieldSql, numberOnly } from './field-sql.ts';
import { NO_PARENT, type Relatives } from './relatives.ts';

/** What of a field will be asked for: lists of millions of spans hold nothing else. */
export interface Wanted {
  text: boolean;
  number: boolean;
}

/** The spans of one prefix. */
export class KinList {
  /** Name of the column. */
  readonly column: string;
  readonly #relation: Relation;
  readonly #prefix: string;
  readonly #names: readonly string[];
  readonly #wants: (name: string) => Wanted;
  readonly #book: FieldBook;
  readonly #conditions: readonly string[];
  readonly #flags = new Map<string, string>();

  /**
   * @param names fields whose values are wanted, without the prefix
   * @param conditions that each span must meet
   */
  constructor(
    prefix: string,
    relation: Relation,
    names: readonly string[],
    wants: (name: string) => Wanted,
    conditions: readonly string[],
    book: FieldBook,
  ) {
    this.column = `${prefix}_spans`;
    this.#prefix = prefix;
    this.#relation = relation;
    this.#names = names;
    this.#wants = wants;
    this.#conditions = conditions;
    this.#book = book;
  }

  /** That one of the spans meets all of these. */
  hasOne(filters: readonly Filter[], conditions: readonly string[]): string {
    return `arrayExists(one -> ${this.#flag(filters, conditions)}, ${this.column})`;
  }

  field(name: string): FieldSql {
    const list = (filters: readonly Filter[], conditions: readonly string[]) => {
      const at = this.#names.indexOf(name);
      const meets = conditions.length === 0 ? '' : ` AND ${this.#flag(filters, conditions)}`;
      const values = (element: number) =>
        `arrayMap(one -> assumeNotNull(one.${element}), arrayFilter(one -> isNotNull(one.${element})${meets}, ${this.column}))`;
      return { texts: values(2 * at + 1), numbers: values(2 * at + 2) };
    };
    const { texts, numbers } = list([], []);
    const text = `nullIf(arrayStringConcat(arraySort(arrayDistinct(${texts})), ', '), '')`;
    return {
      text,
      number: `if(empty(${numbers}), NULL, arrayMax(${numbers}))`,
      isAlways: false,
      isNumber: false,
      distinct: text,
      unit: this.#book.field(name).unit,
      exists: `notEmpty(${texts})`,
      equals: (value) => `has(${texts}, ${this.#book.bound.add('String', String(value))})`,
      comparable: numberOnly,
      many: list,
    };
  }

  /** Distinct combinations of these fields among the spans: each a tuple of `=text`, or nothing where it is missing. */
  keys(names: readonly string[]): string {
    const all = `arrayDistinct(arrayMap(one -> ${this.keyOf(names)}, ${this.column}))`;
    const none = `tuple(${names.map(() => "''").join(', ')})`;
    const found = `arrayFilter(key -> key != ${none}, ${all})`;
    return `if(empty(${found}), [${none}], ${found})`;
  }

  keyOf(names: readonly string[]): string {
    const texts = names.map((name) => `ifNull(concat('=', one.${2 * this.#names.indexOf(name) + 1}), '')`);
    return `tuple(${texts.join(', ')})`;
  }

  /** @param rows FROM and WHERE of the rows that get the list */
  join(rows: string, relatives: Relatives): string {
    const isChild = this.#relation === 'child';
    const id = isChild ? 'trace_id, parent_span_id' : 'trace_id';
    const values = this.#names.flatMap((name) => {
      const { text, number } = this.#book.field(name);
      const wants = this.#wants(name);
      return [
        wants.text ? `CAST(${text}, 'Nullable(String)')` : '0',
        wants.number ? `CAST(${number}, 'Nullable(Float64)')` : '0',
      ];
    });
    const spans = relatives.select(
      `${id}, tuple(${[...values, ...this.#flags.values()].join(', ')}) AS one_span`,
      [
        ...(isChild ? [`parent_span_id != ${NO_PARENT}`] : []),
        ...this.#conditions,
        ...(isChild
          ? [`(trace_id, parent_span_id) IN (SELECT trace_id, span_id FROM ${rows})`]
          : relatives.ofTraces(rows)),
      ],
    );
    const prefix = this.#prefix;
    return `LEFT ANY JOIN (
    SELECT trace_id AS ${prefix}_trace${isChild ? `, parent_span_id AS ${prefix}_of` : ''}, groupArray(one_span) AS ${this.column}
    FROM ${spans} GROUP BY ${id}
  ) AS ${prefix}_list ON here.trace_id = ${prefix}_trace${isChild ? ` AND here.span_id = ${prefix}_of` : ''}`;
  }

  /** Whether a span meets these; each span is asked once, where it is read. */
  #flag(filters: readonly Filter[], conditions: readonly string[]): string {
    const key = JSON.stringify(filters);
    if (!this.#flags.has(key)) this.#flags.set(key, `(${conditions.join(' AND ')})`);
    return `one.${2 * this.#names.length + [...this.#flags.keys()].indexOf(key) + 1}`;
  }
}

/** The lists of a question, and the groups that its rows are in by their values. */
export class KinLists {
  readonly #lists = new Map<string, KinList>();
  readonly #groups: readonly { prefix: string; name: string; full: string }[];

  /** @param groups breakdowns by fields of these lists */
  constructor(groups: readonly { prefix: string; name: string; full: string }[]) {
    // In the order of the lists, as their keys are put together.
    this.#groups = [...groups].sort((a, b) => (a.prefix < b.prefix ? -1 : a.prefix > b.prefix ? 1 : 0));
  }

  add(prefix: string, list: KinList): void {
    this.#lists.set(prefix, list);
  }

  of(prefix: string): KinList | undefined {
    return this.#lists.get(prefix);
  }

  get isGrouping(): boolean {
    return this.#groups.length > 0;
  }

  joins(rows: string, relatives: Relatives): string[] {
    return [...this.#lists.values()].map((list) => list.join(rows, relatives));
  }

  /** The text by which a row is grouped; undefined for a field of no list. */
  groupText(full: string, key: string): string | undefined {
    const at = this.#groups.findIndex((group) => group.full === full);
    if (at === -1) return undefined;
    const part = `${key}.${at + 1}`;
    return `if(${part} = '', CAST(NULL, 'Nullable(String)'), substring(${part}, 2))`;
  }

  /** Rows with the groups that each is in. */
  withKeys(from: string): string {
    const keys = this.#grouped()
      .map(({ list, names }) => list.keys(names))
      .reduce(
        (all, next) => `arrayFlatten(arrayMap(a -> arrayMap(b -> tupleConcat(a, b), ${next}), ${all}))`,
      );
    return `(SELECT *, ${keys} AS kin_keys FROM ${from})`;
  }

  /** A row for each group that a row is in, with the spans that put it there. */
  grouped(from: string): string {
    return this.#withSpansOf(
      `(SELECT *, kin_key FROM ${this.withKeys(from)} ARRAY JOIN kin_keys AS kin_key)`,
      (same) => same('kin_key'),
    );
  }

  /** Each row that is in other groups too, with their spans. @param isShown that the group `key` is one of those left out */
  beyond(from: string, isShown: string): string {
    const left = `(SELECT * REPLACE (arrayFilter(key -> NOT ${isShown}, kin_keys) AS kin_keys) FROM ${this.withKeys(from)})`;
    return this.#withSpansOf(
      `(SELECT * FROM ${left} WHERE notEmpty(kin_keys))`,
      (same) => `arrayExists(key -> ${same('key')}, kin_keys)`,
    );
  }

  #withSpansOf(from: string, condition: (same: (key: string) => string) => string): string {
    let at = 0;
    const columns = this.#grouped().map(({ list, names }) => {
      const begin = at + 1;
      at += names.length;
      const same = (key: string) =>
        `${list.keyOf(names)} = tuple(${names.map((_, index) => `${key}.${begin + index}`).join(', ')})`;
      return `arrayFilter(one -> ${condition(same)}, ${list.column}) AS ${list.column}`;
    });
    return `(SELECT * REPLACE (${columns.join(', ')}) FROM ${from})`;
  }

  #grouped(): { list: KinList; names: string[] }[] {
    const prefixes = [...new Set(this.#groups.map(({ prefix }) => prefix))];
    return prefixes.map((prefix) => ({
      list: this.#lists.get(prefix)!,
      names: this.#groups.filter((group) => group.prefix === prefix).map(({ name }) => name),
    }));
  }
}
