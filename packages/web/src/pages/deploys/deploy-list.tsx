import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Marker } from '@tracebin/model';
import { useState } from 'react';
import { removeMarker } from '../../api/mutations.ts';
import { useNarrow } from '../../controls/use-narrow.ts';
import { formatAgo, formatStart } from '../../format/times.ts';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { DeploysSearch } from './deploys-search.ts';

interface DeployListProps {
  bin: string;
  markers: readonly Marker[];
  now: Date;
  /** What the address becomes when a deploy is chosen. */
  chosen: (marker: Marker) => DeploysSearch;
  isChosen: (marker: Marker) => boolean;
  /** Of the view state: how the list is shown. */
  from: string;
  view: string | undefined;
  change: (view: string | undefined, replace: boolean) => void;
}

const SHOWN = 12;

/** Deploys and other moments, the newest first; chosen, what came after is compared with what was before. */
export function DeployList({ bin, markers, now, chosen, isChosen, ...shown }: DeployListProps) {
  const narrow = useNarrow();
  const columns: readonly TableColumn<Marker>[] = [
    {
      id: 'said',
      head: 'Said',
      width: 330,
      left: true,
      wide: true,
      value: ({ text, url }) => text || url,
      show: (marker) => <Said marker={marker} />,
    },
    {
      id: 'at',
      head: 'At',
      width: narrow ? 92 : 220,
      value: ({ at }) => Date.parse(at),
      csv: { value: ({ at }) => at },
      show: ({ at }) => (
        <span className="soft" title={at}>
          {formatStart(new Date(at), now).slice(0, -4)}{' '}
          <span className="muted small wide">{formatAgo(new Date(at), now)}</span>
        </span>
      ),
    },
    {
      id: 'source',
      head: 'Known by',
      width: narrow ? 64 : 80,
      value: ({ source }) => source,
      show: (marker) =>
        marker.id === null ? (
          <span className="small muted" title="The first request of this version">
            seen
          </span>
        ) : (
          <RemoveMarker bin={bin} marker={marker} />
        ),
    },
  ];
  return (
    <ShortTable
      id="deploy-list"
      title="Deploys and moments"
      head="Deploy"
      name={({ version, kind, service }) => `${version || kind} ${service}`.trim()}
      rows={markers.toReversed()}
      rowKey={({ at, service, version, kind }) => `${at}${service}${version}${kind}`}
      link={(marker) => (
        <Link
          to="/b/$bin/deploys"
          params={{ bin }}
          search={chosen(marker)}
          resetScroll={false}
          preload={false}
        >
          <b className={narrow ? 'medium clip two' : 'medium'}>
            {marker.version === '' ? marker.kind : marker.version}
          </b>{' '}
          {!narrow && <span className="soft">{marker.service}</span>}
          {!narrow && marker.isRollback && <span className="tag">put back for {marker.before}</span>}
          {narrow && (
            <span className="clip two tiny muted">
              {[
                marker.isRollback && `put back for ${marker.before}`,
                marker.service,
                marker.text || marker.url,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          )}
        </Link>
      )}
      rowTitle={({ version, kind, service, text }) =>
        [`${version || kind} ${service}`.trim(), text].filter(Boolean).join('\n')
      }
      columns={columns}
      otherwise="at"
      most={SHOWN}
      more={[
        ['kind', ({ kind }) => kind],
        ['service', ({ service }) => service],
        ['version', ({ version }) => version],
        ['before', ({ before }) => before],
        ['rollback', ({ isRollback }) => (isRollback ? 'rollback' : '')],
        ['url', ({ url }) => url],
      ]}
      isChosen={isChosen}
      {...shown}
    />
  );
}

const Said = ({ marker: { url, text } }: { marker: Marker }) =>
  url === '' ? (
    text
  ) : (
    <a className="link" href={url} rel="noreferrer noopener" target="_blank">
      {text === '' ? url : text}
    </a>
  );

function RemoveMarker({ bin, marker }: { bin: string; marker: Marker }) {
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  if (marker.id === null) return null;
  const { id } = marker;
  return (
    <button
      type="button"
      className="link-button small"
      aria-label={`Remove the marker ${marker.version} ${marker.text}`}
      onBlur={() => setAsks(false)}
      onClick={() => {
        if (!asks) return setAsks(true);
        void removeMarker(bin, id).then(() => client.invalidateQueries({ queryKey: ['bin', bin] }));
      }}
    >
      {asks ? 'really?' : 'posted ×'}
    </button>
  );
}
