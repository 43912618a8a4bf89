import { getRouteApi } from '@tanstack/react-router';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { TransactionsPage } from './transactions-page.tsx';

const route = getRouteApi('/b/$bin/endpoints');

export function EndpointsPage() {
  const { bin } = route.useParams();
  const change = useChangeSearch(route.useNavigate());
  return <TransactionsPage group="endpoints" bin={bin} search={route.useSearch()} change={change} />;
}
