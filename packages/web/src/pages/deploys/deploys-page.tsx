import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Marker } from '@tracebin/model';
import { useMemo } from 'react';
import { comparisonQuery, markersQuery } from '../../api/load-queries.ts';
import { binQuery, findingsQuery } from '../../api/queries.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { FindingList } from '../../findings/finding-list.tsx';
import { formatRange } from '../../format/times.ts';
import { useChoices } from '../../load/use-choices.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { PageHead } from '../../table/page-head.tsx';
import { pick } from '../../table/pick.ts';
import { ScopeChoices } from '../../table/scope-choices.tsx';
import { TableSkeleton } from '../../table/table-skeleton.tsx';
import { type ChangeOf, useChangeSearch } from '../../table/use-change-search.ts';
import { ComparisonHead } from './comparison-head.tsx';
import { comparisonOf } from './comparison-of.ts';
import { ComparisonTable } from './comparison-table.tsx';
import { DeployList } from './deploy-list.tsx';
import './deploys.css';
import { DEFAULT_DEPLOYS_FROM, type DeploysSearch, NO_COMPARISON } from './deploys-search.ts';
import { MarkHint } from './mark-hint.tsx';

const route = getRouteApi('/b/$bin/deploys');

const SHOWN_FINDINGS = 10;
const KEPT = ['group', 'service', 'environment', 'from', 'to', 'deploys', 'filter', 'sort', 'order'] as const;

/** Did the fix work? */
export function DeploysPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  /** Choosing one comparison takes the others back. */
  const compare = (wanted: ChangeOf<DeploysSearch>) => change({ ...NO_COMPARISON, ...wanted });
  const { data: answer } = useQuery(binQuery(bin));
  const { service, group } = search;
  const range = { from: DEFAULT_DEPLOYS_FROM, ...pick(search, ['from', 'to']) };
  const scope = pick(search, ['service', 'environment']);
  const choices = useChoices(bin, range);
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
    ...findingsQuery(bin, { ...range, ...scope, status: 'fixed' }),
    enabled: data !== undefined,
  });
  const slow = useSlow(markers.isFetching || comparison.isFetching);
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
  const searchOf = (marker: Marker): DeploysSearch => {
    const { service, version, before, isRollback } = marker;
    const kept = pick(search, KEPT);
    if (service !== '' && before !== '')
      return { ...kept, service, version, before, ...(isRollback ? { moment: marker.at } : {}) };
    return { ...kept, moment: marker.at, ...(service === '' ? {} : { service }) };
  };
  const isChosen = (marker: Marker) =>
    search.moment === undefined
      ? search.version !== undefined && marker.version === search.version && marker.service === service
      : marker.at === search.moment;
  return (
    <main className="deploys table-page">
      <PageHead
        title="Deploys"
        range={range}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={compare}
      >
        <ScopeChoices
          bin={bin}
          range={range}
          scope={search}
          choices={choices ?? { services: [] }}
          change={(wanted) => ('service' in wanted ? compare(wanted) : change(wanted))}
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
            <DeployList
              bin={bin}
              markers={all}
              now={new Date(nowMs)}
              chosen={searchOf}
              isChosen={isChosen}
              from={markers.data.from}
              view={search.deploys}
              change={(deploys, replace) => change({ deploys }, replace)}
            />
          ) : (
            <MarkHint bin={bin} address={answer?.address} />
          )}
          <ComparisonHead title={chosen?.title} data={data} search={search} change={compare} nowMs={nowMs} />
          {data !== undefined && chosen !== undefined && (
            <p className="small muted sides">
              {sideText(data.after, nowMs)} against {sideText(data.before, nowMs)}
              {service !== undefined && `, ${service}`}
            </p>
          )}
          {chosen === undefined && (
            <p className="soft none">Any two times can be compared, whatever ran in them: “Two times…”.</p>
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
                search={{ ...range, ...scope }}
              />
            </section>
          )}
        </>
      )}
    </main>
  );
}

function sideText(side: { from: string; to: string; version: string | null }, nowMs: number): string {
  const times = formatRange(new Date(side.from), new Date(side.to), new Date(nowMs));
  return side.version === null ? times : `${side.version} (${times})`;
}
