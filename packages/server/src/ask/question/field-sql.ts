/** What a field can be asked for, as SQL over one row. Conditions are never NULL. */
import type { Filter, FilterValue } from '@tracebin/model';

export interface FieldSql {
  /** String; NULL where the event does not have the field. */
  text: string;
  /** Float64 and finite; NULL where it is no number. */
  number: string;
  /** True where every event has the field, so that `text` is never NULL. */
  isAlways: boolean;
  /** True where it is a number in every event, so that `number` is never NULL. */
  isNumber: boolean;
  /** To count different values by. */
  distinct: string;
  unit: 'ns' | 'number';
  exists: string;
  equals(value: FilterValue): string;
  /** A number to compare with; undefined where the value compares as text. */
  comparable(value: FilterValue): number | undefined;
  /**
   * Of a field that one row may have many times: all of its texts and numbers as arrays, of the spans that meet these
   * conditions. `text` and `number` then stand for all of them: the texts one after another, the largest number.
   */
  many?(filters: readonly Filter[], conditions: readonly string[]): { texts: string; numbers: string };
}

/** A number to compare with: numbers are, texts are not. */
export function numberOnly(value: FilterValue): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** `nan` and infinities are no numbers to calculate with. */
export function finiteOnly(sql: string): string {
  return `if(isFinite(${sql}), ${sql}, NULL)`;
}
