import { Link } from '@tanstack/react-router';
import type { LayerName, TransactionsAnswer } from '@tracebin/model';
import { useMemo } from 'react';
import { LayerBar } from '../../charts/layer-bar.tsx';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { formatPart, formatPlural, shownName } from '../../format/numbers.ts';
import { countCell, durationCell } from '../../table/cells.tsx';
import { pick } from '../../table/pick.ts';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { ChangeOf } from '../../table/use-change-search.ts';
import type { OverviewPageSearch } from './overview-search.ts';
import { type SlowestRow, slowestRows } from './slowest-rows.ts';

const SHOWN = 9;

const HITS: TableColumn<SlowestRow> = {
  id: 'hits',
  head: 'Hits',
  width: 76,
  wide: true,
  ...countCell(({ hits }) => hits),
};
const LAYERS: TableColumn<SlowestRow> = {
  id: 'layers',
  head: 'Layers',
  width: 124,
  left: true,
  wide: true,
  show: ({ layers }) => <LayerBar layers={layers} />,
};
const P99: TableColumn<SlowestRow> = {
  id: 'p99',
  head: 'p99',
  width: 88,
  value: ({ p99 }) => p99,
  csv: { name: 'p99_ns' },
  show: ({ p99, isHot }) => <DurationQuantity duration={p99} hot={isHot} />,
};
const shareColumn = (head: string): TableColumn<SlowestRow> => ({
  id: 'share',
  head,
  width: 88,
  wide: true,
  value: ({ share }) => share,
  csv: { name: 'share_percent', value: ({ share }) => share * 100 },
  show: ({ share }) => formatPart(share),
});
const timeColumn = (
  id: 'mean' | 'median' | 'p95' | 'inLayer',
  head: string,
  wide: boolean,
): TableColumn<SlowestRow> => ({
  id,
  head,
  width: 88,
  ...(wide ? { wide } : {}),
  ...durationCell((row) => row[id]),
  csv: { name: `${id === 'inLayer' ? 'in_layer' : id}_ns` },
});

const SLOWEST: readonly TableColumn<SlowestRow>[] = [
  HITS,
  timeColumn('median', 'Median', true),
  timeColumn('p95', 'Slow (p95)', false),
  P99,
  LAYERS,
  shareColumn('Of all time'),
];
const columnsOf = (layer: LayerName | undefined): readonly TableColumn<SlowestRow>[] =>
  layer === undefined
    ? SLOWEST
    : [
        HITS,
        timeColumn('mean', 'Mean', true),
        timeColumn('inLayer', `In ${layer}`, false),
        P99,
        LAYERS,
        shareColumn(`Of ${layer}`),
      ];

interface SlowestListProps {
  bin: string;
  data: TransactionsAnswer | undefined;
  search: OverviewPageSearch;
  change: (change: ChangeOf<OverviewPageSearch>, replace?: boolean) => void;
}

/** The transactions with the highest p99; or, of one layer, those that spend most time in it. */
export function SlowestList({ bin, data, search, change }: SlowestListProps) {
  const { layer, group } = search;
  const rows = useMemo(() => (data === undefined ? [] : slowestRows(data, layer)), [data, layer]);
  const columns = useMemo(() => columnsOf(layer), [layer]);
  const withService = new Set(rows.map(({ service }) => service)).size > 1;
  const kept = pick(search, ['service', 'environment', 'from', 'to']);
  return (
    <ShortTable
      id="slowest"
      title={layer === undefined ? 'Slowest transactions' : `Who spends time in ${layer}`}
      choices={
        <>
          <span className="row small group-choice">
            <button
              type="button"
              aria-pressed={group === undefined}
              onClick={() => change({ group: undefined })}
            >
              Web
            </button>
            <button type="button" aria-pressed={group === 'jobs'} onClick={() => change({ group: 'jobs' })}>
              Jobs
            </button>
          </span>
          {layer !== undefined && (
            <button type="button" className="link-button" onClick={() => change({ layer: undefined })}>
              All layers
            </button>
          )}
          <Link
            className="small link"
            to={group === 'jobs' ? '/b/$bin/jobs' : '/b/$bin/endpoints'}
            params={{ bin }}
            search={kept}
          >
            {data === undefined
              ? 'All'
              : `All ${data.more ? 'of more than ' : ''}${formatPlural(data.count, group === 'jobs' ? 'job' : 'endpoint')}`}
          </Link>
        </>
      }
      head="Transaction"
      name={({ name }) => name}
      rows={rows}
      rowKey={({ service, name }) => `${service}\0${name}`}
      rowTitle={({ service, name }) => `${service} · ${name}`}
      link={(row) => (
        <Link
          to="/b/$bin/transaction"
          params={{ bin }}
          search={{ ...kept, service: row.service, name: row.name }}
          preload={false}
        >
          {row.verb !== '' && <span className="verb">{row.verb}</span>}
          {shownName(row.path)}
          {withService && <span className="muted small"> {row.service}</span>}
        </Link>
      )}
      columns={columns}
      otherwise={layer === undefined ? 'p99' : 'share'}
      most={SHOWN}
      from={data?.from ?? ''}
      view={search.slowest}
      change={(slowest, replace) => change({ slowest }, replace)}
      more={[['service', ({ service }) => service]]}
      none={data === undefined ? 'Asking for the slowest …' : 'Nothing ran in this range.'}
    />
  );
}
