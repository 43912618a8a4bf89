import { type Sorted, sortRows } from '../../table/table-column.ts';
import type { TransactionColumn } from './transaction-columns.tsx';
import type { TransactionRow } from './transaction-row.ts';
import type { TransactionsSearch } from './transactions-search.ts';

/** The rows that the filters leave, sorted. */
export function orderedRows(
  rows: readonly TransactionRow[],
  search: TransactionsSearch,
  columns: readonly TransactionColumn[],
  sorted: Sorted,
): TransactionRow[] {
  const wanted = search.filter?.trim().toLowerCase() ?? '';
  const left = rows.filter(
    ({ name, service, findings, figures }) =>
      (wanted === '' || `${service} ${name}`.toLowerCase().includes(wanted)) &&
      (search.findings !== true || findings.length > 0) &&
      (search.errors !== true || figures.errors > 0),
  );
  return sortRows(left, sorted, columns, pathOf);
}

const pathOf = ({ name }: TransactionRow): string => name.slice(name.indexOf(' ') + 1);
