import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ErrorAnswer, formatCount } from '@tracebin/model';
import { errorQuery } from '../../api/cause-queries.ts';
import { StepTrack } from '../../charts/step-track.tsx';
import { formatColumnCount } from '../../format/numbers.ts';
import { formatAgo, formatStep } from '../../format/times.ts';
import { useMarkers } from '../../load/use-markers.ts';
import { type Around, DetailPage } from '../../table/detail-page.tsx';
import { Figure } from '../../table/figure.tsx';
import { pick } from '../../table/pick.ts';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { absoluteRange, rangeOf } from '../../time/time-range.ts';
import { ErrorTransactions, ErrorVersions, NewestErrors } from './error-parts.tsx';
import { errorName } from './error-row.ts';
import { ErrorStack } from './error-stack.tsx';
import type { ErrorSearch } from './errors-search.ts';
import './errors.css';

const route = getRouteApi('/b/$bin/errors/$group');
const ASKED = ['environment', 'from', 'to'] as const;

/** One group of alike errors: since when, in which versions, where it happens, its newest traces and stack. */
export function ErrorGroupPage() {
  const { bin, group } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const errors = useQuery(errorQuery(bin, group, pick(search, ASKED)));
  return (
    <DetailPage
      bin={bin}
      list={{ title: 'Errors', to: '/b/$bin/errors', search: pick(search, ASKED) }}
      noun="Error"
      name={errors.data === undefined ? undefined : errorName(errors.data)}
      query={errors}
      search={search}
      change={change}
    >
      {(data, around) => <ErrorBody data={data} around={around} />}
    </DetailPage>
  );
}

interface ErrorBodyProps {
  data: ErrorAnswer;
  around: Around<ErrorSearch>;
}

function ErrorBody({ data, around }: ErrorBodyProps) {
  const { bin, now, range, change } = around;
  const { from, to } = absoluteRange(data, now.getTime());
  const markers = useMarkers(bin, { ...range, ...(data.service === '' ? {} : { service: data.service }) });
  return (
    <>
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
                name: `in ${formatStep(data.steps.lengthMs)}`,
                values: data.steps.errors,
                color: 'bad-fill',
                filled: true,
              },
            ]}
            format={formatColumnCount}
            integers
            markers={markers}
            withLabels
            zoom={(start, end) => change(rangeOf(start, end))}
          />
          {data.newest[0] !== undefined && <ErrorStack bin={bin} newest={data.newest[0]} />}
          <ErrorTransactions around={around} service={data.service} transactions={data.transactions} />
          <ErrorVersions around={around} versions={data.versions} />
          <NewestErrors around={around} newest={data.newest} />
        </>
      )}
    </>
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
