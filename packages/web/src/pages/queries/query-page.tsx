import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount, formatDuration, type QueryAnswer } from '@tracebin/model';
import { queryQuery } from '../../api/cause-queries.ts';
import { binQuery } from '../../api/queries.ts';
import { StepTrack } from '../../charts/step-track.tsx';
import { CopyButton } from '../../controls/copy-text.tsx';
import { LagText } from '../../controls/lag-text.tsx';
import { DurationText } from '../../controls/quantity.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { formatPerMinute } from '../../table/cells.tsx';
import { Figure } from '../../table/figure.tsx';
import { PageHead } from '../../table/page-head.tsx';
import { pick } from '../../table/pick.ts';
import { ScopeChoices } from '../../table/scope-choices.tsx';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { absoluteRange, rangeOf } from '../../time/time-range.ts';
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
  const { data, error } = query;
  const slow = useSlow(query.isFetching);
  const nowMs = query.dataUpdatedAt === 0 ? Date.now() : query.dataUpdatedAt;
  const summary = data?.summary || 'Statement';
  usePageTitle(summary, answer?.name);
  useKeys('Statement', [{ keys: 'r', label: 'Ask again', run: () => void query.refetch() }]);
  const { from, to } = data === undefined ? absoluteRange(search, nowMs) : bothEnds(data);
  const zoom = (start: number, end: number) => change(rangeOf(start, end));
  return (
    <main className="table-page detail-page">
      <PageHead
        title={
          <>
            <Link className="crumb" to="/b/$bin/queries" params={{ bin }} search={listSearch(search, data)}>
              Queries
            </Link>
            <span className="crumb"> / </span>
            {summary}
          </>
        }
        range={search}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={change}
      >
        <ScopeChoices
          scope={search}
          choices={{ services: [...new Set(data?.callers.map(({ service }) => service))] }}
          change={change}
        />
      </PageHead>
      {error !== null && <ErrorView error={error} retry={() => void query.refetch()} />}
      {data === undefined && error === null && slow && (
        <p className="soft" role="status">
          asking…
        </p>
      )}
      {data !== undefined && error === null && (
        <div className={query.isPlaceholderData ? 'stale' : undefined} aria-busy={query.isPlaceholderData}>
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
              />
              <CallerTable
                bin={bin}
                callers={data.callers}
                total={data.figures.total[0]!}
                range={pick(search, ['from', 'to'])}
              />
              <SlowestTable bin={bin} slowest={data.slowest} now={new Date(nowMs)} />
              <Places data={data} />
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

const bothEnds = ({ from, to }: QueryAnswer) => ({ from: Date.parse(from), to: Date.parse(to) });

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
