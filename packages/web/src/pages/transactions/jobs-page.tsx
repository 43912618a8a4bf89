import { getRouteApi } from '@tanstack/react-router';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { TransactionsPage } from './transactions-page.tsx';

const route = getRouteApi('/b/$bin/jobs');

export function JobsPage() {
  const { bin } = route.useParams();
  const change = useChangeSearch(route.useNavigate());
  return <TransactionsPage group="jobs" bin={bin} search={route.useSearch()} change={change} />;
}
