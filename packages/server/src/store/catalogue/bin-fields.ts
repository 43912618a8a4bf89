import type { FieldType } from '@tracebin/model';
import { FrequentValues } from './frequent-values.ts';

export type FieldSource = 'column' | 'event' | 'resource';

/** One field of one bin in memory. Times are milliseconds since the epoch. */
export interface KnownField {
  readonly name: string;
  readonly type: FieldType;
  readonly source: FieldSource;
  lastSeenMs: number;
  readonly values: FrequentValues;
  /** New values since the last flush. */
  isChanged: boolean;
  /** `lastSeenMs` as written; 0 when never. */
  flushedSeenMs: number;
}

export interface BinFieldsLimits {
  maxFields: number;
  /** Shared by all bins: a thousand bins full of inventions must not fill the memory either. */
  all: { fields: number; maxFields: number };
  maxNameLength: number;
  maxValues: number;
}

/** The fields of one bin, by source, type and name. */
export class BinFields {
  isTruncated = false;
  readonly #limits: BinFieldsLimits;
  readonly #fields = new Map<string, Map<string, KnownField>>();
  #count = 0;

  constructor(limits: BinFieldsLimits) {
    this.#limits = limits;
  }

  /** The field, made when it is new; undefined when the bin holds as many as it may. */
  field(source: FieldSource, type: FieldType, name: string): KnownField | undefined {
    const kind = `${source} ${type}`;
    let byName = this.#fields.get(kind);
    if (byName === undefined) {
      byName = new Map();
      this.#fields.set(kind, byName);
    }
    const known = byName.get(name);
    if (known !== undefined) return known;
    const { all, maxNameLength, maxValues } = this.#limits;
    if (name === '' || name.length > maxNameLength || this.#isFull) {
      this.isTruncated = true;
      return undefined;
    }
    const values = new FrequentValues(maxValues);
    const field = { name, type, source, lastSeenMs: 0, values, isChanged: true, flushedSeenMs: 0 };
    byName.set(name, field);
    this.#count++;
    all.fields++;
    return field;
  }

  get #isFull(): boolean {
    const { maxFields, all } = this.#limits;
    return this.#count >= maxFields || all.fields >= all.maxFields;
  }

  get size(): number {
    return this.#count;
  }

  /** Makes room: forgets what was last seen before then. The store still has it. */
  forget(beforeMs: number): void {
    for (const byName of this.#fields.values()) {
      for (const [name, field] of byName) {
        if (field.lastSeenMs >= beforeMs) continue;
        byName.delete(name);
        this.#count--;
        this.#limits.all.fields--;
      }
    }
    this.isTruncated = this.#isFull;
  }

  *all(): Generator<KnownField> {
    for (const byName of this.#fields.values()) yield* byName.values();
  }
}
