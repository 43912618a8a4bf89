import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { JobQueue } from './jobs/job-queue.ts';
import type { PageCache } from './page-cache.ts';
import type { RatesClient } from './services/rates-client.ts';

/** What the routes work with. */
export interface AppServices {
  db: Database;
  jobs: JobQueue;
  rates: RatesClient;
  pages: PageCache;
  config: Config;
}
