import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { traceQuery } from '../api/queries.ts';
import { ErrorView } from '../shell/error-page.tsx';
import { usePageTitle } from '../shell/page-title.ts';

const route = getRouteApi('/b/$bin/traces/$traceId');

/** One trace. */
export function TracePage() {
  const { bin, traceId } = route.useParams();
  const { data, error } = useQuery(traceQuery(bin, traceId));
  usePageTitle('Trace');
  if (error !== null) return <ErrorView error={error} />;
  return (
    <main className="page">
      <h1>Trace {traceId}</h1>
      <p>{data?.spans.spanId.length} spans</p>
    </main>
  );
}
