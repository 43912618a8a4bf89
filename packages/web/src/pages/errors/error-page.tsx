import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ErrorAnswer, formatCount, formatDuration } from '@tracebin/model';
import { errorQuery } from '../../api/cause-queries.ts';
import { binQuery } from '../../api/queries.ts';
import { StepTrack } from '../../charts/step-track.tsx';
import { LagText } from '../../controls/lag-text.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { formatAgo } from '../../format/times.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { Figure } from '../../table/figure.tsx';
import { PageHead } from '../../table/page-head.tsx';
import { pick } from '../../table/pick.ts';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { absoluteRange, rangeOf } from '../../time/time-range.ts';
import { ErrorTransactions, ErrorVersions, NewestErrors } from './error-parts.tsx';
import { errorName } from './error-row.ts';
import { ErrorStack } from './error-stack.tsx';
import './errors.css';

const route = getRouteApi('/b/$bin/errors/$group');
const ASKED = ['environment', 'from', 'to'] as const;

/** One group of alike errors: since when, in which versions, where it happens, its newest traces and stack. */
export function ErrorGroupPage() {
  const { bin, group } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const { data: answer } = useQuery(binQuery(bin));
  const errors = useQuery(errorQuery(bin, group, pick(search, ASKED)));
  const { data, error } = errors;
  const slow = useSlow(errors.isFetching);
  const nowMs = errors.dataUpdatedAt === 0 ? Date.now() : errors.dataUpdatedAt;
  const now = new Date(nowMs);
  const name = data === undefined ? 'Error' : errorName(data);
  usePageTitle(name, answer?.name);
  useKeys('Error', [{ keys: 'r', label: 'Ask again', run: () => void errors.refetch() }]);
  const { from, to } = absoluteRange(data ?? search, nowMs);
  return (
    <main className="table-page detail-page">
      <PageHead
        title={
          <>
            <Link className="crumb" to="/b/$bin/errors" params={{ bin }} search={pick(search, ASKED)}>
              Errors
            </Link>
            <span className="crumb"> / </span>
            {name}
          </>
        }
        range={search}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={change}
      />
      {error !== null && <ErrorView error={error} retry={() => void errors.refetch()} />}
      {data === undefined && error === null && slow && (
        <p className="soft" role="status">
          asking…
        </p>
      )}
      {data !== undefined && error === null && (
        <div className={errors.isPlaceholderData ? 'stale' : undefined} aria-busy={errors.isPlaceholderData}>
          <div className="said">
            <pre className="code wrap">{data.message || 'no message'}</pre>
            <p className="row small muted">
              <span>
                {data.service} · <code>{data.place}</code>
              </span>
            </p>
          </div>
          <Figures data={data} now={now} />
          {data.errors === 0 ? (
            <p className="soft none">It did not happen in this range.</p>
          ) : (
            <>
              <StepTrack
                title="Errors"
                from={from}
                to={to}
                lines={[
                  {
                    name: `in ${formatDuration(data.steps.lengthMs * 1e6)}`,
                    values: data.steps.errors,
                    color: 'bad-fill',
                    filled: true,
                  },
                ]}
                format={(value) => formatCount(Math.round(value))}
                integers
                zoom={(start, end) => change(rangeOf(start, end))}
              />
              {data.newest[0] !== undefined && <ErrorStack bin={bin} newest={data.newest[0]} />}
              <ErrorTransactions
                bin={bin}
                service={data.service}
                transactions={data.transactions}
                range={pick(search, ['from', 'to'])}
                now={now}
              />
              <ErrorVersions versions={data.versions} now={now} />
              <NewestErrors bin={bin} newest={data.newest} now={now} />
            </>
          )}
          <p className="foot small muted" role="status">
            <LagText data={data} nowMs={nowMs} />
            {slow && <span>asking…</span>}
          </p>
        </div>
      )}
    </main>
  );
}

function Figures({ data, now }: { data: ErrorAnswer; now: Date }) {
  return (
    <dl className="figures">
      <Figure name="In this range">{formatCount(Math.round(data.errors))}</Figure>
      <Figure name="First seen">
        {formatAgo(new Date(data.firstSeen), now)}
        {data.firstVersion !== '' && <span className="muted small"> in {data.firstVersion}</span>}
        {data.isNew && (
          <>
            {' '}
            <span className="tag hot">new since deploy</span>
          </>
        )}
      </Figure>
      <Figure name="Last seen">
        {formatAgo(new Date(data.lastSeen), now)}
        {data.lastVersion !== '' && <span className="muted small"> in {data.lastVersion}</span>}
      </Figure>
    </dl>
  );
}
