import { getRouteApi } from '@tanstack/react-router';
import { TransactionsPage } from './transactions-page.tsx';
import { useChangeSearch } from './use-change-search.ts';

const route = getRouteApi('/b/$bin/endpoints');

export function EndpointsPage() {
  const { bin } = route.useParams();
  const change = useChangeSearch(route.useNavigate());
  return <TransactionsPage group="endpoints" bin={bin} search={route.useSearch()} change={change} />;
}
