import type { Nanoseconds, TransactionVersions } from '@tracebin/model';
import { countCell, durationCell } from '../../table/cells.tsx';
import { ageColumn } from '../../table/common-columns.tsx';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { TransactionAround } from './transaction-around.ts';

interface VersionTableProps {
  versions: TransactionVersions;
  chosen: string | undefined;
  choose: (version: string | undefined) => void;
  around: TransactionAround;
}

interface VersionRow {
  version: string;
  hits: number;
  median: Nanoseconds;
  p95: Nanoseconds;
  errors: number;
  firstSeen: string;
}

const FIGURES: readonly TableColumn<VersionRow>[] = [
  { id: 'hits', head: 'Hits', width: 76, ...countCell(({ hits }) => hits) },
  {
    id: 'median',
    head: 'Median',
    width: 78,
    ...durationCell(({ median }) => median),
    csv: { name: 'median_ns' },
  },
  { id: 'p95', head: 'p95', width: 78, ...durationCell(({ p95 }) => p95), csv: { name: 'p95_ns' } },
  { id: 'errors', head: 'Errors', width: 56, ...countCell(({ errors }) => errors) },
];

/** How each version ran; clicked, the page shows only that one. */
export function VersionTable({ versions, chosen, choose, around }: VersionTableProps) {
  const first = ageColumn<VersionRow>(
    'first',
    'First seen',
    ({ firstSeen }) => Date.parse(firstSeen),
    around.now,
  );
  return (
    <ShortTable
      id="versions"
      title="By version"
      choices={
        chosen !== undefined && (
          <button type="button" className="link-button" onClick={() => choose(undefined)}>
            All versions
          </button>
        )
      }
      head="Version"
      name={({ version }) => version}
      rows={versionRows(versions)}
      rowKey={({ version }) => version}
      link={({ version }) =>
        version === '' ? (
          <span className="muted">none named</span>
        ) : (
          <button type="button" onClick={() => choose(version === chosen ? undefined : version)}>
            {version}
          </button>
        )
      }
      columns={[...FIGURES, { ...first, wide: true }]}
      otherwise="first"
      isChosen={({ version }) => version === chosen}
      {...around.table('versions')}
    />
  );
}

/** The newest first. */
const versionRows = (versions: TransactionVersions): VersionRow[] =>
  versions.version
    .map((version, row) => ({
      version,
      hits: versions.hits[row]!,
      median: versions.median[row]!,
      p95: versions.p95[row]!,
      errors: versions.errors[row]!,
      firstSeen: versions.firstSeen[row]!,
    }))
    .reverse();
