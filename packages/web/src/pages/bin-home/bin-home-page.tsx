import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { BinAnswer } from '@tracebin/model';
import { useEffect, useRef } from 'react';
import { binQuery } from '../../api/queries.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import './bin-home.css';
import { BinFacts } from './bin-facts.tsx';
import { ConnectPanel } from './connect-panel.tsx';
import { DoorTable } from './door-table.tsx';
import { LiveStrip } from './live-strip.tsx';

const route = getRouteApi('/b/$bin/');

/** Connect an app and wait for its first span; a bin that has data goes on to its overview. */
export function BinHomePage() {
  const { bin } = route.useParams();
  const { data } = useQuery(binQuery(bin));
  const slow = useSlow(data === undefined);
  if (data === undefined) return slow ? <p className="notice muted">Opening the bin…</p> : null;
  // A new bin is a new visit: what was waited for in the last one does not count.
  return <BinHome key={bin} bin={bin} answer={data} />;
}

function BinHome({ bin, answer }: { bin: string; answer: BinAnswer }) {
  const { connect } = route.useSearch();
  const navigate = useNavigate();
  const cameEmpty = useRef(answer.firstEventAt === null).current;
  const { firstEventAt, firstTraceId } = answer;
  const isEmpty = firstEventAt === null;
  usePageTitle('Connect', answer.name);

  useEffect(() => {
    if (isEmpty) return;
    if (cameEmpty && firstTraceId !== null)
      void navigate({ to: '/b/$bin/traces/$traceId', params: { bin, traceId: firstTraceId }, search: {} });
    else if (!cameEmpty && !connect)
      void navigate({ to: '/b/$bin/overview', params: { bin }, search: {}, replace: true });
  }, [bin, cameEmpty, connect, firstTraceId, isEmpty, navigate]);

  if (!isEmpty && !connect && !cameEmpty) return null;
  return (
    <main className="bin-home">
      <section>
        <h1>{isEmpty ? 'Connect an app' : 'Connect another app'}</h1>
        <p className="lead">
          {isEmpty
            ? 'This bin is empty. Start your app one of these ways and send it a request; this page opens the first trace as soon as it is here.'
            : 'Start it one of these ways and send it a request. '}
          {!isEmpty && (
            <Link className="link" to="/b/$bin/traces" params={{ bin }} search={{}}>
              What has arrived so far
            </Link>
          )}
        </p>
        <ConnectPanel bin={bin} answer={answer} />
      </section>
      <section className="aside">
        <LiveStrip answer={answer} />
        <DoorTable answer={answer} />
        <BinFacts bin={bin} answer={answer} />
        <section className="block">
          <h2>Nothing after a request?</h2>
          <ul className="lines">
            <li>Anything refused shows in the strip above with its reason, such as a missing key.</li>
            <li>
              <code>curl -i {answer.address}/api/health</code> from where the app runs.
            </li>
            <li>
              SDKs send in batches: give it five seconds, or stop the app, which sends what it still has.
            </li>
            <li>
              Rather look around first? <code>npx tracebin demo</code> fills a bin with an example.
            </li>
          </ul>
        </section>
      </section>
    </main>
  );
}
