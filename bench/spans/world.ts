/**
 * The imagined shop whose traces the benchmarks store: six services, their endpoints and jobs, and what each
 * of these does. Weights make a few endpoints carry most of the traffic, as in real systems.
 */

export type Step =
  | {
      does: 'sql';
      service?: never;
      table: string;
      verb: 'SELECT' | 'INSERT' | 'UPDATE';
      times: number;
      ms: number;
      long?: true;
    }
  | { does: 'cache'; verb: 'GET' | 'SET' | 'MGET'; prefix: string; times: number; ms: number }
  | { does: 'call'; endpoint: string; ms: number }
  | { does: 'enqueue'; endpoint: string; ms: number }
  | { does: 'view'; template: string; ms: number }
  | { does: 'work'; code: string; ms: number };

export interface Endpoint {
  service: string;
  /** HTTP route or name of the job. */
  route: string;
  method: 'GET' | 'POST' | 'PUT' | 'CONSUME';
  /** Share of the traffic from outside; 0 for those that only other services call. */
  weight: number;
  /** Median of the time the endpoint spends on its own, in milliseconds, and the spread of its logarithm. */
  ownMs: number;
  spread: number;
  failureRate: number;
  steps: Step[];
}

/** Service name -> number of processes, language of the SDK, instrumentation scope. */
export const SERVICES: Record<
  string,
  { processes: number; language: string; scope: string; version: string }
> = {
  storefront: {
    processes: 4,
    language: 'nodejs',
    scope: '@opentelemetry/instrumentation-http',
    version: '0.205.0',
  },
  catalog: {
    processes: 3,
    language: 'python',
    scope: 'opentelemetry.instrumentation.django',
    version: '0.58b0',
  },
  checkout: {
    processes: 3,
    language: 'nodejs',
    scope: '@opentelemetry/instrumentation-express',
    version: '0.53.0',
  },
  inventory: {
    processes: 2,
    language: 'go',
    scope: 'go.opentelemetry.io/contrib/net/http/otelhttp',
    version: '0.63.0',
  },
  accounts: { processes: 2, language: 'java', scope: 'io.opentelemetry.tomcat-10.0', version: '2.20.1' },
  mailer: {
    processes: 2,
    language: 'python',
    scope: 'opentelemetry.instrumentation.celery',
    version: '0.58b0',
  },
};

const sql = (table: string, ms: number, times = 1, long?: true): Step => ({
  does: 'sql',
  table,
  verb: 'SELECT',
  times,
  ms,
  ...(long && { long }),
});
const write = (table: string, verb: 'INSERT' | 'UPDATE', ms: number): Step => ({
  does: 'sql',
  table,
  verb,
  times: 1,
  ms,
});
const cache = (prefix: string, times = 1): Step => ({ does: 'cache', verb: 'GET', prefix, times, ms: 0.4 });
const call = (endpoint: string): Step => ({ does: 'call', endpoint, ms: 0.8 });
const view = (template: string, ms: number): Step => ({ does: 'view', template, ms });
const work = (code: string, ms: number): Step => ({ does: 'work', code, ms });

