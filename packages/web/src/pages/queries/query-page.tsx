import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { formatCount, formatDuration, type QueryAnswer } from '@tracebin/model';
import { queryQuery } from '../../api/cause-queries.ts';
import { StepTrack } from '../../charts/step-track.tsx';
import { CopyButton } from '../../controls/copy-text.tsx';
import { DurationText } from '../../controls/quantity.tsx';
import { formatColumnCount } from '../../format/numbers.ts';
import { formatStep } from '../../format/times.ts';
import { useMarkers } from '../../load/use-markers.ts';
import { formatPerMinute } from '../../table/cells.tsx';
import { type Around, DetailPage } from '../../table/detail-page.tsx';
import { Figure } from '../../table/figure.tsx';
import { pick } from '../../table/pick.ts';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { rangeOf } from '../../time/time-range.ts';
import { CallerTable } from './caller-table.tsx';
import { PlaceTable } from './place-table.tsx';
import type { QuerySearch } from './queries-search.ts';
import { figuresAt, perCall, type QueryFigures } from './query-row.ts';
import { SlowestTable } from './slowest-table.tsx';

const route = getRouteApi('/b/$bin/queries/$fingerprint');
const SCOPE = ['service', 'environment', 'from', 'to'] as const;

/** One statement: what it costs, since when, who asks it how often, where in the code, and its slowest calls. */
export function QueryPage() {
  const { bin, fingerprint } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const query = useQuery(queryQuery(bin, fingerprint, pick(search, SCOPE)));
  const { data } = query;
  return (
    <DetailPage
      bin={bin}
      list={{ title: 'Queries', to: '/b/$bin/queries', search: listSearch(search, data) }}
      noun="Statement"
      name={data?.summary || undefined}
      query={query}
      search={search}
      change={change}
      services={data?.askers ?? []}
    >
      {(found, around) => <QueryBody data={found} around={around} />}
    </DetailPage>
  );
}

interface QueryBodyProps {
  data: QueryAnswer;
  around: Around<QuerySearch>;
}

function QueryBody({ data, around }: QueryBodyProps) {
  const { bin, range, change } = around;
  const [from, to] = [Date.parse(data.from), Date.parse(data.to)];
  const zoom = (start: number, end: number) => change(rangeOf(start, end));
  const markers = useMarkers(bin, range);
  return (
    <>
      <div className="said">
        <pre className="code wrap">{data.statement || data.summary}</pre>
        <p className="row small muted">
          {[data.system, ...data.targets].filter((each) => each !== '').join(' · ')}
          <CopyButton text={data.statement} name="Copy the statement" />
        </p>
      </div>
      {data.figures.calls[0] === 0 ? (
        <p className="soft none">It was not asked in this range.</p>
      ) : (
        <>
          <Figures figures={figuresAt(data.figures, 0)} minutes={(to - from) / 60_000} />
          <StepTrack
            title="Time spent"
            withLabels
            from={from}
            to={to}
            lines={[
              {
                name: 'all calls together',
                values: data.steps.total,
                color: `layer-${data.layer}`,
                filled: true,
              },
            ]}
            format={formatDuration}
            zoom={zoom}
            markers={markers}
          />
          <StepTrack
            title="One call"
            from={from}
            to={to}
            lines={[
              { name: 'p95', values: data.steps.p95, color: 'ink' },
              { name: 'median', values: data.steps.median, color: 'ink-mark' },
            ]}
            format={formatDuration}
            zoom={zoom}
            markers={markers}
          />
          <StepTrack
            title="Calls"
            from={from}
            to={to}
            lines={[
              {
                name: `in ${formatStep(data.steps.lengthMs)}`,
                values: data.steps.calls,
                color: 'rest-fill',
                filled: true,
              },
            ]}
            format={formatColumnCount}
            integers
            zoom={zoom}
            markers={markers}
          />
          <CallerTable around={around} callers={data.callers} total={data.figures.total[0]!} />
          <SlowestTable around={around} slowest={data.slowest} />
          {data.places.length > 0 && <PlaceTable around={around} places={data.places} />}
        </>
      )}
    </>
  );
}

/** Back to the list, in the same range, where this statement stands. */
function listSearch(search: QuerySearch, data: QueryAnswer | undefined) {
  return { ...pick(search, SCOPE), ...(data?.layer === 'cache' ? { layer: 'cache' as const } : {}) };
}

function Figures({ figures, minutes }: { figures: QueryFigures; minutes: number }) {
  const { mean, rowsPerCall } = perCall(figures);
  return (
    <dl className="figures">
      <Figure name="Calls">
        {formatCount(Math.round(figures.calls))}{' '}
        <span className="muted small">{formatPerMinute(figures.calls / Math.max(minutes, 1 / 60))} /min</span>
      </Figure>
      <Figure name="Time spent">
        <DurationText duration={figures.total} />
      </Figure>
      <Figure name="Mean">
        <DurationText duration={mean} />
      </Figure>
      <Figure name="Median">
        <DurationText duration={figures.median} />
      </Figure>
      <Figure name="Slow (p95)">
        <DurationText duration={figures.p95} />
      </Figure>
      <Figure name="Slowest">
        <DurationText duration={figures.max} />
      </Figure>
      <Figure name="Calls in one request">
        {formatCount(figures.callsMedian)}
        <span className="muted small">
          {' '}
          p95 {formatCount(figures.callsP95)}, most {formatCount(figures.callsMax)}
        </span>
      </Figure>
      {figures.rows > 0 && (
        <Figure name="Rows a call">{rowsPerCall.toFixed(rowsPerCall < 10 ? 1 : 0)}</Figure>
      )}
      <Figure name="Errors">
        <span className={figures.errors > 0 ? 'bad' : undefined}>
          {formatCount(Math.round(figures.errors))}
        </span>
      </Figure>
    </dl>
  );
}
