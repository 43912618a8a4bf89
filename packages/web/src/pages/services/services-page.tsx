import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { servicesQuery } from '../../api/cause-queries.ts';
import { binQuery } from '../../api/queries.ts';
import { useNarrow } from '../../controls/use-narrow.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { PageHead } from '../../table/page-head.tsx';
import { pick } from '../../table/pick.ts';
import { ScopeChoices } from '../../table/scope-choices.tsx';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { HostsView } from './hosts-view.tsx';
import { MapView } from './map-view.tsx';
import './services.css';
import { SERVICES_VIEWS, type ServicesView } from './services-search.ts';

const route = getRouteApi('/b/$bin/services');
const ASKED = ['environment', 'from', 'to'] as const;
const EMPTY_REFETCH_MS = 2_000;

const LABELS: Record<ServicesView, string> = { map: 'Map', table: 'Table', hosts: 'Hosts called' };

/** Who calls whom, as a map and as a table, and the hosts that are called. */
export function ServicesPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const { data: answer } = useQuery(binQuery(bin));
  const services = useQuery({
    ...servicesQuery(bin, pick(search, ASKED)),
    refetchInterval: (query) => (query.state.data?.nodes.length === 0 ? EMPTY_REFETCH_MS : false),
  });
  const { data } = services;
  const slow = useSlow(services.isFetching && data?.nodes.length !== 0);
  const nowMs = services.dataUpdatedAt === 0 ? Date.now() : services.dataUpdatedAt;
  const names = data?.nodes.filter(({ kind }) => kind === 'service').map(({ name }) => name) ?? [];
  const narrow = useNarrow();
  const view = search.view ?? (narrow ? 'table' : 'map');
  usePageTitle('Services', answer?.name);
  return (
    <main className="table-page services">
      <PageHead
        title="Services"
        range={search}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={change}
      >
        <fieldset className="seg">
          <legend className="sr-only">View</legend>
          {SERVICES_VIEWS.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={view === each}
              onClick={() => change({ view: each, sort: undefined, order: undefined, filter: undefined })}
            >
              {LABELS[each]}
            </button>
          ))}
        </fieldset>
        <ScopeChoices
          bin={bin}
          range={search}
          scope={search}
          choices={{
            ...(view === 'hosts' ? { services: names } : {}),
            environments: data?.environments ?? [],
          }}
          change={change}
        />
      </PageHead>
      {view === 'hosts' ? (
        <HostsView bin={bin} answer={answer} search={search} change={change} />
      ) : (
        <MapView
          bin={bin}
          answer={answer}
          search={search}
          change={change}
          view={view}
          query={services}
          slow={slow}
          nowMs={nowMs}
        />
      )}
    </main>
  );
}
