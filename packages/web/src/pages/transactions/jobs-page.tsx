import { getRouteApi } from '@tanstack/react-router';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { ProducersPage } from './producers-page.tsx';
import { TransactionsPage } from './transactions-page.tsx';

const route = getRouteApi('/b/$bin/jobs');

export function JobsPage() {
  const { bin } = route.useParams();
  const change = useChangeSearch(route.useNavigate());
  const search = route.useSearch();
  return search.view === 'producers' ? (
    <ProducersPage bin={bin} search={search} change={change} />
  ) : (
    <TransactionsPage group="jobs" bin={bin} search={search} change={change} />
  );
}
