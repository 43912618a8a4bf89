import { FilterField } from '../../table/filter-field.tsx';
import type { TransactionRow } from './transaction-row.ts';
import type { SearchChange, TransactionsSearch } from './transactions-search.ts';

interface ToolBarProps {
  noun: string;
  rows: readonly TransactionRow[];
  search: TransactionsSearch;
  change: (change: SearchChange, replace?: boolean) => void;
  withViews: boolean;
}

/** What narrows the table without asking the server again. */
export function ToolBar({ noun, rows, search, change, withViews }: ToolBarProps) {
  const withFindings = rows.filter(({ findings }) => findings.length > 0).length;
  const withErrors = rows.filter(({ figures }) => figures.errors > 0).length;
  return (
    <div className="tools">
      <FilterField
        noun={noun}
        count={rows.length}
        value={search.filter}
        change={(filter) => change({ filter }, true)}
      />
      <button
        type="button"
        className="ctl toggle wide"
        aria-pressed={search.findings === true}
        onClick={() => change({ findings: search.findings === true ? undefined : true })}
      >
        With findings <span className="muted">{withFindings}</span>
      </button>
      <button
        type="button"
        className="ctl toggle wide"
        aria-pressed={search.errors === true}
        onClick={() => change({ errors: search.errors === true ? undefined : true })}
      >
        With errors <span className="muted">{withErrors}</span>
      </button>
      {withViews && (
        <fieldset className="seg">
          <legend className="sr-only">Columns</legend>
          <button
            type="button"
            aria-pressed={search.view === undefined}
            onClick={() => change({ view: undefined })}
          >
            Detailed
          </button>
          <button
            type="button"
            aria-pressed={search.view === 'classic'}
            onClick={() => change({ view: 'classic' })}
          >
            Classic
          </button>
        </fieldset>
      )}
    </div>
  );
}
