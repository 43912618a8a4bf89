import { Link } from '@tanstack/react-router';
import { type ComparisonAnswer, formatDuration } from '@tracebin/model';
import { useMemo } from 'react';
import { shownName } from '../../format/numbers.ts';
import { csvNumber, downloadCsv } from '../../table/csv.ts';
import { DataTable } from '../../table/data-table.tsx';
import { FilterField } from '../../table/filter-field.tsx';
import { sortChange, sortedBy, sortRows } from '../../table/table-column.ts';
import { TableFoot } from '../../table/table-foot.tsx';
import type { ChangeOf } from '../../table/use-change-search.ts';
import { COMPARISON_COLUMNS, Verdict } from './comparison-columns.tsx';
import { type ComparisonRow, comparisonRows, VERDICT_WORDS } from './comparison-rows.ts';
import type { DeploysSearch } from './deploys-search.ts';

interface ComparisonTableProps {
  bin: string;
  data: ComparisonAnswer;
  search: DeploysSearch;
  change: (change: ChangeOf<DeploysSearch>, replace?: boolean) => void;
  nowMs: number;
  slow: boolean;
}

/** Every endpoint before and after, the worst first. */
export function ComparisonTable({ bin, data, search, change, nowMs, slow }: ComparisonTableProps) {
  const rows = useMemo(() => comparisonRows(data), [data]);
  const sorted = sortedBy(search, COMPARISON_COLUMNS, 'verdict');
  // The answer's own order, worst first, is finer than that of the verdicts alone.
  const { filter = '' } = search;
  const shown = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    const kept = rows.filter((row) =>
      `${row.name} ${row.service} ${VERDICT_WORDS[row.verdict]}`.toLowerCase().includes(wanted),
    );
    return search.sort === undefined ? kept : sortRows(kept, sorted, COMPARISON_COLUMNS, ({ name }) => name);
  }, [rows, filter, search.sort, sorted]);
  const withService = new Set(rows.map(({ service }) => service)).size > 1;
  const { environment } = search;
  const noun = search.group === 'jobs' ? 'job' : 'endpoint';
  return (
    <>
      <div className="tools">
        <FilterField
          noun={noun}
          count={rows.length}
          value={search.filter}
          change={(wanted) => change({ filter: wanted }, true)}
        />
      </div>
      <DataTable
        noun={noun}
        head={search.group === 'jobs' ? 'Job' : 'Endpoint'}
        rows={shown}
        rowKey={({ service, name }) => `${service}\0${name}`}
        rowTitle={({ service, name }) => `${service} · ${name}`}
        opens="it"
        columns={COMPARISON_COLUMNS}
        narrow={{
          heads: [
            { id: 'change', head: 'p95', width: 128 },
            { id: 'verdict', head: 'Verdict', width: 96 },
          ],
          cells: (row) => (
            <>
              <td className="r small">
                {p95Text(row.before)} → {p95Text(row.after)}
              </td>
              <td className="r">
                <Verdict row={row} />
              </td>
            </>
          ),
        }}
        link={(row, props) => (
          <Link
            to="/b/$bin/transaction"
            params={{ bin }}
            search={{
              service: row.service,
              name: row.name,
              from: data.before.from < data.after.from ? data.before.from : data.after.from,
              to: data.before.to > data.after.to ? data.before.to : data.after.to,
              ...(environment === undefined ? {} : { environment }),
            }}
            preload={false}
            {...props}
          >
            {shownName(row.name)}
            {withService && <span className="muted small"> {row.service}</span>}
          </Link>
        )}
        sorted={sorted}
        sort={(id) => change(sortChange(id, sorted, COMPARISON_COLUMNS, rows))}
      />
      <TableFoot
        noun={noun}
        shown={shown.length}
        count={rows.length}
        more={false}
        data={{ to: data.after.to, derivedUntil: data.derivedUntil }}
        nowMs={nowMs}
        slow={slow}
        download={() => downloadCsv('deploys', data.after.from, csvLines(shown))}
      >
        <span className="wide">
          Mann-Whitney for the durations, a share for the tail, Holm over all of them
        </span>
      </TableFoot>
    </>
  );
}

const p95Text = ({ hits, p95 }: ComparisonRow['before']): string => (hits === 0 ? '–' : formatDuration(p95));

const csvLines = (rows: readonly ComparisonRow[]): (string | number)[][] => [
  [
    'service',
    'name',
    'verdict',
    'errors_verdict',
    ...['before', 'after'].flatMap((side) =>
      ['hits', 'mean_ns', 'median_ns', 'p95_ns', 'errors'].map((figure) => `${side}_${figure}`),
    ),
    'slower_chance',
    'tail_share',
    'p',
    'layer',
    'layer_change_ns',
  ],
  ...rows.map((row) => [
    row.service,
    row.name,
    row.verdict,
    row.errorVerdict,
    ...[row.before, row.after].flatMap(({ hits, mean, median, p95, errors }) => [
      csvNumber(hits),
      Math.round(mean),
      median,
      p95,
      csvNumber(errors),
    ]),
    csvNumber(row.slowerChance),
    csvNumber(row.tailShare),
    row.p,
    row.layer,
    Math.round(row.layerChange),
  ]),
];
