/** The Next.js before the newest: some 350 MB more to be brought, and a build of its own. */
import { test } from 'node:test';
import { requestsHaveRoutes } from './next-routes.ts';

test('Next.js 15: requests have the names of their routes', (t) => requestsHaveRoutes(t, '15.5.29'));
