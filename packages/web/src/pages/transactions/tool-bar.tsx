import type { TransactionGroup } from '@tracebin/model';
import { useNarrow } from '../../controls/use-narrow.ts';
import { FilterField } from '../../table/filter-field.tsx';
import type { TransactionRow } from './transaction-row.ts';
import type { SearchChange, TransactionsSearch } from './transactions-search.ts';
import { ViewChoice } from './view-choice.tsx';

interface ToolBarProps {
  noun: string;
  rows: readonly TransactionRow[];
  more: boolean;
  search: TransactionsSearch;
  change: (change: SearchChange, replace?: boolean) => void;
  group: TransactionGroup;
}

/** What narrows the table without asking the server again. */
export function ToolBar({ noun, rows, more, search, change, group }: ToolBarProps) {
  const narrow = useNarrow();
  const withFindings = rows.filter(({ findings }) => findings.length > 0).length;
  const withErrors = rows.filter(({ figures }) => figures.errors > 0).length;
  return (
    <div className="tools">
      <FilterField
        noun={noun}
        count={rows.length}
        more={more}
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
      {/* On a phone every choice of columns is the same two lines. */}
      {(group === 'jobs' || !narrow) && (
        <ViewChoice group={group} view={search.view} change={change} narrow={narrow} />
      )}
    </div>
  );
}
