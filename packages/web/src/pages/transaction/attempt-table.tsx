import type { RunAttempts } from '@tracebin/model';
import { countCell, errorsCell, shareCell } from '../../table/cells.tsx';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { TransactionAround } from './transaction-around.ts';

interface AttemptRow {
  /** From 1; 0 where nobody says. */
  attempt: number;
  runs: number;
  failures: number;
  share: number;
}

const COLUMNS: readonly TableColumn<AttemptRow>[] = [
  { id: 'runs', head: 'Runs', width: 76, ...countCell(({ runs }) => runs) },
  {
    id: 'share',
    head: 'Of all',
    width: 124,
    ...shareCell(
      ({ share }) => share,
      ({ runs }) => runs,
    ),
    csv: { name: 'percent', value: ({ share }) => share * 100 },
    wide: true,
  },
  {
    id: 'failures',
    head: 'Failures',
    width: 104,
    ...errorsCell(
      ({ failures }) => failures,
      ({ runs }) => runs,
    ),
  },
];

/** How many runs of a job were first attempts at their work, second ones, and so on. */
export function AttemptTable({ attempts, around }: { attempts: RunAttempts; around: TransactionAround }) {
  return (
    <ShortTable
      id="attempts"
      title="By attempt"
      head="Attempt"
      name={({ attempt }) => attempt}
      rows={attemptRows(attempts)}
      rowKey={({ attempt }) => String(attempt)}
      link={({ attempt }) =>
        attempt === 0 ? (
          <span className="muted" title="Celery, for one, says nothing of a first attempt">
            not said
          </span>
        ) : (
          attemptName(attempt)
        )
      }
      columns={COLUMNS}
      {...around.table('attempts')}
    />
  );
}

function attemptRows({ attempt, runs, failures }: RunAttempts): AttemptRow[] {
  const all = runs.reduce((sum, each) => sum + each, 0);
  return attempt.map((each, row) => ({
    attempt: each,
    runs: runs[row]!,
    failures: failures[row]!,
    share: all === 0 ? 0 : runs[row]! / all,
  }));
}

/** The store tells the first ten apart. */
const attemptName = (attempt: number): string =>
  `${attempt}${['', 'st', 'nd', 'rd'][attempt] ?? 'th'}${attempt === 10 ? ' or later' : ''}`;
