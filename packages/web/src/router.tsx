import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { binHomeSearch } from './pages/bin-home/bin-home-search.ts';
import { boardSearch } from './pages/boards/board-search.ts';
import { deploysSearch } from './pages/deploys/deploys-search.ts';
import { errorSearch, errorsSearch } from './pages/errors/errors-search.ts';
import { exploreSearch } from './pages/explore/explore-search.ts';
import { findTracesSearch } from './pages/find-traces/find-traces-search.ts';
import { findingsSearch } from './pages/findings/findings-search.ts';
import { overviewSearch } from './pages/overview/overview-search.ts';
import { queriesSearch, querySearch } from './pages/queries/queries-search.ts';
import { servicesSearch } from './pages/services/services-search.ts';
import { sqlSearch } from './pages/sql/sql-search.ts';
import { startSearch } from './pages/start/start-search.ts';
import { tracePageSearch } from './pages/trace-search.ts';
import { transactionSearch } from './pages/transaction/transaction-search.ts';
import { transactionsSearch } from './pages/transactions/transactions-search.ts';
import { parseSearch, stringifySearch } from './search-params.ts';
import { BinLayout } from './shell/bin-layout.tsx';
import { ErrorPage } from './shell/error-page.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: startSearch,
  component: lazyRouteComponent(() => import('./pages/start/start-page.tsx'), 'StartPage'),
});

const binRoute = createRoute({ getParentRoute: () => rootRoute, path: '/b/$bin', component: BinLayout });

const binHomeRoute = createRoute({
  getParentRoute: () => binRoute,
  path: '/',
  validateSearch: binHomeSearch,
  component: lazyRouteComponent(() => import('./pages/bin-home/bin-home-page.tsx'), 'BinHomePage'),
});

const overviewRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'overview',
  validateSearch: overviewSearch,
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
});

const endpointsRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'endpoints',
  validateSearch: transactionsSearch,
  component: lazyRouteComponent(() => import('./pages/transactions/endpoints-page.tsx'), 'EndpointsPage'),
});

const transactionRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'transaction',
  validateSearch: transactionSearch,
  component: lazyRouteComponent(() => import('./pages/transaction/transaction-page.tsx'), 'TransactionPage'),
});

const deploysRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'deploys',
  validateSearch: deploysSearch,
  component: lazyRouteComponent(() => import('./pages/deploys/deploys-page.tsx'), 'DeploysPage'),
});

const jobsRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'jobs',
  validateSearch: transactionsSearch,
  component: lazyRouteComponent(() => import('./pages/transactions/jobs-page.tsx'), 'JobsPage'),
});

const queriesRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'queries',
  validateSearch: queriesSearch,
  component: lazyRouteComponent(() => import('./pages/queries/queries-page.tsx'), 'QueriesPage'),
});

const queryRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'queries/$fingerprint',
  validateSearch: querySearch,
  component: lazyRouteComponent(() => import('./pages/queries/query-page.tsx'), 'QueryPage'),
});

const errorsRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'errors',
  validateSearch: errorsSearch,
  component: lazyRouteComponent(() => import('./pages/errors/errors-page.tsx'), 'ErrorsPage'),
});

const errorRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'errors/$group',
  validateSearch: errorSearch,
  component: lazyRouteComponent(() => import('./pages/errors/error-page.tsx'), 'ErrorGroupPage'),
});

const servicesRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'services',
  validateSearch: servicesSearch,
  component: lazyRouteComponent(() => import('./pages/services/services-page.tsx'), 'ServicesPage'),
});

const findingsRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'findings',
  validateSearch: findingsSearch,
  component: lazyRouteComponent(() => import('./pages/findings/findings-page.tsx'), 'FindingsPage'),
});

const tracesRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'traces',
  validateSearch: findTracesSearch,
  component: lazyRouteComponent(() => import('./pages/find-traces/find-traces-page.tsx'), 'FindTracesPage'),
});

const traceRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'traces/$traceId',
  validateSearch: tracePageSearch,
  component: lazyRouteComponent(() => import('./pages/trace-page.tsx'), 'TracePage'),
});

const exploreRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'explore',
  validateSearch: exploreSearch,
  component: lazyRouteComponent(() => import('./pages/explore/explore-page.tsx'), 'ExplorePage'),
});

const sqlRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'sql',
  validateSearch: sqlSearch,
  component: lazyRouteComponent(() => import('./pages/sql/sql-page.tsx'), 'SqlPage'),
});

const boardsRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'boards',
  component: lazyRouteComponent(() => import('./pages/boards/boards-page.tsx'), 'BoardsPage'),
});

const boardRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'boards/$board',
  validateSearch: boardSearch,
  component: lazyRouteComponent(() => import('./pages/boards/board-page.tsx'), 'BoardPage'),
});

const keptAnswerRoute = createRoute({
  getParentRoute: () => binRoute,
  path: 'answers/$answer',
  component: lazyRouteComponent(() => import('./pages/answers/kept-answer-page.tsx'), 'KeptAnswerPage'),
});

/** All pages; every one but the shell is loaded when it is first opened. */
export const router = createRouter({
  routeTree: rootRoute.addChildren([
    startRoute,
    binRoute.addChildren([
      binHomeRoute,
      overviewRoute,
      endpointsRoute,
      jobsRoute,
      transactionRoute,
      deploysRoute,
      queriesRoute,
      queryRoute,
      errorsRoute,
      errorRoute,
      servicesRoute,
      findingsRoute,
      tracesRoute,
      traceRoute,
      exploreRoute,
      sqlRoute,
      boardsRoute,
      boardRoute,
      keptAnswerRoute,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
