import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount, formatDuration, type QueryAnswer } from '@tracebin/model';
import { queryQuery } from '../../api/cause-queries.ts';
import { binQuery } from '../../api/queries.ts';
import { StepTrack } from '../../charts/step-track.tsx';
import { CopyButton } from '../../controls/copy-text.tsx';
import { DurationText } from '../../controls/quantity.tsx';
import { useMarkers } from '../../load/use-markers.ts';
import { formatPerMinute } from '../../table/cells.tsx';
import { DetailPage } from '../../table/detail-page.tsx';
import { Figure } from '../../table/figure.tsx';
import { pick } from '../../table/pick.ts';
import { ScopeChoices } from '../../table/scope-choices.tsx';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { rangeOf, type TimeRange } from '../../time/time-range.ts';
import { CallerTable } from './caller-table.tsx';
import { figuresAt, perCall, type QueryFigures } from './query-row.ts';
import { SlowestTable } from './slowest-table.tsx';

const route = getRouteApi('/b/$bin/queries/$fingerprint');
const SCOPE = ['service', 'environment', 'from', 'to'] as const;

/** One statement: what it costs, since when, who asks it how often, where in the code, and its slowest calls. */
export function QueryPage() {
  const { bin, fingerprint } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const { data: answer } = useQuery(binQuery(bin));
  const query = useQuery(queryQuery(bin, fingerprint, pick(search, SCOPE)));
  const { data } = query;
  return (
    <DetailPage
      list={
        <Link className="crumb" to="/b/$bin/queries" params={{ bin }} search={listSearch(search, data)}>
          Queries
        </Link>
      }
      noun="Statement"
      name={data?.summary || undefined}
      answer={answer}
      query={query}
      range={search}
      change={change}
      choices={
        <ScopeChoices
          scope={search}
          choices={{ services: [...new Set(data?.callers.map(({ service }) => service))] }}
          change={change}
        />
      }
    >
      {(found, nowMs) => (
        <QueryBody
          bin={bin}
          data={found}
          now={new Date(nowMs)}
          range={pick(search, ['from', 'to'])}
          change={change}
        />
      )}
    </DetailPage>
  );
}

interface QueryBodyProps {
  bin: string;
  data: QueryAnswer;
  now: Date;
  range: { from?: string; to?: string };
  change: (range: TimeRange) => void;
}

function QueryBody({ bin, data, now, range, change }: QueryBodyProps) {
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
                name: `in ${formatDuration(data.steps.lengthMs * 1e6)}`,
                values: data.steps.calls,
                color: 'rest-fill',
                filled: true,
              },
            ]}
            format={(value) => formatCount(Math.round(value))}
            integers
            zoom={zoom}
            markers={markers}
          />
          <CallerTable bin={bin} callers={data.callers} total={data.figures.total[0]!} range={range} />
          <SlowestTable bin={bin} slowest={data.slowest} now={now} />
          <Places data={data} />
        </>
      )}
    </>
  );
}

/** Back to the list, in the same range, where this statement stands. */
function listSearch(search: ReturnType<typeof route.useSearch>, data: QueryAnswer | undefined) {
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

function Places({ data: { places } }: { data: QueryAnswer }) {
  if (places.length === 0) return null;
  return (
    <section>
      <div className="sec">
        <h2>Where in the code</h2>
      </div>
      <ul className="places">
        {places.map(({ file, line, function: inside, calls }) => (
          <li key={`${file}:${line}:${inside}`} className="row">
            <code className="clip">{line > 0 ? `${file}:${line}` : file}</code>
            {inside !== '' && <code className="muted clip">{inside}</code>}
            <span className="muted small right nowrap">{formatCount(Math.round(calls))} calls</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
