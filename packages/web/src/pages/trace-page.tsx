import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useLocation, useNavigate } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { ApiFailure } from '../api/client.ts';
import { binQuery, traceQuery } from '../api/queries.ts';
import { formatHours } from '../format/numbers.ts';
import { ErrorView } from '../shell/error-page.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { TraceScreen } from '../trace/trace-screen.tsx';
import { tracePageSearch } from '../trace/view/trace-view.ts';
import type { WriteAddress } from '../trace/view/use-trace-view.ts';
import { TraceSkeleton } from './trace-skeleton.tsx';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Number of an entry that the trace page wrote itself. */
    traceWrite?: number;
  }
}

const route = getRouteApi('/b/$bin/traces/$traceId');

/** `/b/:bin/traces/:traceId`: one trace, and the three ways in which it may not be there. */
export function TracePage() {
  const { bin, traceId } = route.useParams();
  const navigate = useNavigate({ from: '/b/$bin/traces/$traceId' });
  const { data, error, refetch } = useQuery(traceQuery(bin, traceId));
  // Number and search must be of the same moment, so both are read from the location. While the reader is being
  // taken to another page, that location is not ours any more.
  const location = useLocation();
  const ownLocation = useRef(location);
  if (location.pathname.endsWith(`/${traceId}`)) ownLocation.current = location;
  const shown = {
    search: tracePageSearch(ownLocation.current.search),
    write: ownLocation.current.state.traceWrite,
  };
  const writeAddress = useCallback<WriteAddress>(
    (next, replace, traceWrite) =>
      void navigate({ search: next, replace, resetScroll: false, state: { traceWrite } }),
    [navigate],
  );
  usePageTitle(data === undefined ? 'Trace' : titleOf(data));
  if (data !== undefined) {
    return (
      <TraceScreen
        key={data.traceId}
        bin={bin}
        answer={data}
        shown={shown}
        writeAddress={writeAddress}
        onAgain={() => void refetch()}
      />
    );
  }
  if (error instanceof ApiFailure && error.status === 404)
    return <TraceNotFound bin={bin} traceId={traceId} />;
  if (error !== null) return <ErrorView error={error} retry={() => void refetch()} />;
  return <TraceSkeleton />;
}

function titleOf({
  strings,
  spans,
}: {
  strings: string[];
  spans: { name: number[]; parentSpanId: string[] };
}): string {
  const root = Math.max(0, spans.parentSpanId.indexOf(''));
  return (strings[spans.name[root] ?? -1] ?? 'Trace').slice(0, 120);
}

function TraceNotFound({ bin, traceId }: { bin: string; traceId: string }) {
  const { data } = useQuery(binQuery(bin));
  const kept = data === undefined ? 'only for a while' : formatHours(data.retentionHours);
  return (
    <main className="notice">
      <h1>No trace of this id here</h1>
      <p>
        <code>{traceId}</code>
      </p>
      <p className="soft">
        It may have expired: this bin keeps traces {data === undefined ? kept : `for ${kept}`}. It may be in
        another bin, or not have arrived yet: senders hand spans over in batches, usually within five seconds.
      </p>
      <p className="row">
        <button type="button" className="ctl" onClick={() => location.reload()}>
          Look again
        </button>
        <TracesLink bin={bin} />
      </p>
    </main>
  );
}

function TracesLink({ bin }: { bin: string }) {
  return (
    <a className="ctl plain" href={`/b/${encodeURIComponent(bin)}/traces`}>
      All traces of this bin
    </a>
  );
}
