import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { markersQuery, transactionProfileQuery, transactionQuery } from '../../api/load-queries.ts';
import { binQuery, findingsQuery } from '../../api/queries.ts';
import { LayerKey } from '../../charts/layer-bar.tsx';
import { LagText } from '../../controls/lag-text.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { FindingList } from '../../findings/finding-list.tsx';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { NoRows } from '../../table/no-rows.tsx';
import { PageHead } from '../../table/page-head.tsx';
import { pick } from '../../table/pick.ts';
import { ScopeChoices } from '../../table/scope-choices.tsx';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { rangeOf } from '../../time/time-range.ts';
import { AttemptTable } from './attempt-table.tsx';
import { Distribution } from './distribution.tsx';
import { OperationTable } from './operation-tables.tsx';
import { ProfileWaterfall } from './profile-waterfall.tsx';
import { SampleTable } from './sample-table.tsx';
import type { TransactionAround } from './transaction-around.ts';
import { TransactionFigures } from './transaction-figures.tsx';
import { TransactionTracks } from './transaction-tracks.tsx';
import './transaction.css';
import { shownName } from '../../format/numbers.ts';
import { VersionTable } from './version-table.tsx';

const route = getRouteApi('/b/$bin/transaction');

const SHOWN_FINDINGS = 5;

/** One endpoint or job. */
export function TransactionPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const { data: answer } = useQuery(binQuery(bin));
  const { service, name, environment, version, min, max } = search;
  const range = pick(search, ['from', 'to']);
  const scope = pick(search, ['environment', 'from', 'to']);
  const asked = {
    service,
    name,
    ...scope,
    ...(version === undefined ? {} : { version }),
    ...(min === undefined ? {} : { minDuration: min }),
    ...(max === undefined ? {} : { maxDuration: max }),
  };
  const detail = useQuery(transactionQuery(bin, asked));
  const { data, error } = detail;
  const hasData = data !== undefined && data.histogram.hits.length > 0;
  const profile = useQuery({ ...transactionProfileQuery(bin, asked), enabled: hasData });
  const markers = useQuery({
    ...markersQuery(bin, { ...range, ...(service === '' ? {} : { service }) }),
    enabled: hasData,
  });
  const findings = useQuery({
    ...findingsQuery(bin, { ...scope, ...(service === '' ? {} : { service }), transaction: name }),
    enabled: hasData && name !== '',
  });
  const slow = useSlow(detail.isFetching);
  const waitsForProfile = useSlow(profile.isFetching);
  const nowMs = detail.dataUpdatedAt === 0 ? Date.now() : detail.dataUpdatedAt;
  const around: TransactionAround = {
    bin,
    now: new Date(nowMs),
    scope,
    table: (of) => ({
      from: data?.from ?? '',
      view: search[of],
      change: (view, replace) => change({ [of]: view }, replace),
    }),
  };
  usePageTitle(shownName(name), answer?.name);
  useKeys('Transaction', [
    { keys: 'r', label: 'Ask again', run: () => void detail.refetch() },
    {
      keys: 'p',
      label: 'Average or p95',
      run: () => change({ profile: search.profile === 'slow' ? undefined : 'slow' }),
    },
  ]);
  return (
    <main className="transaction table-page">
      <PageHead
        title={
          <>
            {shownName(name)} <span className="crumb">{service}</span>
          </>
        }
        range={search}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={change}
      >
        <ScopeChoices
          bin={bin}
          range={range}
          scope={{ environment }}
          choices={{ environments: data?.environments ?? [] }}
          change={(chosen) => change({ environment: chosen.environment })}
        />
        {version !== undefined && (
          <button type="button" className="ctl plain" onClick={() => change({ version: undefined })}>
            <span className="k">version</span> {version} ×
          </button>
        )}
      </PageHead>
      {error !== null && <ErrorView error={error} retry={() => void detail.refetch()} />}
      {data === undefined && error === null && slow && (
        <div className="tracks-skeleton" role="status" aria-label="Asking for the transaction" />
      )}
      {data !== undefined && error === null && !hasData && (
        <NoRows
          bin={bin}
          answer={answer}
          what="Distribution, layers and queries"
          title="It did not run here"
          range={search}
          filters={[
            { label: 'environment', value: environment, clear: () => change({ environment: undefined }) },
            { label: 'version', value: version, clear: () => change({ version: undefined }) },
          ]}
          widen={() => change({ from: '-7d', to: undefined })}
        />
      )}
      {hasData && error === null && (
        <div className={detail.isPlaceholderData ? 'stale' : undefined} aria-busy={detail.isPlaceholderData}>
          <TransactionFigures data={data} isPart={min !== undefined || max !== undefined} />
          <Distribution
            histogram={data.histogram}
            percentiles={data.percentiles}
            min={min}
            max={max}
            choose={change}
          />
          <TransactionTracks
            data={data}
            markers={markers.data?.markers ?? []}
            noun="request"
            zoom={(part) => change(rangeOf(part.from, part.to))}
          />
          <ProfileWaterfall
            data={profile.data}
            isSlow={search.profile === 'slow'}
            choose={(isSlow) => change({ profile: isSlow ? 'slow' : undefined })}
            isWaiting={waitsForProfile}
            from={data.from}
          />
          <div className="halves">
            <OperationTable
              id="queries"
              title="Queries"
              head="Statement"
              layers={['db', 'cache']}
              operations={data.operations}
              around={around}
              none="It asks no database and no cache."
            />
            <OperationTable
              id="calls"
              title="Calls to others"
              head="Who is called"
              layers={['http', 'queue', 'other']}
              operations={data.operations}
              around={around}
              none="It calls no other service and no queue."
            />
            <SampleTable samples={data.samples} around={around} />
            <div>
              <VersionTable
                versions={data.versions}
                chosen={version}
                choose={(chosen) => change({ version: chosen })}
                around={around}
              />
              {data.attempts.attempt.length > 0 && <AttemptTable attempts={data.attempts} around={around} />}
              <section className="its-findings">
                <div className="sec">
                  <h2>Findings</h2>
                </div>
                <FindingList
                  bin={bin}
                  findings={findings.data?.findings}
                  failed={findings.isError}
                  most={SHOWN_FINDINGS}
                  none="Nothing was found in it."
                  search={{ ...scope, ...(service === '' ? {} : { service }) }}
                />
              </section>
            </div>
          </div>
          <p className="foot small muted" role="status">
            <LagText data={data} nowMs={nowMs} />
            {slow && <span>asking…</span>}
            <span className="right">
              <LayerKey />
            </span>
          </p>
        </div>
      )}
    </main>
  );
}
