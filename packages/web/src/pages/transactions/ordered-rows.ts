import type { TransactionColumn } from './transaction-columns.tsx';
import type { TransactionRow } from './transaction-row.ts';
import type { TransactionsSearch } from './transactions-search.ts';

export interface Sorted {
  /** A column's id, or `name`. */
  id: string;
  ascending: boolean;
}

/** By which column the table is sorted; one that this view does not have falls back to its own first choice. */
export function sortOf(search: TransactionsSearch, columns: readonly TransactionColumn[]): Sorted {
  const { sort, order, view } = search;
  const isKnown = sort === 'name' || columns.some(({ id, value }) => id === sort && value !== undefined);
  if (sort !== undefined && isKnown) return { id: sort, ascending: order === 'asc' };
  return { id: view === 'classic' ? 'hits' : 'total', ascending: false };
}

/** The rows that the filters leave, sorted; equal ones stay in the order of the answer. */
export function orderedRows(
  rows: readonly TransactionRow[],
  search: TransactionsSearch,
  columns: readonly TransactionColumn[],
): TransactionRow[] {
  const wanted = search.filter?.trim().toLowerCase() ?? '';
  const left = rows.filter(
    ({ name, service, findings, figures }) =>
      (wanted === '' || `${service} ${name}`.toLowerCase().includes(wanted)) &&
      (search.findings !== true || findings.length > 0) &&
      (search.errors !== true || figures.errors > 0),
  );
  const { id, ascending } = sortOf(search, columns);
  const sign = ascending ? 1 : -1;
  if (id === 'name') return left.sort((a, b) => sign * pathOf(a).localeCompare(pathOf(b)));
  const value = columns.find((column) => column.id === id)?.value;
  if (value === undefined) return left;
  return left.sort((a, b) => sign * (value(a) - value(b)));
}

const pathOf = ({ name }: TransactionRow): string => name.slice(name.indexOf(' ') + 1);
