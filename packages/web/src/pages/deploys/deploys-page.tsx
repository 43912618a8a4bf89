import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Marker } from '@tracebin/model';
import { useCallback, useMemo } from 'react';
import { comparisonQuery, markersQuery } from '../../api/load-queries.ts';
import { binQuery, findingsQuery } from '../../api/queries.ts';
import { ChoiceFilter } from '../../controls/choice-filter.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { FindingList } from '../../findings/finding-list.tsx';
import { formatRange } from '../../format/times.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { PageHead } from '../../table/page-head.tsx';
import { TableSkeleton } from '../../table/table-skeleton.tsx';
import { comparisonOf } from './comparison-of.ts';
import { comparisonRows, VERDICT_WORDS, verdictCounts } from './comparison-rows.ts';
import { ComparisonTable } from './comparison-table.tsx';
import { DeployList } from './deploy-list.tsx';
import './deploys.css';
import { DEFAULT_DEPLOYS_FROM, type DeploysSearch } from './deploys-search.ts';
import { MarkHint } from './mark-hint.tsx';
import { TimeChoice } from './time-choice.tsx';

const route = getRouteApi('/b/$bin/deploys');

type SearchChange = { [Name in keyof DeploysSearch]?: DeploysSearch[Name] | undefined };

/** Choosing one comparison takes the others back. */
const SHOWN_FINDINGS = 10;
const NO_COMPARISON = {
  version: undefined,
  before: undefined,
  moment: undefined,
  beforeFrom: undefined,
  beforeTo: undefined,
  afterFrom: undefined,
  afterTo: undefined,
};

