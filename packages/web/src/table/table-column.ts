import type { ReactNode } from 'react';

/** A column beside the first. */
export interface TableColumn<Row> {
  id: string;
  head: string;
  /** What the head means, where one word does not say it. */
  hint?: string;
  /** In CSS pixels. */
  width: number;
  left?: true;
  /** What the table is sorted by; without it the column cannot be sorted. Texts are sorted by the alphabet. */
  value?: (row: Row) => number | string;
  /** `largest` is the largest value of the table, for bars. */
  show: (row: Row, largest: number) => ReactNode;
  /** What the file holds, where that is not the value under the id: a unit, a time in words. Read of short tables only. */
  csv?: { name?: string; value?: (row: Row) => number | string };
  /** Left out on a phone. Read of short tables only. */
  wide?: true;
  /** Shown under the rows too; absent where the sum of all rows says nothing. */
  inFoot?: true;
}

export interface Sorted {
  /** A column's id, or `name`: the first column. */
  id: string;
  ascending: boolean;
}

/**
 * By which column a table is sorted: as the address says, where the table has such a column.
 * @param otherwise the id of the column whose largest values come first when nothing is asked for
 */
export function sortedBy<Row>(
  { sort, order }: { sort?: string | undefined; order?: 'asc' | undefined },
  columns: readonly TableColumn<Row>[],
  otherwise: string,
): Sorted {
  const isKnown = sort === 'name' || columns.some(({ id, value }) => id === sort && value !== undefined);
  if (sort !== undefined && isKnown) return { id: sort, ascending: order === 'asc' };
  return { id: otherwise, ascending: false };
}

/** What the address says after a click on the head of a column: the other direction, or the better one first. */
export function sortChange<Row>(
  id: string,
  sorted: Sorted,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
): { sort: string; order: 'asc' | undefined } {
  const value = columns.find((column) => column.id === id)?.value;
  const isText = id === 'name' || (rows.length > 0 && typeof value?.(rows[0]!) === 'string');
  const ascending = sorted.id === id ? !sorted.ascending : isText;
  return { sort: id, order: ascending ? 'asc' : undefined };
}

/** A new list; equal rows stay in the order they had. */
export function sortRows<Row>(
  rows: readonly Row[],
  { id, ascending }: Sorted,
  columns: readonly TableColumn<Row>[],
  name: (row: Row) => number | string,
): Row[] {
  const value = id === 'name' ? name : columns.find((column) => column.id === id)?.value;
  if (value === undefined) return [...rows];
  const sign = ascending ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    return (
      sign *
      (typeof left === 'number' && typeof right === 'number'
        ? left - right
        : String(left).localeCompare(String(right)))
    );
  });
}