export const ENDPOINTS: readonly Endpoint[] = [
  {
    service: 'storefront',
    route: '/',
    method: 'GET',
    weight: 30,
    ownMs: 4,
    spread: 0.5,
    failureRate: 0.001,
    steps: [
      cache('session'),
      call('catalog /api/products'),
      work('home.personalise', 2),
      cache('fragment', 9),
      view('home.ejs', 6),
    ],
  },
  {
    service: 'storefront',
    route: '/products/:slug',
    method: 'GET',
    weight: 26,
    ownMs: 5,
    spread: 0.6,
    failureRate: 0.002,
    steps: [
      cache('session'),
      call('catalog /api/products/<slug>/'),
      call('inventory /stock/{sku}'),
      view('product.ejs', 8),
      cache('reviews', 6),
    ],
  },
  {
    service: 'storefront',
    route: '/search',
    method: 'GET',
    weight: 14,
    ownMs: 6,
    spread: 0.9,
    failureRate: 0.006,
    steps: [cache('session'), call('catalog /api/search/'), cache('price', 11), view('search.ejs', 7)],
  },
  {
    service: 'storefront',
    route: '/cart',
    method: 'POST',
    weight: 8,
    ownMs: 3,
    spread: 0.5,
    failureRate: 0.004,
    steps: [
      cache('session'),
      call('checkout /cart/items'),
      call('inventory /stock/{sku}'),
      work('cart.price', 1.5),
    ],
  },
  {
    service: 'storefront',
    route: '/account/orders',
    method: 'GET',
    weight: 5,
    ownMs: 4,
    spread: 0.7,
    failureRate: 0.003,
    steps: [cache('session'), call('accounts /users/{id}'), call('checkout /orders'), view('orders.ejs', 9)],
  },
  {
    service: 'storefront',
    route: '/checkout',
    method: 'POST',
    weight: 3,
    ownMs: 8,
    spread: 0.8,
    failureRate: 0.02,
    steps: [
      cache('session'),
      call('accounts /users/{id}'),
      call('checkout /orders/place'),
      view('thanks.ejs', 5),
    ],
  },
  {
    service: 'storefront',
    route: '/health',
    method: 'GET',
    weight: 4,
    ownMs: 0.5,
    spread: 0.2,
    failureRate: 0,
    steps: [],
  },
  {
    service: 'catalog',
    route: '/api/products',
    method: 'GET',
    weight: 0,
    ownMs: 6,
    spread: 0.5,
    failureRate: 0.001,
    steps: [
      cache('catalogue'),
      sql('product', 3),
      sql('category', 1.2, 4),
      work('serializers.ProductSerializer', 3),
    ],
  },
  {
    service: 'catalog',
    route: '/api/products/<slug>/',
    method: 'GET',
    weight: 2,
    ownMs: 7,
    spread: 0.6,
    failureRate: 0.002,
    steps: [
      cache('catalogue'),
      sql('product', 2),
      sql('product_image', 0.9, 6),
      sql('review', 2.5),
      work('serializers.ProductDetailSerializer', 4),
    ],
  },
  {
    service: 'catalog',
    route: '/api/search/',
    method: 'GET',
    weight: 1,
    ownMs: 9,
    spread: 1,
    failureRate: 0.008,
    steps: [sql('product', 28, 1, true), sql('price_rule', 1.1, 9), work('search.rank', 6)],
  },
  {
    service: 'checkout',
    route: '/cart/items',
    method: 'POST',
    weight: 0,
    ownMs: 3,
    spread: 0.4,
    failureRate: 0.003,
    steps: [sql('cart', 1.4), write('cart_item', 'INSERT', 2.2), cache('cart')],
  },
  {
    service: 'checkout',
    route: '/orders',
    method: 'GET',
    weight: 1,
    ownMs: 4,
    spread: 0.6,
    failureRate: 0.002,
    steps: [sql('order', 4), sql('order_item', 1.1, 9, true)],
  },
  {
    service: 'checkout',
    route: '/orders/place',
    method: 'POST',
    weight: 0,
    ownMs: 9,
    spread: 0.7,
    failureRate: 0.03,
    steps: [
      sql('cart', 1.4),
      write('order', 'INSERT', 3),
      write('order_item', 'INSERT', 2.4),
      call('inventory /reserve'),
      work('payment.charge', 140),
      { does: 'enqueue', endpoint: 'mailer order.confirm', ms: 1.5 },
    ],
  },
  {
    service: 'inventory',
    route: '/stock/{sku}',
    method: 'GET',
    weight: 2,
    ownMs: 1,
    spread: 0.4,
    failureRate: 0.001,
    steps: [cache('stock'), sql('stock', 1)],
  },
  {
    service: 'inventory',
    route: '/reserve',
    method: 'PUT',
    weight: 0,
    ownMs: 2,
    spread: 0.5,
    failureRate: 0.01,
    steps: [sql('stock', 1.2, 2), write('stock', 'UPDATE', 2.6), write('reservation', 'INSERT', 1.8)],
  },
  {
    service: 'accounts',
    route: '/users/{id}',
    method: 'GET',
    weight: 1,
    ownMs: 2,
    spread: 0.5,
    failureRate: 0.001,
    steps: [cache('user'), sql('user', 1.1), sql('address', 0.9)],
  },
  {
    service: 'mailer',
    route: 'order.confirm',
    method: 'CONSUME',
    weight: 0,
    ownMs: 12,
    spread: 0.6,
    failureRate: 0.01,
    steps: [sql('order', 2), sql('order_item', 1.1, 3), view('confirm.html', 5), work('smtp.send', 85)],
  },
  {
    service: 'mailer',
    route: 'digest.weekly',
    method: 'CONSUME',
    weight: 1,
    ownMs: 30,
    spread: 0.8,
    failureRate: 0.004,
    steps: [sql('user', 12, 1, true), sql('review', 3, 8), view('digest.html', 11), work('smtp.send', 90)],
  },
];
