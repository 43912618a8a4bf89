import { useQuery } from '@tanstack/react-query';
import type { BinAnswer } from '@tracebin/model';
import { useMemo } from 'react';
import { externalsQuery } from '../../api/cause-queries.ts';
import { useKeys } from '../../shell/keys.ts';
import { Answered, useAsked } from '../../table/answered.tsx';
import { type CallRow, callRows } from '../../table/call-rows.ts';
import { csvNumber, downloadCsv } from '../../table/csv.ts';
import { FilterField } from '../../table/filter-field.tsx';
import { NoRows } from '../../table/no-rows.tsx';
import { pick } from '../../table/pick.ts';
import { TableFoot } from '../../table/table-foot.tsx';
import { TableSkeleton } from '../../table/table-skeleton.tsx';
import type { ChangeOf } from '../../table/use-change-search.ts';
import { HostTable, shownHosts } from './host-table.tsx';
import type { ServicesSearch } from './services-search.ts';

interface HostsViewProps {
  bin: string;
  answer: BinAnswer | undefined;
  search: ServicesSearch;
  change: (change: ChangeOf<ServicesSearch>, replace?: boolean) => void;
}

const ASKED = ['service', 'environment', 'from', 'to'] as const;

/** The hosts that are called, with what they cost and who waits for them. */
export function HostsView({ bin, answer, search, change }: HostsViewProps) {
  const externals = useQuery(externalsQuery(bin, pick(search, ASKED)));
  const { data } = externals;
  const { slow, nowMs } = useAsked(externals);
  const rows = useMemo(() => (data === undefined ? [] : callRows(data)), [data]);
  const { filter, sort, order } = search;
  const shown = useMemo(() => shownHosts(rows, { filter, sort, order }), [rows, filter, sort, order]);
  useKeys('Hosts', [{ keys: 'r', label: 'Ask again', run: () => void externals.refetch() }]);
  return (
    <Answered
      query={externals}
      slow={slow}
      waiting={<TableSkeleton what="hosts" />}
      empty={({ count }) =>
        count > 0 ? undefined : (
          <NoRows
            bin={bin}
            answer={answer}
            what="Hosts"
            title="No host was called here"
            range={search}
            filters={[
              { label: 'service', value: search.service, clear: () => change({ service: undefined }) },
              {
                label: 'environment',
                value: search.environment,
                clear: () => change({ environment: undefined }),
              },
            ]}
            widen={() => change({ from: '-7d', to: undefined })}
          />
        )
      }
    >
      {(found) => (
        <>
          <div className="tools">
            <FilterField
              noun="host"
              count={rows.length}
              more={found.more}
              value={search.filter}
              change={(filter) => change({ filter }, true)}
            />
          </div>
          <HostTable
            bin={bin}
            rows={shown}
            range={pick(search, ['from', 'to'])}
            sort={pick(search, ['sort', 'order'])}
            change={change}
          />
          {shown.length === 0 && <p className="none soft">No host matches what is filtered here.</p>}
          <TableFoot
            noun="host"
            shown={shown.length}
            count={found.count}
            more={found.more}
            data={found}
            nowMs={nowMs}
            slow={slow}
            download={() => downloadCsv('hosts', found.from, csvLines(shown))}
          />
        </>
      )}
    </Answered>
  );
}

const csvLines = (rows: readonly CallRow[]): (string | number)[][] => [
  [
    ...[
      'host',
      'methods',
      'callers',
      'calls',
      'per_minute',
      'errors',
      'mean_ns',
      'median_ns',
      'p95_ns',
      'max_ns',
    ],
    ...[
      'total_ns',
      'share_percent',
      'calls_per_request_median',
      'calls_per_request_max',
      'waited_for_most_by',
    ],
  ],
  ...rows.map((row) => [
    ...[row.host, row.methods.join('; '), row.callers.join('; '), csvNumber(row.calls)],
    ...[csvNumber(row.perMinute), csvNumber(row.errors), Math.round(row.mean), row.median, row.p95, row.max],
    ...[Math.round(row.total), csvNumber(row.share * 100), row.callsMedian, row.callsMax, row.transaction],
  ]),
];
