/** The libraries that have a hook, by the name under which they are loaded. */
import { hookExpress } from './express.ts';
import { hookHapi } from './hapi.ts';
import { hookKoa } from './koa.ts';
import type { LibraryHook } from './load-hook.ts';
import { hookMysql2 } from './mysql2.ts';
import { hookPg } from './pg.ts';

export const LIBRARIES: ReadonlyMap<string, LibraryHook> = new Map<string, LibraryHook>([
  ['@hapi/hapi', hookHapi],
  ['express', hookExpress],
  ['koa', hookKoa],
  ['mysql2', hookMysql2],
  ['mysql2/promise', hookMysql2],
  ['pg', hookPg],
]);
