import { Link } from '@tanstack/react-router';
import { formatCount, type LayerName, type TransactionsAnswer } from '@tracebin/model';
import { useMemo } from 'react';
import { LayerBar } from '../../charts/layer-bar.tsx';
import { DurationQuantity } from '../../controls/quantity.tsx';
import type { OverviewPageSearch } from './overview-search.ts';
import { slowestRows } from './slowest-rows.ts';

const SHOWN = 9;

interface SlowestListProps {
  bin: string;
  data: TransactionsAnswer | undefined;
  search: OverviewPageSearch;
  change: (change: { group?: 'jobs' | undefined; layer?: LayerName | undefined }) => void;
}

/** The transactions with the highest p99; or, of one layer, those that spend most time in it. */
export function SlowestList({ bin, data, search, change }: SlowestListProps) {
  const { layer, group } = search;
  const rows = useMemo(
    () => (data === undefined ? [] : slowestRows(data, layer).slice(0, SHOWN)),
    [data, layer],
  );
  const withService = new Set(rows.map(({ service }) => service)).size > 1;
  const to = group === 'jobs' ? '/b/$bin/jobs' : '/b/$bin/endpoints';
  const kept = keptOf(search);
  return (
    <section>
      <div className="sec">
        <h2>{layer === undefined ? 'Slowest transactions' : `Who spends time in ${layer}`}</h2>
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
        <Link className="right small link" to={to} params={{ bin }} search={kept}>
          {data === undefined
            ? 'All'
            : `All ${data.more ? 'of more than ' : ''}${data.count} ${group === 'jobs' ? 'jobs' : 'endpoints'}`}
        </Link>
      </div>
      <table className="t slowest">
        <thead>
          <tr>
            <th scope="col">Transaction</th>
            <th scope="col" className="r wide col-hits">
              Hits
            </th>
            <th scope="col" className="r wide col-time">
              {layer === undefined ? 'Median' : 'Mean'}
            </th>
            <th scope="col" className="r col-time">
              {layer === undefined ? 'Slow (p95)' : `In ${layer}`}
            </th>
            <th scope="col" className={layer === undefined ? 'r col-time sorted' : 'r col-time'}>
              p99{layer === undefined && ' ↓'}
            </th>
            <th scope="col" className="col-layers">
              Layers
            </th>
            <th scope="col" className={layer === undefined ? 'r wide col-share' : 'r wide col-share sorted'}>
              {layer === undefined ? 'Of all time' : `Of ${layer} ↓`}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.service}\0${row.name}`}>
              <td className="clip" title={`${row.service} · ${row.name}`}>
                <Link
                  to="/b/$bin/transaction"
                  params={{ bin }}
                  search={{ ...kept, service: row.service, name: row.name }}
                  preload={false}
                >
                  {row.verb !== '' && <span className="verb">{row.verb}</span>}
                  {row.path === '' ? 'unnamed' : row.path}
                  {withService && <span className="muted small"> {row.service}</span>}
                </Link>
              </td>
              <td className="r wide">{formatCount(row.hits)}</td>
              <td className="r wide">
                <DurationQuantity duration={layer === undefined ? row.median : row.mean} />
              </td>
              <td className="r">
                <DurationQuantity duration={layer === undefined ? row.p95 : row.inLayer} />
              </td>
              <td className="r">
                <DurationQuantity duration={row.p99} hot={row.isHot} />
              </td>
              <td className="col-layers">
                <LayerBar layers={row.layers} />
              </td>
              <td className="r wide">{(row.share * 100).toFixed(1)} %</td>
            </tr>
          ))}
        </tbody>
      </table>
      {data !== undefined && rows.length === 0 && <p className="soft none">Nothing ran in this range.</p>}
    </section>
  );
}

/** What other pages keep of the view. */
export function keptOf({ service, environment, from, to }: OverviewPageSearch) {
  return {
    ...(service === undefined ? {} : { service }),
    ...(environment === undefined ? {} : { environment }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
