/**
 * Next.js, both of its routers, as built for production. What is brought takes 15 s of CPU the first time (340 MB, kept), the
 * build another 10, without a look at the network; the major before it is in the suite far.
 */
import { test } from 'node:test';
import { requestsHaveRoutes } from './next-routes.ts';

test('Next.js 16: requests have the names of their routes', (t) => requestsHaveRoutes(t, '16.4.6'));
