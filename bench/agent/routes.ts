/** What is asked of the watched application. */

export interface Route {
  name: 'plain' | '5 queries' | '50 queries' | 'view';
  path: string;
  /** Of the requests: routes that take long are asked less often. */
  share: number;
  /** The least that a watcher must have sent for a request. */
  spans: number;
}

export const ROUTES: readonly Route[] = [
  { name: 'plain', path: '/plain', share: 1, spans: 1 },
  { name: '5 queries', path: '/queries/5', share: 0.5, spans: 6 },
  { name: '50 queries', path: '/queries/50', share: 0.1, spans: 51 },
  { name: 'view', path: '/view', share: 0.5, spans: 1 },
];
