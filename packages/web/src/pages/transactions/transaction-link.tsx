import { Link } from '@tanstack/react-router';
import { shownName } from '../../format/numbers.ts';
import type { RowLinkProps } from '../../table/data-table.tsx';
import { pick } from '../../table/pick.ts';
import { NarrowCells } from './narrow-cells.tsx';
import { splitVerb, type TransactionRow } from './transaction-row.ts';
import type { TransactionsSearch } from './transactions-search.ts';

interface TransactionLinkProps {
  bin: string;
  row: TransactionRow;
  search: TransactionsSearch;
  withVerb: boolean;
  /** More than one service: each row says its own. */
  withService: boolean;
  narrow: boolean;
  link: RowLinkProps;
}

/** The name of a row; leads to all about it. */
export function TransactionLink(props: TransactionLinkProps) {
  const { bin, row, search, withVerb, withService, narrow, link } = props;
  const { verb, path } = splitVerb(row.name);
  return (
    <Link
      to="/b/$bin/transaction"
      params={{ bin }}
      search={{
        service: row.service,
        name: row.name,
        ...pick(search, ['environment', 'from', 'to']),
      }}
      preload={false}
      {...link}
    >
      {narrow ? (
        <NarrowCells.Name row={row} withService={withService} />
      ) : (
        <>
          {withVerb && <span className="verb">{verb}</span>}
          {shownName(path)}
          {withService && <span className="of-service">{row.service}</span>}
        </>
      )}
    </Link>
  );
}
