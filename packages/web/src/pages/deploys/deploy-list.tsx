import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Marker } from '@tracebin/model';
import { useState } from 'react';
import { removeMarker } from '../../api/mutations.ts';
import { formatAgo, formatStart } from '../../format/times.ts';
import type { DeploysSearch } from './deploys-search.ts';

interface DeployListProps {
  bin: string;
  markers: readonly Marker[];
  now: Date;
  /** What the address becomes when a deploy is chosen. */
  chosen: (marker: Marker) => DeploysSearch;
  isChosen: (marker: Marker) => boolean;
}

/** Deploys and other moments, the newest first; chosen, what came after is compared with what was before. */
export function DeployList({ bin, markers, now, chosen, isChosen }: DeployListProps) {
  return (
    <table className="t deploy-list">
      <thead>
        <tr>
          <th scope="col" className="col-what">
            Deploy
          </th>
          <th scope="col">Said</th>
          <th scope="col" className="r col-at">
            At
          </th>
          <th scope="col" className="r col-source">
            <span className="sr-only">Source</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {markers.toReversed().map((marker) => (
          <tr
            key={`${marker.at}${marker.service}${marker.version}${marker.kind}`}
            className={isChosen(marker) ? 'sel' : undefined}
          >
            <td className="clip">
              <Link
                to="/b/$bin/deploys"
                params={{ bin }}
                search={chosen(marker)}
                resetScroll={false}
                preload={false}
              >
                <b className="medium">{marker.version === '' ? marker.kind : marker.version}</b>{' '}
                <span className="soft">{marker.service}</span>
                {marker.isRollback && <span className="tag">put back for {marker.before}</span>}
              </Link>
            </td>
            <td className="clip">
              {marker.url === '' ? (
                marker.text
              ) : (
                <a className="link" href={marker.url} rel="noreferrer noopener" target="_blank">
                  {marker.text === '' ? marker.url : marker.text}
                </a>
              )}
            </td>
            <td className="r soft" title={marker.at}>
              {formatStart(new Date(marker.at), now).slice(0, -4)}{' '}
              <span className="muted small wide">{formatAgo(new Date(marker.at), now)}</span>
            </td>
            <td className="r small muted">
              {marker.id === null ? (
                <span title="The first request of this version">seen</span>
              ) : (
                <RemoveMarker bin={bin} marker={marker} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RemoveMarker({ bin, marker }: { bin: string; marker: Marker }) {
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  if (marker.id === null) return null;
  const { id } = marker;
  return (
    <button
      type="button"
      className="link-button"
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
