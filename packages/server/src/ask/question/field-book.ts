import { type Dataset, type FilterValue, knownField, RELATIONS, type Relation } from '@tracebin/model';
import { ATTRIBUTE_MAPS, type AttributeMap } from '../attribute-condition.ts';
import type { BoundValues } from '../bound-values.ts';
import { attributeSql } from './attribute-sql.ts';
import type { FieldSql } from './field-sql.ts';
import { knownColumnSql, type Rows } from './known-columns.ts';

/** In which maps a bin keeps an attribute; undefined where that is not known, and all must be looked at. */
export type AttributeMaps = (key: string) => readonly AttributeMap[] | undefined;

export interface RelatedField {
  relation: Relation;
  /** `any2.` and `any3.` mean other spans than `any.`. */
  prefix: string;
  name: string;
}

const RELATED = new RegExp(`^((${RELATIONS.join('|')})(?:(?<=any)[23])?)\\.(.+)$`, 's');

/** `parent.http.route`: the field of another span; undefined for a field of the event itself. */
export function relatedField(name: string): RelatedField | undefined {
  const parts = RELATED.exec(name);
  if (parts === null) return undefined;
  return { prefix: parts[1]!, relation: parts[2] as Relation, name: parts[3]! };
}

/** Fields by their name, for the rows of one dataset. */
export class FieldBook {
  readonly dataset: Dataset;
  readonly bound: BoundValues;
  readonly #maps: AttributeMaps;
  readonly #neverEmpty: ReadonlySet<string>;
  readonly #fields = new Map<string, FieldSql>();

  /** @param neverEmpty attributes of which every text has at least one character */
  constructor(
    dataset: Dataset,
    bound: BoundValues,
    maps: AttributeMaps = () => undefined,
    neverEmpty: ReadonlySet<string> = new Set(),
  ) {
    this.dataset = dataset;
    this.bound = bound;
    this.#maps = maps;
    this.#neverEmpty = neverEmpty;
  }

  get rows(): Rows {
    return this.dataset === 'transactions' ? 'transactions' : 'events';
  }

  field(name: string): FieldSql {
    let field = this.#fields.get(name);
    if (field === undefined) {
      field = this.#make(name);
      this.#fields.set(name, field);
    }
    return field;
  }

  /** Adds what is found under a name from now on: calculated fields, columns of joined spans. */
  define(name: string, field: FieldSql): void {
    this.#fields.set(name, field);
  }

  /** The same bin's fields of spans, for a statement of its own over other rows of the trace. */
  ofSpans(): FieldBook {
    return new FieldBook('spans', this.bound, this.#maps, this.#neverEmpty);
  }

  #make(name: string): FieldSql {
    const known = knownField(this.dataset, name);
    if (known !== undefined) {
      return knownColumnSql(known, this.rows, this.dataset === 'all' || this.dataset === 'logs', this.bound);
    }
    if (this.rows === 'transactions') return NO_FIELD;
    return attributeSql(name, this.#maps(name) ?? ATTRIBUTE_MAPS, this.bound, !this.#neverEmpty.has(name));
  }
}

/** What no row of the dataset has. */
export const NO_FIELD: FieldSql = {
  text: "CAST(NULL, 'Nullable(String)')",
  number: "CAST(NULL, 'Nullable(Float64)')",
  isAlways: false,
  isNumber: false,
  distinct: "CAST(NULL, 'Nullable(String)')",
  unit: 'number',
  exists: 'false',
  equals: () => 'false',
  comparable: (value: FilterValue) => (typeof value === 'number' ? value : undefined),
};