/** Did the fix work? */
export function DeploysPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: answer } = useQuery(binQuery(bin));
  const { service, environment, group } = search;
  const range = {
    from: search.from ?? DEFAULT_DEPLOYS_FROM,
    ...(search.to === undefined ? {} : { to: search.to }),
  };
  const scope = {
    ...(service === undefined ? {} : { service }),
    ...(environment === undefined ? {} : { environment }),
  };
  const markers = useQuery(markersQuery(bin, { ...range, ...scope }));
  const nowMs = markers.dataUpdatedAt === 0 ? Date.now() : markers.dataUpdatedAt;
  const all = markers.data?.markers ?? [];
  const chosen = useMemo(() => comparisonOf(search, all, nowMs), [search, all, nowMs]);
  const comparison = useQuery({
    ...comparisonQuery(bin, chosen?.search ?? {}),
    enabled: chosen !== undefined,
  });
  const { data } = comparison;
  const error = markers.error ?? comparison.error;
  const fixed = useQuery({
    ...findingsQuery(bin, { ...range, ...(service === undefined ? {} : { service }), status: 'fixed' }),
    enabled: data !== undefined,
  });
  const slow = useSlow(markers.isFetching || comparison.isFetching);
  const change = useCallback(
    (wanted: SearchChange) =>
      void navigate({ search: (before: DeploysSearch) => merged(before, wanted), resetScroll: false }),
    [navigate],
  );
  usePageTitle('Deploys', answer?.name);
  useKeys('Deploys', [
    {
      keys: 'r',
      label: 'Ask again',
      run: () => {
        void markers.refetch();
        void comparison.refetch();
      },
    },
  ]);
  const versions = data?.versions ?? [];
  const searchOf = (marker: Marker): DeploysSearch => {
    return merged(search, {
      ...NO_COMPARISON,
      ...(marker.service !== '' && marker.before !== '' && !marker.isRollback
        ? { service: marker.service, version: marker.version, before: marker.before }
        : { moment: marker.at, ...(marker.service === '' ? {} : { service: marker.service }) }),
    });
  };
  const isChosen = (marker: Marker) =>
    search.moment === undefined
      ? search.version !== undefined && marker.version === search.version && marker.service === service
      : marker.at === search.moment;
  const counts = data === undefined ? [] : verdictCounts(comparisonRows(data));
  return (
    <main className="deploys table-page">
      <PageHead
        title="Deploys"
        range={range}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={(wanted) => change({ ...wanted, ...NO_COMPARISON })}
      >
        <ChoiceFilter
          label="service"
          value={service}
          choices={answer?.services ?? []}
          choose={(wanted) => change({ ...NO_COMPARISON, service: wanted })}
        />
        <button
          type="button"
          className="ctl plain"
          aria-pressed={group === 'jobs'}
          onClick={() => change({ group: group === 'jobs' ? undefined : 'jobs' })}
        >
          <span className="k">compare</span> {group === 'jobs' ? 'jobs' : 'endpoints'}
        </button>
      </PageHead>
      {error !== null && <ErrorView error={error} retry={() => void markers.refetch()} />}
      {markers.data === undefined && error === null && slow && <TableSkeleton what="deploys" />}
      {markers.data !== undefined && error === null && (
        <>
          {all.length > 0 ? (
            <DeployList bin={bin} markers={all} now={new Date(nowMs)} chosen={searchOf} isChosen={isChosen} />
          ) : (
            <MarkHint bin={bin} address={answer?.address} />
          )}
          <div className="sec comparison-head">
            <h2>{chosen?.title ?? 'Compare'}</h2>
            {service !== undefined && versions.length > 1 && (
              <span className="row">
                <ChoiceFilter
                  label="after"
                  value={search.version}
                  choices={versions}
                  choose={(wanted) =>
                    change({
                      ...NO_COMPARISON,
                      version: wanted,
                      before: search.before ?? versions.find((each) => each !== wanted),
                    })
                  }
                />
                <ChoiceFilter
                  label="before"
                  value={search.before}
                  choices={versions}
                  choose={(wanted) =>
                    change({
                      ...NO_COMPARISON,
                      before: wanted,
                      version: search.version ?? versions.find((each) => each !== wanted),
                    })
                  }
                />
              </span>
            )}
            {counts.length > 0 && (
              <span className="counts">
                {counts.map(({ verdict, count }) => (
                  <span
                    key={verdict}
                    className={verdict === 'worse' ? 'bad' : verdict === 'improved' ? 'good' : 'soft'}
                  >
                    {count} {VERDICT_WORDS[verdict]}
                  </span>
                ))}
              </span>
            )}
            <span className="right">
              <TimeChoice
                before={timesOf(data?.before, nowMs - 7_200_000)}
                after={timesOf(data?.after, nowMs - 3_600_000)}
                choose={(times) => change({ ...NO_COMPARISON, ...times })}
              />
            </span>
          </div>
          {data !== undefined && chosen !== undefined && (
            <p className="small muted sides">
              {sideText(data.after, nowMs)} against {sideText(data.before, nowMs)}
              {service !== undefined && `, ${service}`}
            </p>
          )}
          {chosen === undefined && (
            <p className="soft none">
              No deploy in this range. Choose a longer one, or compare any two times: “Two times…”.
            </p>
          )}
          {data !== undefined && chosen !== undefined && data.count === 0 && (
            <p className="soft none">Nothing ran on either side.</p>
          )}
          {data !== undefined && chosen !== undefined && data.count > 0 && (
            <div className={comparison.isPlaceholderData ? 'stale' : undefined}>
              <ComparisonTable
                bin={bin}
                data={data}
                search={search}
                change={change}
                nowMs={nowMs}
                slow={slow}
              />
            </div>
          )}
          {(fixed.data?.findings.length ?? 0) > 0 && (
            <section className="fixed-findings">
              <div className="sec">
                <h2>Findings fixed</h2>
                <span className="small muted">they ran in this range and no longer do</span>
              </div>
              <FindingList
                bin={bin}
                findings={fixed.data?.findings}
                most={SHOWN_FINDINGS}
                none="None."
                search={range}
              />
            </section>
          )}
        </>
      )}
    </main>
  );
}

const merged = (before: DeploysSearch, wanted: SearchChange): DeploysSearch =>
  Object.fromEntries(
    Object.entries({ ...before, ...wanted }).filter(([, value]) => value !== undefined),
  ) as DeploysSearch;

const timesOf = (side: { from: string; to: string } | undefined, otherwise: number) =>
  side === undefined
    ? { from: otherwise, to: otherwise + 3_600_000 }
    : { from: Date.parse(side.from), to: Date.parse(side.to) };

function sideText(side: { from: string; to: string; version: string | null }, nowMs: number): string {
  const times = formatRange(new Date(side.from), new Date(side.to), new Date(nowMs));
  return side.version === null ? times : `${side.version} (${times})`;
}
