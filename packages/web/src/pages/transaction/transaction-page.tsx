import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { markersQuery, transactionProfileQuery, transactionQuery } from '../../api/load-queries.ts';
import { binQuery, findingsQuery } from '../../api/queries.ts';
import { LayerKey } from '../../charts/layer-bar.tsx';
import { ChoiceFilter } from '../../controls/choice-filter.tsx';
import { LagText } from '../../controls/lag-text.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { FindingList } from '../../findings/finding-list.tsx';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { NoRows } from '../../table/no-rows.tsx';
import { PageHead } from '../../table/page-head.tsx';
import { rangeOf } from '../../time/time-range.ts';
import { Distribution } from './distribution.tsx';
import { OperationTable } from './operation-tables.tsx';
import { ProfileWaterfall } from './profile-waterfall.tsx';
import { SampleTable } from './sample-table.tsx';
import { TransactionFigures } from './transaction-figures.tsx';
import type { TransactionPageSearch } from './transaction-search.ts';
import { TransactionTracks } from './transaction-tracks.tsx';
import './transaction.css';
import { VersionTable } from './version-table.tsx';

const route = getRouteApi('/b/$bin/transaction');

type SearchChange = { [Name in keyof TransactionPageSearch]?: TransactionPageSearch[Name] | undefined };

const SHOWN_FINDINGS = 5;

/** One endpoint or job. */
export function TransactionPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: answer } = useQuery(binQuery(bin));
  const { service, name, environment, version, min, max, from, to } = search;
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const asked = {
    service,
    name,
    ...range,
    ...(environment === undefined ? {} : { environment }),
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
    ...findingsQuery(bin, { ...range, ...(service === '' ? {} : { service }), transaction: name }),
    enabled: hasData && name !== '',
  });
  const slow = useSlow(detail.isFetching);
  const waitsForProfile = useSlow(profile.isFetching);
  const nowMs = detail.dataUpdatedAt === 0 ? Date.now() : detail.dataUpdatedAt;
  const change = useCallback(
    (wanted: SearchChange) =>
      void navigate({
        search: (before: TransactionPageSearch) =>
          Object.fromEntries(
            Object.entries({ ...before, ...wanted }).filter(([, value]) => value !== undefined),
          ) as unknown as TransactionPageSearch,
        resetScroll: false,
      }),
    [navigate],
  );
  usePageTitle(name === '' ? 'unnamed' : name, answer?.name);
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
            {name === '' ? 'unnamed' : name} <span className="crumb">{service}</span>
          </>
        }
        range={search}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={change}
      >
        {((data?.environments.length ?? 0) > 0 || environment !== undefined) && (
          <ChoiceFilter
            label="environment"
            value={environment}
            choices={data?.environments ?? []}
            choose={(chosen) => change({ environment: chosen })}
          />
        )}
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
          />
          <div className="halves">
            <OperationTable
              bin={bin}
              title="Queries"
              layers={['db', 'cache']}
              operations={data.operations}
              empty="It asks no database and no cache."
            />
            <OperationTable
              bin={bin}
              title="Calls to others"
              layers={['http', 'queue', 'other']}
              operations={data.operations}
              empty="It calls no other service and no queue."
            />
            <SampleTable bin={bin} samples={data.samples} now={new Date(nowMs)} />
            <div>
              <VersionTable
                versions={data.versions}
                chosen={version}
                choose={(chosen) => change({ version: chosen })}
                now={new Date(nowMs)}
              />
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
                  search={range}
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
