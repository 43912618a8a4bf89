import type { TransactionGroup } from '@tracebin/model';
import type { SearchChange, TransactionsView } from './transactions-search.ts';

const VIEWS: Record<TransactionGroup, readonly { view: TransactionsView | undefined; label: string }[]> = {
  endpoints: [
    { view: undefined, label: 'Detailed' },
    { view: 'layers', label: 'Layers in %' },
    { view: 'classic', label: 'Classic' },
  ],
  jobs: [
    { view: undefined, label: 'Runs' },
    { view: 'layers', label: 'Layers in %' },
    { view: 'producers', label: 'Enqueueing' },
  ],
};

/** On a phone every choice of columns is the same two lines. */
const isOffered =
  (narrow: boolean) =>
  ({ view }: { view: TransactionsView | undefined }): boolean =>
    !narrow || view !== 'layers';

interface ViewChoiceProps {
  group: TransactionGroup;
  view: TransactionsView | undefined;
  change: (change: SearchChange) => void;
  narrow?: boolean;
}

/** Of endpoints which columns; of jobs their runs, or what it takes to put them into queues. */
export const ViewChoice = ({ group, view, change, narrow = false }: ViewChoiceProps) => (
  <fieldset className="seg">
    <legend className="sr-only">{group === 'jobs' ? 'View' : 'Columns'}</legend>
    {VIEWS[group].filter(isOffered(narrow)).map((each) => (
      <button
        key={each.label}
        type="button"
        aria-pressed={view === each.view}
        onClick={() => change({ view: each.view })}
      >
        {each.label}
      </button>
    ))}
  </fieldset>
);
