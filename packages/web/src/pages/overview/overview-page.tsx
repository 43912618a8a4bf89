import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { binQuery, findingsQuery, overviewQuery, transactionsQuery } from '../../api/queries.ts';
import { LagText } from '../../controls/lag-text.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { formatPlural } from '../../format/numbers.ts';
import { isComparable } from '../../load/load-figures.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { NoRows } from '../../table/no-rows.tsx';
import { PageHead } from '../../table/page-head.tsx';
import { pick } from '../../table/pick.ts';
import { ScopeChoices } from '../../table/scope-choices.tsx';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { rangeOf } from '../../time/time-range.ts';
import { COMPARED_WITH, CompareChoice } from './compare-choice.tsx';
import { LoadTracks } from './load-tracks.tsx';
import { OpenFindings } from './open-findings.tsx';
import './overview.css';
import { SlowestList } from './slowest-list.tsx';

const route = getRouteApi('/b/$bin/overview');

/** While nothing is there, the first request that is worked up shall not need a key. */
const EMPTY_REFETCH_MS = 2_000;

/** What is slow, and since when. */
export function OverviewPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const { data: answer } = useQuery(binQuery(bin));
  const { group, service, environment, layer } = search;
  const kept = pick(search, ['service', 'environment', 'from', 'to']);
  const asked = { ...kept, ...(group === undefined ? {} : { group }) };
  const compare = search.compare ?? 'day';
  const overview = useQuery({
    ...overviewQuery(bin, { ...asked, ...(compare === 'none' ? {} : { compare }) }),
    refetchInterval: (query) => (query.state.data?.all.hits === 0 ? EMPTY_REFETCH_MS : false),
  });
  const { data, error } = overview;
  const hasData = data !== undefined && data.all.hits > 0;
  // An app that only works off jobs has data, and this page shows it: it must not say that there is none.
  const jobs = useQuery({
    ...overviewQuery(bin, { ...kept, group: 'jobs' }),
    enabled: data !== undefined && !hasData && group === undefined,
    refetchInterval: (query) => (query.state.data?.all.hits === 0 ? EMPTY_REFETCH_MS : false),
  });
  const jobRuns = hasData || group === 'jobs' ? 0 : (jobs.data?.all.hits ?? 0);
  const transactions = useQuery({
    ...transactionsQuery(bin, { group: group ?? 'endpoints', ...kept }),
    enabled: hasData,
  });
  const findings = useQuery({ ...findingsQuery(bin, kept), enabled: hasData });
  const slow = useSlow(overview.isFetching && data?.all.hits !== 0);
  const nowMs = overview.dataUpdatedAt === 0 ? Date.now() : overview.dataUpdatedAt;
  usePageTitle('Overview', answer?.name);
  useKeys('Overview', [
    {
      keys: 'r',
      label: 'Ask again',
      run: () => {
        void overview.refetch();
        void transactions.refetch();
        void findings.refetch();
      },
    },
  ]);
  const noun = group === 'jobs' ? 'run' : 'request';
  return (
    <main className="overview table-page">
      <PageHead
        title="Overview"
        range={search}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={change}
      >
        <ScopeChoices
          bin={bin}
          range={search}
          scope={search}
          choices={data ?? { services: [] }}
          change={change}
        />
        <CompareChoice value={search.compare} choose={(chosen) => change({ compare: chosen })} />
      </PageHead>
      {error !== null && <ErrorView error={error} retry={() => void overview.refetch()} />}
      {data === undefined && error === null && slow && (
        <div className="tracks-skeleton" role="status" aria-label="Asking for the overview" />
      )}
      {data !== undefined && error === null && !hasData && (
        <>
          {group === 'jobs' && (
            <p className="row small">
              <button type="button" className="link-button" onClick={() => change({ group: undefined })}>
                Web requests
              </button>
            </p>
          )}
          {jobRuns > 0 && (
            <section className="notice">
              <h1>Only jobs ran here</h1>
              <p className="soft">
                No web request in this range, but {formatPlural(jobRuns, 'run')} of jobs.
              </p>
              <p>
                <button type="button" className="ctl primary" onClick={() => change({ group: 'jobs' })}>
                  Show the jobs
                </button>
              </p>
            </section>
          )}
          {jobRuns === 0 && (
            <NoRows
              bin={bin}
              answer={answer}
              what="Time per request, throughput and errors"
              title={`No ${noun} here`}
              range={search}
              filters={[
                { label: 'service', value: service, clear: () => change({ service: undefined }) },
                { label: 'environment', value: environment, clear: () => change({ environment: undefined }) },
              ]}
              widen={() => change({ from: '-7d', to: undefined })}
            />
          )}
        </>
      )}
      {hasData && error === null && (
        <div
          className={overview.isPlaceholderData ? 'stale' : undefined}
          aria-busy={overview.isPlaceholderData}
        >
          <LoadTracks
            bin={bin}
            data={data}
            noun={noun}
            comparedWith={COMPARED_WITH[compare]}
            layer={layer}
            chooseLayer={(chosen) => change({ layer: chosen })}
            zoom={(range) => change(rangeOf(range.from, range.to))}
            actions={(range) => (
              <Link
                className="ctl"
                to="/b/$bin/traces"
                params={{ bin }}
                search={{
                  from: new Date(range.from).toISOString(),
                  to: new Date(range.to).toISOString(),
                  ...(service === undefined ? {} : { service }),
                  sort: 'longest',
                }}
              >
                Traces
              </Link>
            )}
          />
          <div className="lists">
            <SlowestList bin={bin} data={transactions.data} search={search} change={change} />
            <OpenFindings bin={bin} data={findings.data} failed={findings.isError} kept={kept} />
          </div>
          <p className="foot small muted" role="status">
            <LagText data={data} nowMs={nowMs} />
            {compare !== 'none' && data.before === null && (
              <span>The bin does not keep {COMPARED_WITH[compare]}, so nothing is compared</span>
            )}
            {data.before !== null && !isComparable(data) && (
              <span>Too little ran on {COMPARED_WITH[compare]} to compare with</span>
            )}
            {slow && <span>asking…</span>}
          </p>
        </div>
      )}
    </main>
  );
}
